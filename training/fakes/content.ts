/** @file Where a crop shows something: crops of tight pictures are black beyond the original's edges. */
import type { Picture } from '../image/picture.ts';
import type { Colours } from '../image/colours.ts';
import { erode, square } from './mask.ts';
import { convexHull, fillConvex } from '../image/polygon.ts';

/** JPEG leaves traces of this many grey levels in the black beside an edge. */
const BLACK = 20;
/** They fade the edge over so many pixels. */
const FADED_PX = 2;

/**
 * A fake must not move, tint or paint over the black surroundings, or a detector learns that instead of faces. What
 * is left of a picture after rotation and cropping is convex, so dark places within it do not count as surroundings.
 *
 * @returns 1 where the picture shows something, else 0, [height × width].
 */
export function drawContent({ data, width, height }: Picture): Uint8Array {
  const extremes: number[] = [];
  const isBlack = (pixel: number): boolean =>
    data[pixel * 4] < BLACK && data[pixel * 4 + 1] < BLACK && data[pixel * 4 + 2] < BLACK;
  for (let row = 0; row < height; row += 1) {
    let first = row * width;
    let end = first + width;
    while (first < end && isBlack(first)) first += 1;
    while (first < end && isBlack(end - 1)) end -= 1;
    if (first === end) continue;
    const left = first - row * width;
    const right = end - row * width;
    extremes.push(left, row, right, row, left, row + 1, right, row + 1);
  }
  const mask = new Uint8Array(width * height);
  fillConvex(mask, width, height, convexHull(extremes));
  return erode(mask, width, height, square(FADED_PX));
}

/**
 * Continues what a picture shows over its surroundings, row by row, so that steps which look at neighbours find no
 * black beside a face.
 *
 * @returns A new image; a copy where there is no content.
 */
export function extendContent(image: Colours, content: Uint8Array): Colours {
  const { width, height } = image;
  const data = image.data.slice();
  const rows: number[] = [];
  for (let row = 0; row < height; row += 1) {
    const inRow = content.subarray(row * width, row * width + width);
    const first = inRow.indexOf(1);
    if (first < 0) continue;
    const last = inRow.lastIndexOf(1);
    const start = row * width * 3;
    for (let column = 0; column < first; column += 1) {
      data.copyWithin(start + column * 3, start + first * 3, start + first * 3 + 3);
    }
    for (let column = last + 1; column < width; column += 1) {
      data.copyWithin(start + column * 3, start + last * 3, start + last * 3 + 3);
    }
    rows.push(row);
  }
  const repeat = (row: number, to: number): void => {
    data.copyWithin(to * width * 3, row * width * 3, (row + 1) * width * 3);
  };
  if (rows.length > 0) {
    const last = rows[rows.length - 1];
    for (let row = 0; row < rows[0]; row += 1) repeat(rows[0], row);
    for (let row = last + 1; row < height; row += 1) repeat(last, row);
  }
  return { data, width, height };
}

/**
 * Undoes `extendContent` in an image that was changed after it: the surroundings get as dark as they were.
 *
 * @param changed - Changed in place, outside the content.
 */
export function restoreSurroundings(
  changed: Colours,
  extended: Colours,
  original: Colours,
  content: Uint8Array,
): void {
  for (let pixel = 0; pixel < content.length; pixel += 1) {
    if (content[pixel] === 1) continue;
    for (let at = pixel * 3; at < pixel * 3 + 3; at += 1) {
      changed.data[at] *= Math.min(1, original.data[at] / Math.max(1, extended.data[at]));
    }
  }
}

/** Takes the outermost pixels out of a mask, in place: beyond them nothing is known, however an image is continued. */
export function clearBorder(mask: Uint8Array, width: number, height: number): void {
  mask.fill(0, 0, width);
  mask.fill(0, mask.length - width);
  for (let row = 0; row < height; row += 1) {
    mask[row * width] = 0;
    mask[row * width + width - 1] = 0;
  }
}
