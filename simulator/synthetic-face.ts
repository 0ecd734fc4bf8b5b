/**
 * @file The project's own moving faces: clips of invented people for tests that need a camera and nothing from
 * outside. Drawn by a small software renderer from a seed; no photograph and no real person is involved.
 */
import { copyFile, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { cachePath, makeOnce, sourceHash } from './cache.ts';
import type { Picture } from './synthetic-face/develop.ts';
import { momentAt } from './synthetic-face/motion.ts';
import type { Motion } from './synthetic-face/motion.ts';
import { syntheticPerson } from './synthetic-face/person.ts';
import type { SyntheticPerson } from './synthetic-face/person.ts';
import { Portrait } from './synthetic-face/portrait.ts';
import type { Frame } from './synthetic-face/portrait.ts';

export type { Frame, Motion, SyntheticPerson };
export { syntheticPerson };

/**
 * Long grey hair; black hair and glasses; a beard; red hair and glasses. Chosen for the toy recogniser. The shipped
 * attack detector refuses the first at a real kiosk (tests/simulator/drill-people.test.ts).
 */
export const SYNTHETIC_PEOPLE = {
  a: syntheticPerson(2),
  b: syntheticPerson(7),
  c: syntheticPerson(8),
  d: syntheticPerson(19),
} as const;

/**
 * Whom the shipped recogniser tells apart too: to it most drawn people are one person. The least alike of 4,000 seeds,
 * with a margin at every pose (tests/simulator/drill-people.test.ts).
 */
export const DRILL_PEOPLE = { owner: syntheticPerson(1105), other: syntheticPerson(3269) } as const;

export interface ClipOptions {
  readonly person: SyntheticPerson;
  /** Length of the loop. */
  readonly seconds: number;
  /** Chromium plays an MJPEG file at 30 whatever this says. */
  readonly fps?: number;
  readonly motion?: Motion;
  /** Where to put a copy of the clip. */
  readonly out?: string;
}

const SOURCES = sourceHash(['simulator/synthetic-face.ts', 'simulator/synthetic-face', 'src/core/rng']);
const JPEG_QUALITY = 92;
/** JPEGs that may be encoded at once, in libvips' own threads, while the next frame is drawn. */
const ENCODING_AT_ONCE = 8;

/**
 * Renders a loop as concatenated 640×480 JPEGs (4:2:0, full range), as Chromium's
 * `--use-file-for-fake-video-capture` reads it. A clip of the same parameters and renderer is drawn only once.
 *
 * @returns The clip's path: `out` where it was given, else a file under `.facegate/fixtures`.
 */
export async function renderSyntheticClip(options: ClipOptions): Promise<string> {
  const { person, seconds, fps = 30, motion = 'turns', out } = options;
  const parameters = { person, seconds, fps, motion };
  const cached = cachePath('clip', 'mjpeg', [parameters, await SOURCES]);
  await makeOnce(cached, (partial) => writeClip(partial, syntheticFrames(parameters)));
  if (out === undefined) return cached;
  await mkdir(dirname(out), { recursive: true });
  await copyFile(cached, out);
  return out;
}

/** Draws the frames of a loop one by one, each with the true places of its five alignment points. */
export function* syntheticFrames(options: Omit<ClipOptions, 'out'>): Generator<Frame> {
  const { person, seconds, fps = 30, motion = 'turns' } = options;
  const portrait = new Portrait(person);
  const count = Math.round(seconds * fps);
  for (let index = 0; index < count; index += 1) {
    yield portrait.draw(momentAt(person, motion, index / fps, seconds), index);
  }
}

/** @returns A JPEG such as webcams send. */
export async function encodeJpeg({ rgb, width, height }: Picture): Promise<Buffer> {
  // Webcams send the standard Huffman tables, and some MJPEG readers know no others.
  const options = { quality: JPEG_QUALITY, chromaSubsampling: '4:2:0', optimiseCoding: false } as const;
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

async function writeClip(path: string, frames: Iterable<Frame>): Promise<void> {
  const file = await open(path, 'w');
  const encoding: Promise<Buffer>[] = [];
  const writeOldest = async (): Promise<void> => {
    const oldest = encoding.shift();
    if (oldest !== undefined) await file.write(await oldest);
  };
  try {
    for (const frame of frames) {
      encoding.push(encodeJpeg(frame));
      if (encoding.length >= ENCODING_AT_ONCE) await writeOldest();
    }
    while (encoding.length > 0) await writeOldest();
  } finally {
    await file.close();
  }
}
