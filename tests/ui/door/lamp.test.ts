// @vitest-environment happy-dom
/** @file The door's screen as a lamp: it lights a face that is too dark, and nothing besides. */
import { beforeEach, expect, it, vi } from 'vitest';
import { type FaceChange, GOOD_QUALITY, observationOf } from '../../../simulator/builders.ts';
import { createDecision, viewOf } from '../../../src/core/decision/engine.ts';
import { drawLightSequence } from '../../../src/core/liveness/light.ts';
import { CheckController } from '../../../src/kiosk/check-controller.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import '../../../src/ui/door/check-page.ts';
import type { KioskCheckPage } from '../../../src/ui/door/check-page.ts';
import type { Pipeline, RunHandlers } from '../../../src/workers/bridge.ts';
import { find, mount, settle } from '../support/mount.ts';
import { openSession, person } from '../support/session.ts';

const LIVE = { kind: 'live', label: 'Camera', deviceId: 'a', widthPx: 640, heightPx: 480 } as const;
const DARK: FaceChange = { quality: { ...GOOD_QUALITY, exposure: 8 } };
const BRIGHT: FaceChange = { quality: { ...GOOD_QUALITY, exposure: 130 } };

let session: KioskSession;
let page: KioskCheckPage;
let run: RunHandlers;
let frames: number;

beforeEach(async () => {
  vi.restoreAllMocks();
  session = await openSession([person(1, 'Ada')]);
  vi.spyOn(session.camera, 'state', 'get').mockReturnValue(LIVE);
  vi.spyOn(session.people, 'recognisable', 'get').mockReturnValue(1);
  vi.spyOn(session, 'faceClosure', 'get').mockReturnValue(null);
  const pipeline = {
    run: (_source: unknown, handlers: RunHandlers) => {
      run = handlers;
      return () => undefined;
    },
  } as unknown as Pipeline;
  vi.spyOn(session.pipeline, 'current', 'get').mockReturnValue(pipeline);
  frames = 0;
  page = await mount('kiosk-check-page', { session });
});

/** Ten frames a second on the frames' own clock. @returns Whether the screen is a lamp then. */
async function see(face: FaceChange | null, seconds: number): Promise<boolean> {
  for (const last = frames + seconds * 10; frames < last; frames += 1) {
    run.onObservation(observationOf(frames, 1_000 + frames * 100, { face }));
  }
  await settle();
  return shines();
}

/** The ground and the picture shine together. */
function shines(): boolean {
  const [ground, picture] = [find(page, 'main[data-tone]'), find(page, 'kiosk-camera-view')];
  expect(picture.hasAttribute('lamp')).toBe(ground.hasAttribute('data-lamp'));
  return ground.hasAttribute('data-lamp');
}

it('lights a face that stays too dark, and nobody else', async () => {
  expect(await see(null, 3)).toBe(false);
  expect(await see(BRIGHT, 3)).toBe(false);
  expect(await see(DARK, 0.5)).toBe(false);
  expect(await see(DARK, 1)).toBe(true);
});

it('goes out when there is other light, and when the face has gone, not at once', async () => {
  expect(await see(DARK, 5)).toBe(true);
  expect(await see(BRIGHT, 2)).toBe(true);
  expect(await see(BRIGHT, 3)).toBe(false);
  expect(await see(DARK, 5)).toBe(true);
  expect(await see(null, 7)).toBe(true);
  expect(await see(null, 3)).toBe(false);
});

it('leaves the screen to the colours of a light check', async () => {
  expect(await see(DARK, 2)).toBe(true);
  const light = { sequence: drawLightSequence(() => 0.5), startsAtMs: Infinity };
  const view = { ...viewOf(createDecision()), light };
  vi.spyOn(CheckController.prototype, 'view', 'get').mockReturnValue(view);
  page.requestUpdate();
  await settle();
  expect(shines()).toBe(false);
});

it('is no lamp where the camera has failed', async () => {
  expect(await see(DARK, 2)).toBe(true);
  vi.spyOn(session.camera, 'state', 'get').mockReturnValue({ kind: 'failed', reason: 'unplugged' });
  session.camera.dispatchEvent(new Event('statechange'));
  await settle();
  expect(find(page, 'main[data-tone]').hasAttribute('data-lamp')).toBe(false);
});
