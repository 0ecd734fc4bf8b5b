/**
 * @file What the kiosk's tracker measures on the project's own drawn faces, whose poses are known. The test compares
 * the depth of a turned head with that of photos of it, flat and bent.
 */
import { expect, test } from '@playwright/test';
import { callHeadlessForHandle, callMethod } from '../../scripts/lib/kiosk/headless-page.ts';
import { type KioskBrowser, openKioskBrowser } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import { LANDMARKER_SHAPE } from '../../src/core/liveness/face-shape.ts';
import { judgeDepth, type TurnedShape } from '../../src/core/liveness/depth.ts';
import type { FaceObservation, Observation } from '../../src/core/observation.ts';
import { drawnPhoto } from '../../simulator/attack-clip/face-photo.ts';
import { type Bend, Sheet } from '../../simulator/attack-clip/sheet.ts';
import { encodeJpeg, type Frame, SYNTHETIC_PEOPLE, syntheticFrames } from '../../simulator/synthetic-face.ts';

const FRAMES: readonly Frame[] = [
  ...syntheticFrames({ person: SYNTHETIC_PEOPLE.a, seconds: 9, fps: 1, motion: 'turns' }),
];
const BENDS: readonly Bend[] = [
  { kind: 'flat' },
  { kind: 'rolled', along: 'upright', radiusMm: 100 },
  { kind: 'folded', along: 'level', halfDeg: 30 },
  { kind: 'pressed', heightMm: 20, widthMm: 20 },
];

test.describe.configure({ mode: 'serial' });

let kiosk: KioskBrowser;

test.beforeAll(async () => {
  kiosk = await openKioskBrowser();
});

test.afterAll(async () => {
  await kiosk.close();
});

/** The largest face of each photo; throws where there is none. */
async function examine(photos: readonly Uint8Array[]) {
  const page = await kiosk.blankPage();
  const examiner = await callHeadlessForHandle(page, 'startPhotoExaminer');
  const faces: FaceObservation[] = [];
  for (const photo of photos) {
    const { face } = await callMethod<Observation>(examiner, 'examine', new Uint8Array(photo));
    if (!face) throw new Error(`No face was found in frame ${faces.length}.`);
    faces.push(face);
  }
  await page.close();
  return faces;
}

function shapeOf({ pose, liveness }: FaceObservation): TurnedShape {
  return { yawDeg: pose.yawDeg, pitchDeg: pose.pitchDeg, shape: liveness.shape };
}

test('a head that turns has depth, a photo of it has none', async () => {
  const head = await examine(await Promise.all(FRAMES.map(encodeJpeg)));
  expect(judgeDepth(head.map(shapeOf)).state).toBe('passed');

  const sheet = new Sheet(drawnPhoto(SYNTHETIC_PEOPLE.a), 1);
  for (const bend of BENDS) {
    const held = [0, 12, 24, 36, 48].map((yawDeg) =>
      sheet.draw(bend, { yawDeg, pitchDeg: 0, rollDeg: 0, distanceMm: 600 }, yawDeg),
    );
    const seen = await examine(await Promise.all(held.map(encodeJpeg)));
    // Either no turn was seen, or a turn without depth.
    expect(['pending', 'failed'], bend.kind).toContain(judgeDepth(seen.map(shapeOf)).state);
  }
});

test('every frame with a face has its light and its fingerprint', async () => {
  const photo = await encodeJpeg(FRAMES[0]);
  const page = await kiosk.blankPage();
  const examiner = await callHeadlessForHandle(page, 'startPhotoExaminer');
  const first = await callMethod<Observation>(examiner, 'examine', new Uint8Array(photo));
  const again = await callMethod<Observation>(examiner, 'examine', new Uint8Array(photo));
  expect(first.frameHash).toMatch(/^[0-9a-f]{16}$/);
  expect(again.frameHash).toBe(first.frameHash);
  expect(first.face?.liveness.light?.skin.every((value) => value > 0 && value < 1)).toBe(true);
  expect(first.face?.liveness.shape).toHaveLength(LANDMARKER_SHAPE.length * 2);
  await page.close();
});
