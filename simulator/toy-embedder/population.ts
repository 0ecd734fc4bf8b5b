/** @file Aligned crops of synthetic people, drawn quickly, to fit and to measure the toy embedder with. */
import { alignTransform } from '../../src/core/align/align.ts';
import type { Alignment } from '../../src/core/align/template.ts';
import { warpRgba } from '../../src/core/align/cut-crops.ts';
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';
import { createRng, randomGaussian } from '../../src/core/rng/rng.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import { momentAt } from '../synthetic-face/motion.ts';
import type { Motion } from '../synthetic-face/motion.ts';
import { syntheticPerson } from '../synthetic-face/person.ts';
import { DRAFT, Portrait } from '../synthetic-face/portrait.ts';
import type { Frame } from '../synthetic-face/portrait.ts';

export interface PersonCrops {
  /** RGBA, size × size × 4 each. */
  readonly crops: readonly Uint8ClampedArray[];
}

const LOOP_S = 4;
/** While the head turns: ahead, ahead, left, right, up, down. */
const MOMENTS_S = [0.3, 1, 1.6, 2.3, 3, 3.7];
/** How far a tracker's points miss the true ones, in draft pixels. */
const POINT_ERROR_PX = 1.4;

/** @returns Six crops of each person. */
export function drawPopulation(seeds: readonly number[], motion: Motion, size: number): PersonCrops[] {
  return seeds.map((seed) => {
    const person = syntheticPerson(seed);
    const portrait = new Portrait(person, DRAFT);
    const rng = createRng(seed);
    const crops = MOMENTS_S.map((second, grain) => {
      const frame = portrait.draw(momentAt(person, motion, second, LOOP_S), grain);
      return alignedCrop(frame, size, misplaced(frame.points, rng));
    });
    return { crops };
  });
}

/** @param points - Five points in the frame; the true ones when absent. @returns RGBA, size × size × 4. */
export function alignedCrop(
  frame: Frame,
  size: number,
  points = frame.points,
  alignment?: Alignment,
): Uint8ClampedArray {
  const { rgb, width, height } = frame;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) data[pixel * 4 + channel] = rgb[pixel * 3 + channel];
  }
  return warpRgba({ data, width, height }, alignTransform(points, size, alignment), size);
}

function misplaced(points: AlignmentPoints, rng: Rng): AlignmentPoints {
  const moved = ({ x, y }: Point): Point => ({
    x: x + POINT_ERROR_PX * randomGaussian(rng),
    y: y + POINT_ERROR_PX * randomGaussian(rng),
  });
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points;
  return [moved(leftEye), moved(rightEye), moved(nose), moved(leftMouth), moved(rightMouth)];
}
