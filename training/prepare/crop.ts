/** @file The crop that a packed dataset keeps of a photo, and where the face's points lie in it. Cuts no pixels. */
import { alignTransform } from '../../src/core/align/align.ts';
import { applySimilarity, invertSimilarity } from '../../src/core/geometry/similarity.ts';
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';
import type { CropShape } from './face-finder.ts';

/**
 * The template's 112 pixels and 24 more on each side: room for shifts, turns and scalings, and for a fake detector's
 * looser view.
 */
export const CROP_SIZE = 160;
export const CROP_MARGIN = 24 / 112;

export const PACKED_CROP: CropShape = {
  size: CROP_SIZE,
  alignment: { template: 'arcface-112', margin: CROP_MARGIN },
};

export interface Face {
  /** In pixels of the photo as the browser shows it: upright. */
  readonly points: AlignmentPoints;
  /** x, y pairs. */
  readonly landmarks: Float32Array | null;
}

/** @returns The face's points in pixels of its {@link PACKED_CROP}. */
export function placeInCrop({ points, landmarks }: Face): Face {
  const imageToCrop = invertSimilarity(alignTransform(points, CROP_SIZE, PACKED_CROP.alignment));
  const place = (point: Point): Point => applySimilarity(imageToCrop, point);
  return {
    points: points.map(place) as unknown as AlignmentPoints,
    landmarks: landmarks && placeAll(landmarks, place),
  };
}

function placeAll(landmarks: Float32Array, place: (point: Point) => Point): Float32Array {
  const placed = new Float32Array(landmarks.length);
  for (let at = 0; at < landmarks.length; at += 2) {
    const { x, y } = place({ x: landmarks[at], y: landmarks[at + 1] });
    placed[at] = x;
    placed[at + 1] = y;
  }
  return placed;
}
