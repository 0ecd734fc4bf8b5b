/**
 * @file Clips that play for long without a repeated frame, as a camera's do. Chromium plays a file in a loop, which the
 * kiosk rightly takes for injected video.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cachePath, makeOnce, sourceHash } from './cache.ts';
import { jpegsIn, writeJpegs } from './mjpeg.ts';

const SOURCES = sourceHash(['simulator/unrepeating-clip.ts', 'simulator/mjpeg.ts']);
/** Chromium's, whatever the clip was recorded at. */
const CAMERA_FPS = 30;
/** Coefficients of a block, from coarse to fine, of which each round changes one. */
const CHANGED_COEFFICIENTS = 40;
const QUANTISATION_TABLE = Buffer.from([0xff, 0xdb]);
/** Marker, length, and the table's number. */
const TABLE_HEAD = 5;

/**
 * The clip again and again; in each round another entry of the luminance's quantisation table is one higher. That
 * changes nearly all pixels, by less than an eye sees.
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

function* rounds(jpegs: readonly Buffer[], frames: number): Generator<Buffer> {
  for (let frame = 0; frame < frames; frame += 1) {
    yield slightlyChanged(jpegs[frame % jpegs.length], Math.floor(frame / jpegs.length));
  }
}

/** @param round - From 0, which changes nothing; below 400 no two rounds are the same. */
function slightlyChanged(jpeg: Buffer, round: number): Buffer {
  if (round === 0) return jpeg;
  const changed = Buffer.from(jpeg);
  const table = changed.indexOf(QUANTISATION_TABLE) + TABLE_HEAD;
  const at = table + 1 + ((round - 1) % CHANGED_COEFFICIENTS);
  changed[at] += Math.ceil(round / CHANGED_COEFFICIENTS);
  return changed;
}
