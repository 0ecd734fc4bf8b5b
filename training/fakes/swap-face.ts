/** @file Identity swaps: one person's face put onto another person's head by its landmarks. */
import { randomInteger, type Rng } from '../../src/core/rng/rng.ts';
import type { Picture } from '../image/picture.ts';
import { blend, blendTwoBands } from './blend.ts';
import { blur, gaussianKernel } from '../image/separable.ts';
import { transferColours } from './colour-transfer.ts';
import { toColours, type Colours } from '../image/colours.ts';
import { drawContent, extendContent } from './content.ts';
import { LANDMARK_COUNT, WARP_POINTS } from './landmarks.ts';
import { intersect, soften, square } from './mask.ts';
import { areaAround, areaOf, cutPart, pastePart } from './part.ts';
import { drawRegion, pickPoints, type FaceRegion } from './region.ts';
import { resize } from '../image/resample.ts';
import { uniform } from './source-transform.ts';
import { movedPoints, swapShape, type MappedPicture } from './swap-shape.ts';
import { warpFace } from './warp-face.ts';

export interface SwapParts {
  /** Gives hair, neck, background, pose and light. Its person is not the one the result pretends to be. */
  readonly head: Picture;
  /** Gives the face: the result pretends to be this picture's person, and is labelled as a fake of that person. */
  readonly face: Picture;
}

/** Kept about the warped landmarks, so that samples beside them are real ones. */
const MARGIN_PX = 2;
const REGIONS: readonly FaceRegion[] = ['oval', 'below-brows', 'below-brows', 'inner'];
const MIN_SHAPE_SHARE = 0.3;
const MAX_SHAPE_SHARE = 0.9;

/** Face generators draw faces of 64 to 256 px, often fewer than the head's picture has. */
const COARSE_PROBABILITY = 0.4;
const MAX_SHRINK = 2.5;
const BLUR_PROBABILITY = 0.3;
const MAX_BLUR_SIGMA = 0.9;
const BLUR_REACH = 2;

const MIN_TRANSFER = 0.6;
const MISMATCH_PROBABILITY = 0.3;
/** Grey levels per channel. */
const MAX_MISMATCH = 10;

/** Of the seam, as shares of the picture's width; the mask is eroded as far as it is blurred. */
const MIN_FEATHER = 0.012;
const MAX_FEATHER = 0.05;
const TWO_BANDS_PROBABILITY = 0.35;
/** What two-band blending does to the coarse band, in seams of the fine one. */
const WIDE_FEATHERS = 3;

/**
 * Makes a fake that pretends to be the person of `face`: that face is warped to the landmarks of `head`, its colours
 * brought near the head's, and blended in. At random it shows what swaps are caught by: a coarser or softer face,
 * colours that do not quite fit, a narrow seam.
 *
 * Looks best where both heads are turned alike; `createHeadChooser` finds such pairs.
 *
 * @returns A new picture of the head's size with its landmarks, moved to where the face's features now are.
 * @throws RangeError when a picture has no landmarks: five points alone do not say how to warp a face. Also when they
 * all lie outside the picture.
 */
export function swapFace({ head, face }: SwapParts, rng: Rng): Picture {
  requireLandmarks(head, 'head');
  requireLandmarks(face, 'face');
  const shape = swapShape(head, face, uniform(rng, MIN_SHAPE_SHARE, MAX_SHAPE_SHARE));
  const result = { ...head, landmarks: shape, points: movedPoints(head, shape) };

  const area = areaOf(pickPoints(shape, WARP_POINTS), head.width, head.height, MARGIN_PX);
  const part = cutPart(result, area);
  const faceArea = areaOf(pickPoints(face.landmarks, WARP_POINTS), face.width, face.height, MARGIN_PX);
  const feather = uniform(rng, MIN_FEATHER, MAX_FEATHER) * head.width;
  const swapped = paintFace(part, cutPart(face, faceArea), Math.max(1, Math.round(feather)), rng);
  return { ...result, data: pastePart(head, area, swapped) };
}

/**
 * @param part - Pixels of the head, and the landmarks that the face shall have in it.
 * @returns R, G, B, A per pixel of the part.
 */
function paintFace(part: MappedPicture, face: MappedPicture, featherPx: number, rng: Rng): Uint8ClampedArray {
  const target = toColours(part);
  const content = drawContent(part);
  const painted = extendContent(target, content);
  const within = intersect(warpFace(face, part.landmarks, painted), content);
  const source = degrade(painted, within, rng);
  const compared = intersect(within, drawRegion(part, 'inner', rng));
  transferColours(source, target, compared, uniform(rng, MIN_TRANSFER, 1));
  if (rng() < MISMATCH_PROBABILITY) shiftColours(source, rng);
  const region = drawRegion(part, REGIONS[randomInteger(rng, 0, REGIONS.length - 1)], rng);
  return blendFace(target, source, region, within, featherPx, rng);
}

function requireLandmarks(picture: Picture, part: keyof SwapParts): asserts picture is MappedPicture {
  const count = (picture.landmarks?.length ?? 0) / 2;
  if (count !== LANDMARK_COUNT) {
    throw new RangeError(
      `A face swap needs the ${LANDMARK_COUNT} landmarks of the ${part}, got ${count}; pick a picture where the tracker found the face.`,
    );
  }
}

/** A face drawn at a lower resolution, or softened; of use only within the mask. */
function degrade(image: Colours, within: Uint8Array, rng: Rng): Colours {
  const { width, height } = image;
  let result = image;
  if (rng() < COARSE_PROBABILITY) {
    const shrink = uniform(rng, 1, MAX_SHRINK);
    const small = resize(result, Math.ceil(width / shrink), Math.ceil(height / shrink), 'triangle');
    result = resize(small, width, height, 'triangle');
  }
  if (rng() < BLUR_PROBABILITY) {
    // 1 − u keeps sigma above zero.
    const kernel = gaussianKernel(BLUR_REACH, MAX_BLUR_SIGMA * (1 - rng()));
    const area = areaAround(within, width, height, 0, 0);
    result = { width, height, data: blur(result.data, width, height, 3, kernel, kernel, area) };
  }
  return result;
}

/** Changes `data` in place. */
function shiftColours({ data }: Colours, rng: Rng): void {
  for (let channel = 0; channel < 3; channel += 1) {
    const shift = uniform(rng, -MAX_MISMATCH, MAX_MISMATCH);
    for (let at = channel; at < data.length; at += 3) data[at] += shift;
  }
}

function blendFace(
  target: Colours,
  source: Colours,
  region: Uint8Array,
  within: Uint8Array,
  featherPx: number,
  rng: Rng,
): Uint8ClampedArray {
  const { width, height } = target;
  const feather = (px: number): Float32Array =>
    soften(region, within, width, height, { erosion: square(px), blur: square(px), sigma: square(px / 1.5) });
  const seam = feather(featherPx);
  if (rng() >= TWO_BANDS_PROBABILITY) return blend(target, source, seam);
  return blendTwoBands(target, source, seam, feather(WIDE_FEATHERS * featherPx), within, featherPx);
}
