/** @file Cuts a part out of a picture and puts it back, so that work on a face need not pass over the rest. */
import type { Point } from '../../src/core/observation.ts';
import type { Picture } from '../image/picture.ts';
import type { Area } from '../image/separable.ts';
import type { MappedPicture } from './swap-shape.ts';

/**
 * The least area that holds all points and `margin` more pixels on each side, within the picture.
 *
 * @param points - x, y pairs in pixels.
 * @throws RangeError when it holds no pixel.
 */
export function areaOf(points: ArrayLike<number>, width: number, height: number, margin: number): Area {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < points.length; at += 2) {
    left = Math.min(left, points[at]);
    right = Math.max(right, points[at]);
    top = Math.min(top, points[at + 1]);
    bottom = Math.max(bottom, points[at + 1]);
  }
  const area = {
    left: Math.max(0, Math.floor(left) - margin),
    top: Math.max(0, Math.floor(top) - margin),
    right: Math.min(width, Math.ceil(right) + margin),
    bottom: Math.min(height, Math.ceil(bottom) + margin),
  };
  if (!(area.left < area.right && area.top < area.bottom)) {
    throw new RangeError(`A face's landmarks lie outside its picture of ${width}×${height} pixels.`);
  }
  return area;
}

/** @returns A new picture with its points and landmarks counted from the area's corner. */
export function cutPart(picture: MappedPicture, area: Area): MappedPicture {
  const { left, top, right, bottom } = area;
  const width = right - left;
  const height = bottom - top;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row += 1) {
    const from = ((top + row) * picture.width + left) * 4;
    data.set(picture.data.subarray(from, from + width * 4), row * width * 4);
  }
  const place = ({ x, y }: Point): Point => ({ x: x - left, y: y - top });
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = picture.points;
  return {
    ...picture,
    data,
    width,
    height,
    points: [place(leftEye), place(rightEye), place(nose), place(leftMouth), place(rightMouth)],
    landmarks: picture.landmarks.map((value, at) => value - (at % 2 === 0 ? left : top)),
  };
}

/** @returns A copy of the picture's pixels with `part` in place of the area's. */
export function pastePart(picture: Picture, area: Area, part: Uint8ClampedArray): Uint8ClampedArray {
  const data = picture.data.slice();
  const rowLength = (area.right - area.left) * 4;
  for (let row = area.top; row < area.bottom; row += 1) {
    const from = (row - area.top) * rowLength;
    data.set(part.subarray(from, from + rowLength), (row * picture.width + area.left) * 4);
  }
  return data;
}

/**
 * The least area that holds every set pixel of a mask and `x`, `y` more pixels on each side, within the image; empty
 * for an empty mask.
 */
export function areaAround(mask: Uint8Array, width: number, height: number, x: number, y: number): Area {
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let row = 0; row < height; row += 1) {
    const start = row * width;
    const first = mask.subarray(start, start + width).indexOf(1);
    if (first < 0) continue;
    const last = mask.subarray(start, start + width).lastIndexOf(1);
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    top = Math.min(top, row);
    bottom = row + 1;
  }
  return {
    left: Math.max(0, left - x),
    top: Math.max(0, top - y),
    right: Math.min(width, right + x),
    bottom: Math.min(height, bottom + y),
  };
}
