/** @file Measures an aligned crop and a face's place in the frame. Judges nothing: `assess.ts` does. */
import { boxCentre } from '../geometry/box.ts';
import type { AlignmentPoints, Box, FrameSize, QualityMeasures } from '../observation.ts';

/** Side in pixels of the crop that is measured: sharpness means nothing at another size. */
export const QUALITY_CROP_SIZE = 112;

/** The part of the aligned crop from brows to chin and cheek to cheek, which shows face and little else. */
const FACE_LEFT = 22;
const FACE_RIGHT = 90;
const FACE_TOP = 32;
const FACE_BOTTOM = 108;
const FACE_PIXELS = (FACE_RIGHT - FACE_LEFT) * (FACE_BOTTOM - FACE_TOP);

/** Luminance at or below which a pixel counts as nearly black, at or above which as nearly white. */
const NEARLY_BLACK = 8;
const NEARLY_WHITE = 247;

/**
 * Sharpness is measured as if the face had this mean luminance, because a dim picture or a dark skin is not blurred.
 * A face darker than `DARKEST_MEAN` is brightened no further: it shows more noise than face.
 */
const REFERENCE_MEAN = 128;
const DARKEST_MEAN = 16;

/** Less of the face than this inside the image is not measured. */
const MIN_VISIBLE_SHARE = 0.5;

/** Pixels that the image covers less than this (of 255) are border, not face. */
const OPAQUE = 250;

export type CropMeasures = Pick<QualityMeasures, 'sharpness' | 'exposure' | 'clipping' | 'contrast'>;
export type PlaceMeasures = Pick<QualityMeasures, 'faceSizePx' | 'interocularPx' | 'centring'>;

/** The answer for a face that is mostly outside the image: it passes no limit. */
const UNMEASURABLE: CropMeasures = { sharpness: 0, exposure: 0, clipping: 1, contrast: 0 };

/**
 * Light and sharpness of a face. Luminance is 0.299 R + 0.587 G + 0.114 B (BT.601). The Laplacian is the four
 * neighbours minus four times the middle, of luminance scaled to a mean of 128. Pixels beyond the image's edge are left
 * out.
 *
 * @param crop - RGBA, 112×112, from `cutCrops` with margin 0; its alpha says how much of a pixel the image covered.
 * @throws RangeError when the crop has another size.
 */
export function measureCrop(crop: Uint8ClampedArray): CropMeasures {
  const size = QUALITY_CROP_SIZE;
  if (crop.length !== size * size * 4) {
    throw new RangeError(`Quality is measured on a crop of ${size}×${size} RGBA, got ${crop.length} bytes.`);
  }
  const luminance = new Float32Array(size * size);
  for (let row = FACE_TOP - 1; row <= FACE_BOTTOM; row += 1) {
    for (let column = FACE_LEFT - 1; column <= FACE_RIGHT; column += 1) {
      const pixel = row * size + column;
      const at = pixel * 4;
      luminance[pixel] =
        crop[at + 3] < OPAQUE ? NaN : 0.299 * crop[at] + 0.587 * crop[at + 1] + 0.114 * crop[at + 2];
    }
  }

  let visible = 0;
  let clipped = 0;
  let sum = 0;
  let squares = 0;
  let edges = 0;
  let edgeSum = 0;
  let edgeSquares = 0;
  for (let row = FACE_TOP; row < FACE_BOTTOM; row += 1) {
    for (let column = FACE_LEFT; column < FACE_RIGHT; column += 1) {
      const pixel = row * size + column;
      const value = luminance[pixel];
      if (Number.isNaN(value)) continue;
      visible += 1;
      sum += value;
      squares += value * value;
      if (value <= NEARLY_BLACK || value >= NEARLY_WHITE) clipped += 1;
      const edge =
        luminance[pixel - 1] +
        luminance[pixel + 1] +
        luminance[pixel - size] +
        luminance[pixel + size] -
        4 * value;
      if (Number.isNaN(edge)) continue;
      edges += 1;
      edgeSum += edge;
      edgeSquares += edge * edge;
    }
  }
  if (visible < FACE_PIXELS * MIN_VISIBLE_SHARE || edges === 0) return UNMEASURABLE;
  const exposure = sum / visible;
  const edgeMean = edgeSum / edges;
  const gain = REFERENCE_MEAN / Math.max(DARKEST_MEAN, exposure);
  return {
    sharpness: Math.max(0, edgeSquares / edges - edgeMean * edgeMean) * gain * gain,
    exposure,
    clipping: clipped / visible,
    contrast: Math.sqrt(Math.max(0, squares / visible - exposure * exposure)),
  };
}

/** Size and place of a face: see `QualityMeasures` for each measure's meaning. */
export function measurePlace(box: Box, points: AlignmentPoints, frame: FrameSize): PlaceMeasures {
  const centre = boxCentre(box);
  const halfDiagonal = Math.hypot(frame.widthPx, frame.heightPx) / 2;
  const [leftEye, rightEye] = points;
  return {
    faceSizePx: Math.max(box.width, box.height),
    interocularPx: Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y),
    centring: Math.hypot(centre.x - frame.widthPx / 2, centre.y - frame.heightPx / 2) / halfDiagonal,
  };
}
