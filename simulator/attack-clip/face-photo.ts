/** @file Photos of faces to print: of a drawn person, or cut from a real picture. */
import type { Point } from '../../src/core/observation.ts';
import type { Picture } from '../synthetic-face/develop.ts';
import type { SyntheticPerson } from '../synthetic-face/person.ts';
import { AT_REST, type Detail, Portrait, portraitCamera } from '../synthetic-face/portrait.ts';

/** A picture of a face that looks ahead. */
export interface FacePhoto {
  readonly picture: Picture;
  /** Of the face as large as life. */
  readonly pxPerMm: number;
  /** In pixels of the picture. */
  readonly noseTip: Point;
}

/** Twice as fine as a webcam's picture. */
const PRINT: Detail = { supersampling: 1, shrink: 0.5, texelsPerMm: 3, fineness: 1 };
/** How far eyes and mouth lie before the middle of the head. */
const FACE_MM = 90;
/** Trackers take a head that is held so for a level one. */
const LEVEL_PITCH_DEG = 5;
/** Of adults, on average. */
const PUPILS_MM = 63;

export function drawnPhoto(person: SyntheticPerson): FacePhoto {
  const { points, ...picture } = new Portrait(person, PRINT).draw(
    { ...AT_REST, pitchDeg: LEVEL_PITCH_DEG },
    1,
  );
  const { focalPx, distanceMm } = portraitCamera(PRINT.supersampling / PRINT.shrink);
  return { picture, pxPerMm: focalPx / (distanceMm - FACE_MM), noseTip: points[2] };
}

/** @param pupils - Of the person who looks ahead, in pixels of the picture. */
export function photoFrom(picture: Picture, pupils: readonly [Point, Point], noseTip: Point): FacePhoto {
  const [first, second] = pupils;
  return { picture, pxPerMm: Math.hypot(first.x - second.x, first.y - second.y) / PUPILS_MM, noseTip };
}
