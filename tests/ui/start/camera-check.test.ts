// @vitest-environment happy-dom
/** @file The camera's step of the first run: what it says of the picture, live. */
import { beforeEach, expect, it, vi } from 'vitest';
import { type FaceChange, GOOD_QUALITY, observationOf } from '../../../simulator/builders.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import '../../../src/ui/start/camera-check.ts';
import type { KioskCameraCheck } from '../../../src/ui/start/camera-check.ts';
import type { Pipeline, RunHandlers } from '../../../src/workers/bridge.ts';
import { find, mount, settle, wordsOf } from '../support/mount.ts';
import { newSession } from '../support/session.ts';

const LIVE = { kind: 'live', label: 'Camera', deviceId: 'a', widthPx: 640, heightPx: 480 } as const;
let session: KioskSession;
let check: KioskCameraCheck;
let runs: RunHandlers[];
let atMs: number;

beforeEach(() => {
  session = newSession();
  vi.spyOn(session.camera, 'state', 'get').mockReturnValue(LIVE);
  runs = [];
  atMs = 1_000;
});

async function open(withModels = true): Promise<void> {
  const pipeline = {
    run: (_source: unknown, options: RunHandlers) => {
      runs.push(options);
      return () => runs.splice(0);
    },
  } as unknown as Pipeline;
  vi.spyOn(session.pipeline, 'current', 'get').mockReturnValue(withModels ? pipeline : null);
  check = await mount('kiosk-camera-check', { session });
}

/** Frames of a second, for a hint to be taken as lasting. */
async function see(face: FaceChange | null): Promise<string> {
  for (let frame = 0; frame < 10; frame += 1) {
    atMs += 100;
    runs[0].onObservation(observationOf(frame, atMs, { face }));
  }
  await settle();
  return said();
}

const said = (): string => wordsOf(find(check, 'kiosk-note'));

it('waits for the models', async () => {
  await open(false);
  expect(said()).toBe('One moment …');
});

it('claims no face before one was seen', async () => {
  await open();
  expect(said()).toBe('Step in front of the camera');
});

it('says that a face is seen in good light, and what is wrong otherwise', async () => {
  await open();
  expect(await see({ quality: GOOD_QUALITY })).toBe('Face seen, light good.');
  expect(await see({ quality: { ...GOOD_QUALITY, exposure: 20 } })).toBe('Too dark – turn towards the light');
  expect(await see({ quality: { ...GOOD_QUALITY, faceSizePx: 30, interocularPx: 10 } })).toBe('Move closer');
  expect(await see(null)).toBe('Step in front of the camera');
  expect(await see({ quality: GOOD_QUALITY })).toBe('Face seen, light good.');
});

it('ends with the step', async () => {
  await open();
  expect(runs).toHaveLength(1);
  check.remove();
  expect(runs).toHaveLength(0);
});
