/**
 * @file Attacks as camera files, each made from a clip of the victim: what an attacker could show to the kiosk's
 * camera, or feed in behind it. They are simulations: no print, phone or camera was involved.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRng } from '../src/core/rng/rng.ts';
import { phoneBefore, heldPhone } from './attack-clip/phone.ts';
import { blurred, decode, type Rgb } from './attack-clip/picture.ts';
import { handPath, printBefore } from './attack-clip/print.ts';
import { recital } from './attack-clip/recital.ts';
import { withNoise } from './attack-clip/sensor.ts';
import { cachePath, makeOnce, sourceHash } from './cache.ts';
import { jpegsIn, writeJpegs } from './mjpeg.ts';
import { encodeJpeg, type SyntheticPerson } from './synthetic-face.ts';

/** What can be made of one clip; its first half second must show the person straight ahead. */
export type ClipSpecies = 'stillPhoto' | 'movedPhoto' | 'phoneReplay' | 'loop';

const SOURCES = sourceHash([
  ...['attack-clip.ts', 'attack-clip', 'mjpeg.ts', 'responder', 'synthetic-face', 'synthetic-face.ts'].map(
    (name) => `simulator/${name}`,
  ),
  'src/core/rng',
]);
/** The frame that is photographed: a fifth of a second into the clip. */
const PHOTO_AT = 6;
/** Chromium plays the file at 30 frames a second and begins again at its end. */
const PHOTO_FRAMES = 150;
const MOVED_FRAMES = 180;
const REPLAYED_FRAMES = 150;
/** About a second: what a lazy injection repeats. */
const LOOP_FRAMES = 28;
/** Of each person of a face change. */
const CUT_FRAMES = 75;
const SEED = 5;

/**
 * @param clip - A `.mjpeg` file.
 * @returns Path of a `.mjpeg` file, kept under `.facegate/fixtures`.
 */
export function attackClip(species: ClipSpecies, clip: string): Promise<string> {
  return madeOf(species, [clip], ([jpegs]) => {
    switch (species) {
      case 'stillPhoto':
        return stillPhoto(jpegs);
      case 'movedPhoto':
        return movedPhoto(jpegs);
      case 'phoneReplay':
        return phoneReplay(jpegs);
      case 'loop':
        return jpegs.slice(0, LOOP_FRAMES);
    }
  });
}

/** A cut from one person to another and back, as the camera's picture changes when a recording takes over. */
export function faceChangeClip(from: string, to: string): Promise<string> {
  return madeOf('faceChange', [from, to], ([first, second]) => [
    ...first.slice(0, CUT_FRAMES),
    ...second.slice(0, CUT_FRAMES),
  ]);
}

/** A recording that holds the answer to every gesture that the door may ask for, in a fixed order. */
export async function everyGestureClip(person: SyntheticPerson): Promise<string> {
  const path = cachePath('attack', 'mjpeg', ['everyGesture', person, await SOURCES]);
  await makeOnce(path, (partial) => writeJpegs(partial, encodeAll(recital(person))));
  return path;
}

async function madeOf(
  name: string,
  clips: readonly string[],
  make: (jpegs: readonly Buffer[][]) => Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<string> {
  const files = await Promise.all(clips.map((clip) => readFile(clip)));
  const hashes = files.map((file) => createHash('sha256').update(file).digest('hex'));
  const path = cachePath('attack', 'mjpeg', [name, hashes, await SOURCES]);
  await makeOnce(path, async (partial) => {
    const jpegs = files.map(jpegsIn);
    const empty = jpegs.findIndex((frames) => frames.length === 0);
    if (empty >= 0) throw new Error(`${clips[empty]} holds no JPEG.`);
    await writeJpegs(partial, make(jpegs));
  });
  return path;
}

async function* stillPhoto(jpegs: readonly Buffer[]): AsyncGenerator<Buffer> {
  const picture = await decode(photoOf(jpegs));
  const rng = createRng(SEED);
  for (let index = 0; index < PHOTO_FRAMES; index += 1) yield encodeJpeg(withNoise(picture, rng));
}

async function* movedPhoto(jpegs: readonly Buffer[]): AsyncGenerator<Buffer> {
  const photo = photoOf(jpegs);
  const picture = await decode(photo);
  const surroundings = await blurred(photo);
  const { width, height } = picture;
  const rng = createRng(SEED);
  for (let index = 0; index < MOVED_FRAMES; index += 1) {
    const pose = handPath(index / MOVED_FRAMES, width, height);
    yield encodeJpeg(withNoise(printBefore(surroundings, picture, pose), rng));
  }
}

function photoOf(jpegs: readonly Buffer[]): Buffer {
  return jpegs[Math.min(PHOTO_AT, jpegs.length - 1)];
}

async function* phoneReplay(jpegs: readonly Buffer[]): AsyncGenerator<Buffer> {
  const surroundings = await blurred(jpegs[0]);
  const { width, height } = surroundings;
  const rng = createRng(SEED);
  const count = Math.min(jpegs.length, REPLAYED_FRAMES);
  for (let index = 0; index < count; index += 1) {
    const pose = heldPhone(index / count, width, height);
    yield encodeJpeg(withNoise(phoneBefore(surroundings, await decode(jpegs[index]), pose), rng));
  }
}

async function* encodeAll(frames: Iterable<Rgb>): AsyncGenerator<Buffer> {
  for (const frame of frames) yield encodeJpeg(frame);
}
