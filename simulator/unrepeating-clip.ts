/**
 * @file Clips that play for long without a repeated frame, as a camera's do. Chromium plays a file in a loop, which the
 * kiosk rightly takes for injected video.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cachePath, makeOnce, sourceHash } from './cache.ts';
import { changedJpeg } from './changed-jpeg.ts';
import { jpegsIn, writeJpegs } from './mjpeg.ts';

const SOURCES = sourceHash([
  'simulator/unrepeating-clip.ts',
  'simulator/changed-jpeg.ts',
  'simulator/mjpeg.ts',
]);
/** Chromium's, whatever the clip was recorded at. */
const CAMERA_FPS = 30;

/**
 * The clip again and again, each round changed a little.
 *
 * @param clip - A `.mjpeg` file.
 * @param seconds - Longer than a test stands before the camera at a stretch.
 * @returns Path of a `.mjpeg` file, kept under `.facegate/fixtures`.
 */
export async function unrepeatingClip(clip: string, seconds = 90): Promise<string> {
  const bytes = await readFile(clip);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const path = cachePath('unrepeating', 'mjpeg', [hash, String(seconds), await SOURCES]);
  await makeOnce(path, (partial) => writeJpegs(partial, rounds(jpegsIn(bytes), seconds * CAMERA_FPS)));
  return path;
}

function* rounds(jpegs: readonly Buffer[], frames: number): Generator<Uint8Array> {
  for (let frame = 0; frame < frames; frame += 1) {
    yield changedJpeg(jpegs[frame % jpegs.length], Math.floor(frame / jpegs.length));
  }
}
