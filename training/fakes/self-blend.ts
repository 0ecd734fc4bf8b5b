/**
 * @file Self-blended images: a face laid over itself, slightly changed, so that a detector learns seams and mismatches
 * instead of one generator's habits (docs/sources.md #53).
 */
import { randomInteger, type Rng } from '../../src/core/rng/rng.ts';
import type { Picture } from '../image/picture.ts';
import { blend } from './blend.ts';
import { toColours } from '../image/colours.ts';
import { drawContent, extendContent, restoreSurroundings } from './content.ts';
import { moveColours, moveMask, type Move } from './displacement.ts';
import { intersect, soften } from './mask.ts';
import { drawRegion, type FaceRegion } from './region.ts';
import { transformSource, uniform } from './source-transform.ts';

/**
 * One half as the hull of 81 landmarks (¾) or 68 (¼), the other uniformly as Face X-ray's outlines (Li et al. 2020).
 */
const REGIONS: readonly FaceRegion[] = [
  ...(['oval', 'oval', 'oval', 'below-brows'] as const),
  ...(['oval', 'below-brows', 'inner', 'components'] as const),
];
const BLEND_RATIOS = [0.25, 0.5, 0.75, 1, 1, 1] as const;

/** Shares of the image's width and height. */
const MAX_SHIFT_X = 0.03;
const MAX_SHIFT_Y = 0.015;
const MIN_SCALE = 0.95;

/** The mask's blurs and waves are given for a mask resized to so many pixels on each side. */
const MIN_MASK_SIDE = 192;
const MAX_MASK_SIDE = 256;
/** Reach of a blur with the odd kernel size k is (k−1)/2. */
const MIN_BLUR_REACH = 2;
const MAX_BLUR_REACH = 12;
const MIN_BLUR_SIGMA = 5;
const MAX_BLUR_SIGMA = 45;
const WAVE_SIGMA = 7;
/** Uniform noise in ±1, blurred with σ = 7 and multiplied by α = 50: α / (√3 · 2√π·σ). */
const WAVE_DEPTH = 50 / (Math.sqrt(3) * 2 * Math.sqrt(Math.PI) * WAVE_SIGMA);

/**
 * Makes a fake of the same person out of a real picture. Does not do the augmentation that is common to the real and
 * the fake picture of a pair.
 *
 * Without landmarks the face's outline is an ellipse fitted to the five points.
 *
 * @returns A new picture of the same size; points and landmarks are the given ones, since the face stays in its place.
 */
export function selfBlend(picture: Picture, rng: Rng): Picture {
  const { width, height } = picture;
  const content = drawContent(picture);
  const original = toColours(picture);
  const extended = extendContent(original, content);
  const changed = transformSource(extended, rng);
  restoreSurroundings(changed, extended, original, content);
  const [source, target] = rng() < 0.5 ? [changed, original] : [original, changed];
  const move = randomMove(width, height, rng);
  const mask = randomMask(picture, content, move, rng);
  const strength = BLEND_RATIOS[randomInteger(rng, 0, BLEND_RATIOS.length - 1)];
  return { ...picture, data: blend(target, moveColours(source, move), mask, strength) };
}

function randomMove(width: number, height: number, rng: Rng): Move {
  return {
    scale: uniform(rng, MIN_SCALE, 1 / MIN_SCALE),
    shiftX: uniform(rng, -MAX_SHIFT_X, MAX_SHIFT_X) * width,
    shiftY: uniform(rng, -MAX_SHIFT_Y, MAX_SHIFT_Y) * height,
  };
}

function randomMask(picture: Picture, content: Uint8Array, move: Move, rng: Rng): Float32Array {
  const { width, height } = picture;
  const region = drawRegion(picture, REGIONS[randomInteger(rng, 0, REGIONS.length - 1)], rng);
  // Picture pixels per pixel of the resized mask.
  const scaleX = width / uniform(rng, MIN_MASK_SIDE, MAX_MASK_SIDE);
  const scaleY = height / uniform(rng, MIN_MASK_SIDE, MAX_MASK_SIDE);
  const scale = Math.sqrt(scaleX * scaleY);
  const waves = { wavePx: WAVE_SIGMA * scale, depthPx: WAVE_DEPTH * scale };
  const moved = moveMask(region, width, height, move, { ...waves, rng });
  const within = intersect(content, moveMask(content, width, height, move));
  // Half the size of two blurs: the first one's threshold makes the mask smaller, the second one makes it soft.
  const erosion = randomInteger(rng, MIN_BLUR_REACH, MAX_BLUR_REACH);
  const blur = randomInteger(rng, MIN_BLUR_REACH, MAX_BLUR_REACH);
  const sigma = uniform(rng, MIN_BLUR_SIGMA, MAX_BLUR_SIGMA);
  return soften(moved, within, width, height, {
    erosion: { x: Math.round(erosion * scaleX), y: Math.round(erosion * scaleY) },
    blur: { x: Math.max(1, Math.round(blur * scaleX)), y: Math.max(1, Math.round(blur * scaleY)) },
    sigma: { x: sigma * scaleX, y: sigma * scaleY },
  });
}
