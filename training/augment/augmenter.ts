/** @file Carries out the augmentations of a configuration, one picture at a time. Aligns nothing. */
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Picture } from '../image/picture.ts';
import { blackOut } from './blackout.ts';
import { blur } from './blur.ts';
import { checkAugmentConfig } from './check-config.ts';
import { changeColour, toGray } from './colour.ts';
import { cropInPlace } from './crop.ts';
import { cutOut } from './cutout.ts';
import { happens } from './draw.ts';
import { flipLandmarks, flipPixels, flipPoints } from './flip.ts';
import { recompress } from './jpeg.ts';
import { addNoise } from './noise.ts';
import { lowerResolution } from './low-resolution.ts';
import type { AugmentConfig } from './types.ts';
import { misalign, moveView } from './view.ts';

/**
 * @returns A new picture. Its landmarks lie on its features still; its points may be moved away from them, for they
 * say how `alignPicture` is to align it.
 */
export type Augmenter = (picture: Picture, rng: Rng) => Promise<Picture>;

/**
 * The order is that of AdaFace and of systems 0 and 3: what hides the face comes first, while the points lie on it,
 * and later steps treat its edges like the picture; then resolution, compression, noise, blur and colour; geometry
 * last. System 4 blurs after its colour jitter, which is the same but for clipping.
 *
 * @returns A function that gives the same picture for the same input and state of `rng`, and leaves its input alone.
 * It keeps no state: one augmenter may work on several pictures at a time, each with its own `rng`.
 * @throws RangeError naming every knob that is unknown or out of range.
 */
export function createAugmenter(config: AugmentConfig): Augmenter {
  const knobs = checkAugmentConfig(config);
  const { cutout, blackout, crop, lowResolution, jpeg, noise, blur: blurring } = knobs;
  const { colour, gray, flip, view, misalign: misalignment } = knobs;
  return async (picture, rng) => {
    const { width, height } = picture;
    let { points, landmarks } = picture;
    const canvas = { data: new Uint8ClampedArray(picture.data), width, height };
    if (cutout && happens(rng, cutout.probability)) cutOut(canvas, points, cutout, rng);
    if (blackout) blackOut(canvas, picture, blackout, rng);
    if (crop && happens(rng, crop.probability)) cropInPlace(canvas, points, crop, rng);
    if (lowResolution && happens(rng, lowResolution.probability)) lowerResolution(canvas, lowResolution, rng);
    if (jpeg && happens(rng, jpeg.probability)) await recompress(canvas, jpeg, rng);
    if (noise && happens(rng, noise.probability)) addNoise(canvas, noise, rng);
    if (blurring && happens(rng, blurring.probability)) blur(canvas, blurring, rng);
    if (colour && happens(rng, colour.probability)) changeColour(canvas, colour, rng);
    if (happens(rng, gray?.probability)) toGray(canvas);
    if (happens(rng, flip?.probability)) {
      flipPixels(canvas);
      points = flipPoints(points, width);
      landmarks = landmarks && flipLandmarks(landmarks, width);
    }
    if (view && happens(rng, view.probability)) points = moveView(points, view, rng);
    if (misalignment && happens(rng, misalignment.probability)) points = misalign(points, misalignment, rng);
    return { data: canvas.data, width, height, points, landmarks };
  };
}
