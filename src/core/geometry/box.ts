/** @file Arithmetic on axis-aligned boxes in pixels. */
import type { Box, Point } from '../observation.ts';

export function boxCentre(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** In square pixels; zero for a box turned inside out. */
export function boxArea(box: Box): number {
  return Math.max(0, box.width) * Math.max(0, box.height);
}

/** The part that two boxes share; of zero width and height when they share none. */
export function intersectBoxes(first: Box, second: Box): Box {
  const x = Math.max(first.x, second.x);
  const y = Math.max(first.y, second.y);
  const width = Math.min(first.x + first.width, second.x + second.width) - x;
  const height = Math.min(first.y + first.height, second.y + second.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : { x, y, width: 0, height: 0 };
}

/** Intersection over union, [0, 1]; zero when both boxes are empty. */
export function boxIou(first: Box, second: Box): number {
  const shared = boxArea(intersectBoxes(first, second));
  const union = boxArea(first) + boxArea(second) - shared;
  return union > 0 ? shared / union : 0;
}

/** The smallest box around the points. @throws RangeError when there are none. */
export function boxAround(points: readonly Point[]): Box {
  if (points.length === 0) throw new RangeError('There is no box around no points.');
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
