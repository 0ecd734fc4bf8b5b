/**
 * @file Deepfakes of real clips, made by the project's own swap: one person's face on another's moving head, as an
 * attacker with a face-swapping camera filter would show it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { createRng } from '../src/core/rng/rng.ts';
import type { Point } from '../src/core/observation.ts';
import type { Picture } from '../training/image/picture.ts';
import { swapFace } from '../training/fakes/swap-face.ts';
import type { FaceFinder, FoundFace } from '../training/prepare/face-finder.ts';
import { cachePath, makeOnce, sourceHash } from './cache.ts';
import { jpegsIn } from './mjpeg.ts';

export interface DeepfakeOptions {
  /** A `.mjpeg` clip of the victim, whom the attacker pretends to be. */
  readonly face: string;
  /** The attacker's own clip. */
  readonly head: string;
  /** Of what varies between makers of fakes. */
  readonly seed: number;
  /** With the landmarker: five points do not say how to warp a face. */
  readonly finder: FaceFinder;
}

const SOURCES = sourceHash(['simulator/deepfake-clip.ts', 'training/fakes']);

/** Of the head's clip; Chromium loops it at 30 frames a second. */
const MOST_FRAMES = 24;

/** The part of the frame that is swapped, in widths of the face's box: about what a packed crop shows. */
const AREA_PER_FACE = 1.7;
const JPEG_QUALITY = 92;
const NO_MARGIN: readonly number[] = [0];

/** @returns Path of a `.mjpeg` clip, kept under `.facegate/fixtures`. */
export async function deepfakeClip({ face, head, seed, finder }: DeepfakeOptions): Promise<string> {
  const [faceBytes, headBytes] = [await readFile(face), await readFile(head)];
  const key = [faceBytes.toString('base64url', 0, 4096), headBytes.toString('base64url', 0, 4096), seed];
  const cached = cachePath('deepfake', 'mjpeg', [key, await SOURCES]);
  await makeOnce(cached, async (partial) => {
    const source = await steadiestFace(jpegsIn(faceBytes), finder);
    const frames: Buffer[] = [];
    for (const jpeg of jpegsIn(headBytes).slice(0, MOST_FRAMES))
      frames.push(await swapInto(jpeg, source, seed, finder));
    await writeFile(partial, Buffer.concat(frames));
  });
  return cached;
}

async function find(jpeg: Buffer, finder: FaceFinder): Promise<FoundFace | null> {
  const [found] = await finder.find([{ bytes: new Uint8Array(jpeg), margins: NO_MARGIN }]);
  if (typeof found === 'string') throw new Error(`A frame of the clip cannot be read: ${found}`);
  return found.face;
}

/** The face that looks straightest ahead. */
async function steadiestFace(jpegs: readonly Buffer[], finder: FaceFinder): Promise<Picture> {
  let best: { found: FoundFace; jpeg: Buffer } | null = null;
  for (const jpeg of jpegs.filter((_, at) => at % 4 === 0)) {
    const found = await find(jpeg, finder);
    if (found && (!best || Math.abs(found.yawDeg) < Math.abs(best.found.yawDeg))) best = { found, jpeg };
  }
  if (!best) throw new Error('The clip of the face shows no face.');
  return (await areaOf(best.jpeg, best.found)).picture;
}

async function swapInto(jpeg: Buffer, face: Picture, seed: number, finder: FaceFinder): Promise<Buffer> {
  const found = await find(jpeg, finder);
  if (!found) return jpeg;
  const { picture, left, top } = await areaOf(jpeg, found);
  // The same draws for every frame: one maker of fakes, whose fakes do not flicker.
  const swapped = swapFace({ head: picture, face }, createRng(seed));
  const { width, height } = picture;
  return sharp(jpeg)
    .composite([{ input: Buffer.from(swapped.data), raw: { width, height, channels: 4 }, left, top }])
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}

/** The square around a face, as far as the frame has it. */
async function areaOf(
  jpeg: Buffer,
  { box, points, landmarks }: FoundFace,
): Promise<{ picture: Picture; left: number; top: number }> {
  const image = sharp(jpeg);
  const { width: frameWidth, height: frameHeight } = await image.metadata();
  const half = (Math.max(box.width, box.height) * AREA_PER_FACE) / 2;
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
  const [left, top] = [
    within(box.x + box.width / 2 - half, frameWidth),
    within(box.y + box.height / 2 - half, frameHeight),
  ];
  const width = within(box.x + box.width / 2 + half, frameWidth) - left;
  const height = within(box.y + box.height / 2 + half, frameHeight) - top;
  const pixels = await image.extract({ left, top, width, height }).ensureAlpha().raw().toBuffer();
  const moved = ({ x, y }: Point): Point => ({ x: x - left, y: y - top });
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points;
  return {
    ...{ left, top },
    picture: {
      ...{ data: new Uint8ClampedArray(pixels), width, height },
      points: [moved(leftEye), moved(rightEye), moved(nose), moved(leftMouth), moved(rightMouth)],
      landmarks: landmarks.map((value, at) => value - (at % 2 === 0 ? left : top)),
    },
  };
}
