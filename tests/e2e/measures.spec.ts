/**
 * @file What the kiosk's tracker measures on the project's own drawn faces, whose poses are known. The test compares
 * the depth of a turned head with that of a tilted picture of it.
 */
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { callHeadlessForHandle, callMethod } from '../../scripts/lib/kiosk/headless-page.ts';
import { type KioskBrowser, openKioskBrowser } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import { applyHomography, fitHomography } from '../../src/core/geometry/homography.ts';
import { LANDMARKER_SHAPE } from '../../src/core/liveness/face-shape.ts';
import { judgeDepth, type TurnedShape } from '../../src/core/liveness/depth.ts';
import type { FaceObservation, Observation } from '../../src/core/observation.ts';
import { encodeJpeg, type Frame, SYNTHETIC_PEOPLE, syntheticFrames } from '../../simulator/synthetic-face.ts';

const FRAMES: readonly Frame[] = [
  ...syntheticFrames({ person: SYNTHETIC_PEOPLE.a, seconds: 9, fps: 1, motion: 'turns' }),
];
/** Focal length of a webcam, in pixels of the frame. */
const FOCAL_PX = 600;

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

/** The frame as a picture that an attacker holds before the camera and turns about its vertical axis. */
async function tilted({ rgb, width, height }: Frame, yawDeg: number): Promise<Buffer> {
  const yaw = (yawDeg * Math.PI) / 180;
  const corners = [-1, 1].flatMap((x) => [-1, 1].map((y) => ({ x: (x * width) / 2, y: (y * height) / 2 })));
  const seen = corners.map(({ x, y }) => {
    const scale = FOCAL_PX / (FOCAL_PX - x * Math.sin(yaw));
    return { x: width / 2 + x * Math.cos(yaw) * scale, y: height / 2 + y * scale };
  });
  const back = fitHomography(seen, corners);
  if (!back) throw new Error('A picture seen edge on cannot be drawn.');
  const turned = Buffer.alloc(rgb.length, 128);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = applyHomography(back, { x, y });
      const column = Math.round(from.x + width / 2);
      const row = Math.round(from.y + height / 2);
      if (column < 0 || column >= width || row < 0 || row >= height) continue;
      const source = (row * width + column) * 3;
      turned.set(rgb.subarray(source, source + 3), (y * width + x) * 3);
    }
  }
  const raw = { width, height, channels: 3 } as const;
  return sharp(turned, { raw }).jpeg({ quality: 92 }).toBuffer();
}

test('a head that turns has depth, a tilted picture of it has none', async () => {
  const head = await examine(await Promise.all(FRAMES.map(encodeJpeg)));
  expect(judgeDepth(head.map(shapeOf)).state).toBe('passed');

  const angles = [0, 25, 50];
  const picture = await examine(await Promise.all(angles.map((angle) => tilted(FRAMES[0], angle))));
  // Either no turn was seen, or a turn without depth.
  expect(['pending', 'failed']).toContain(judgeDepth(picture.map(shapeOf)).state);
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
