/** @file Brings a face to another place and shape. */
import { toColours, type Colours } from '../image/colours.ts';
import { clearBorder, drawContent } from './content.ts';
import { WARP_POINTS } from './landmarks.ts';
import { warpPiecewise } from './piecewise-warp.ts';
import { pickPoints } from './region.ts';
import type { MappedPicture } from './swap-shape.ts';

/**
 * Paints the face over `to`, where its picture shows something of it.
 *
 * @param shape - Where its landmarks shall lie: x, y pairs in pixels of `to`.
 * @param to - Changed in place.
 * @returns 1 where it was painted, else 0, [height × width].
 */
export function warpFace(face: MappedPicture, shape: Float32Array, to: Colours): Uint8Array {
  const { width, height } = face;
  const content = drawContent(face);
  clearBorder(content, width, height);
  // Known or not is warped like a colour: a pixel mixed with an unknown one is itself unknown.
  const known = { width, height, data: new Float32Array(width * height * 3) };
  for (let pixel = 0; pixel < content.length; pixel += 1) known.data[pixel * 3] = content[pixel];
  const painted = { ...to, data: to.data.slice() };
  const isKnown = { ...to, data: new Float32Array(to.data.length) };
  const from = pickPoints(face.landmarks, WARP_POINTS);
  const places = pickPoints(shape, WARP_POINTS);
  warpPiecewise(toColours(face), from, painted, places);
  warpPiecewise(known, from, isKnown, places);
  const shown = new Uint8Array(to.width * to.height);
  for (let pixel = 0; pixel < shown.length; pixel += 1) {
    if (isKnown.data[pixel * 3] < 0.99) continue;
    shown[pixel] = 1;
    for (let at = pixel * 3; at < pixel * 3 + 3; at += 1) to.data[at] = painted.data[at];
  }
  return shown;
}
