/**
 * @file System 3's landmark blackout: a line between two landmarks, dilated until it hides the part
 * (docs/sources.md #50).
 */
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';
import { blackenPolygon, type Canvas } from '../image/canvas.ts';
import type { CutoutPart } from './types.ts';

/** On each side of the line's middle, for system 3 draws it two pixels wide. */
const HALF_LINE_PX = 1;

interface ThickLine {
  readonly from: Point;
  readonly to: Point;
  /** How often the line is dilated by a cross of three pixels. */
  readonly dilations: number;
}

function distance(first: Point, second: Point): number {
  return Math.hypot(second.x - first.x, second.y - first.y);
}

function thickLine(points: AlignmentPoints, part: CutoutPart): ThickLine {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points;
  const quarterEyeDistance = Math.floor(distance(leftEye, rightEye) / 4);
  switch (part) {
    case 'eyes':
      return { from: leftEye, to: rightEye, dilations: quarterEyeDistance };
    case 'nose': {
      const between = { x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2 };
      return { from: nose, to: between, dilations: quarterEyeDistance };
    }
    case 'mouth':
      return {
        from: leftMouth,
        to: rightMouth,
        dilations: Math.floor(distance(leftMouth, rightMouth) / 3),
      };
  }
}

/**
 * Blacks out one part, in place. Dilating by a cross n times adds a diamond of radius n around every point. So the
 * shape is what a diamond leaves when it moves along the line: the diamond at either end, and what each of its four
 * sides sweeps on the way.
 */
export function blackenLandmarkLine(canvas: Canvas, points: AlignmentPoints, part: CutoutPart): void {
  const { from, to, dilations } = thickLine(points, part);
  const radius = dilations + HALF_LINE_PX;
  const start = diamond(from, radius);
  const end = diamond(to, radius);
  blackenPolygon(canvas, start);
  blackenPolygon(canvas, end);
  start.forEach((corner, index) => {
    const next = (index + 1) % start.length;
    blackenPolygon(canvas, [corner, start[next], end[next], end[index]]);
  });
}

function diamond({ x, y }: Point, radius: number): readonly Point[] {
  return [
    { x: x - radius, y },
    { x, y: y - radius },
    { x: x + radius, y },
    { x, y: y + radius },
  ];
}
