/** @file A picture turned by quarters of a circle, for a camera that is mounted sideways. Pure. */
import type { FrameSize } from '../observation.ts';

/** Clockwise, by how much a picture must be turned to stand upright. */
export const QUARTER_TURNS_DEG = [0, 90, 180, 270] as const;
export type QuarterTurnDeg = (typeof QUARTER_TURNS_DEG)[number];

/** The size of a picture once it is turned. */
export function turnedSize({ widthPx, heightPx }: FrameSize, turnDeg: QuarterTurnDeg): FrameSize {
  return turnDeg % 180 === 0 ? { widthPx, heightPx } : { widthPx: heightPx, heightPx: widthPx };
}

/**
 * Turns whole pixels; 1 to 2 ms for 640×480.
 * @param pixels - RGBA, one number each, row by row.
 * @param size - Of `pixels`, before they are turned.
 * @param turned - Takes the turned picture; as long as `pixels`, and another memory.
 */
export function turnPixels(
  pixels: Uint32Array,
  { widthPx, heightPx }: FrameSize,
  turnDeg: QuarterTurnDeg,
  turned: Uint32Array,
): void {
  const [first, alongRow, alongColumn] = walk(widthPx, heightPx, turnDeg);
  let from = 0;
  for (let y = 0; y < heightPx; y++) {
    let to = first + y * alongColumn;
    for (let x = 0; x < widthPx; x++) {
      turned[to] = pixels[from];
      from += 1;
      to += alongRow;
    }
  }
}

/** Where the first pixel goes, and how far from it the next of its row and the first of the next row. */
function walk(width: number, height: number, turnDeg: QuarterTurnDeg): readonly [number, number, number] {
  switch (turnDeg) {
    case 0:
      return [0, 1, width];
    case 90:
      return [height - 1, height, -1];
    case 180:
      return [width * height - 1, -1, -width];
    case 270:
      return [(width - 1) * height, -height, 1];
  }
}
