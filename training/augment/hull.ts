/** @file System 3's hull blackout: one side of the face's outline about its centroid (docs/sources.md #50). */
import type { Point } from '../../src/core/observation.ts';
import { randomInteger, type Rng } from '../../src/core/rng/rng.ts';
import { blackenPolygon, type Canvas } from '../image/canvas.ts';

/**
 * The jaw from the image's left to its right, then the brows back from right to left, among MediaPipe's 478
 * landmarks: the same outline as system 3's points 0–16 and 26–17 of dlib's 68.
 */
export const HULL_LANDMARKS: readonly number[] = [
  ...[127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148],
  ...[152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 356],
  ...[300, 293, 334, 296, 336, 107, 66, 105, 63, 70],
];

/** @param landmarks - x, y pairs of 478 landmarks, in pixels. */
export function faceHull(landmarks: Float32Array): readonly Point[] {
  return HULL_LANDMARKS.map((index) => ({ x: landmarks[2 * index], y: landmarks[2 * index + 1] }));
}

/** Centre of the polygon's area. */
export function centroid(polygon: readonly Point[]): Point {
  let [x, y, doubleArea] = [0, 0, 0];
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    const cross = previous.x * corner.y - corner.x * previous.y;
    x += (previous.x + corner.x) * cross;
    y += (previous.y + corner.y) * cross;
    doubleArea += cross;
    previous = corner;
  }
  return { x: x / (3 * doubleArea), y: y / (3 * doubleArea) };
}

/** The part of the polygon for which `depth` is not negative (Sutherland and Hodgman's clipping at one line). */
function clip(polygon: readonly Point[], depth: (point: Point) => number): readonly Point[] {
  const kept: Point[] = [];
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    const [before, now] = [depth(previous), depth(corner)];
    if (before < 0 !== now < 0) {
      const share = before / (before - now);
      kept.push({
        x: previous.x + share * (corner.x - previous.x),
        y: previous.y + share * (corner.y - previous.y),
      });
    }
    if (now >= 0) kept.push(corner);
    previous = corner;
  }
  return kept;
}

/**
 * Blacks out what of the face lies above, below, left or right of its centroid, in place.
 *
 * @param landmarks - x, y pairs of 478 landmarks, in pixels.
 */
export function blackenHullSide(canvas: Canvas, landmarks: Float32Array, rng: Rng): void {
  const hull = faceHull(landmarks);
  const { x, y } = centroid(hull);
  const sides: readonly ((point: Point) => number)[] = [
    (point) => y - point.y,
    (point) => point.y - y,
    (point) => x - point.x,
    (point) => point.x - x,
  ];
  blackenPolygon(canvas, clip(hull, sides[randomInteger(rng, 0, sides.length - 1)]));
}
