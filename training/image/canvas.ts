/** @file Pixels that augmentations change in place, and how parts of them are blacked out. */
import type { Box, Point } from '../../src/core/observation.ts';

export interface Canvas {
  /** R, G, B, A per pixel, row by row; it begins on a multiple of four bytes of its buffer. */
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Opaque black as one little-endian number. */
const BLACK = 0xff000000;

/** One number per pixel, over the same memory. */
export function wholePixels(canvas: Canvas): Uint32Array {
  return new Uint32Array(canvas.data.buffer, canvas.data.byteOffset, canvas.width * canvas.height);
}

/** Blacks out the pixels whose centres lie in the box; whatever of it reaches beyond the picture is ignored. */
export function blackenBox(canvas: Canvas, box: Box): void {
  const { x, y, width, height } = box;
  blackenPolygon(canvas, [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]);
}

/**
 * Blacks out the pixels whose centres lie in the polygon (even–odd rule), clipped to the picture.
 *
 * @param polygon - Its corners in order, in pixels; the last is joined to the first.
 */
export function blackenPolygon(canvas: Canvas, polygon: readonly Point[]): void {
  const { width, height } = canvas;
  const pixels = wholePixels(canvas);
  const ys = polygon.map((corner) => corner.y);
  const from = Math.max(0, Math.ceil(Math.min(...ys) - 0.5));
  const to = Math.min(height, Math.ceil(Math.max(...ys) - 0.5));
  for (let row = from; row < to; row += 1) {
    const crossings = crossingsOf(polygon, row + 0.5);
    for (let span = 0; span + 1 < crossings.length; span += 2) {
      const left = Math.max(0, Math.ceil(crossings[span] - 0.5));
      const right = Math.min(width, Math.ceil(crossings[span + 1] - 0.5));
      if (left < right) pixels.fill(BLACK, row * width + left, row * width + right);
    }
  }
}

/** The x at which the polygon's sides cross the horizontal line at `y`, from left to right. */
function crossingsOf(polygon: readonly Point[], y: number): number[] {
  const crossings: number[] = [];
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    if (previous.y <= y !== corner.y <= y) {
      crossings.push(previous.x + ((y - previous.y) / (corner.y - previous.y)) * (corner.x - previous.x));
    }
    previous = corner;
  }
  return crossings.sort((first, second) => first - second);
}
