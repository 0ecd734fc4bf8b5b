/**
 * @file The photo that both the living person and the attack are made from, so that only the attack tells them apart.
 */
import { drawAround, drawFrom, happens } from '../augment/draw.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Picture } from '../image/picture.ts';
import { blur, gaussianKernel } from '../image/separable.ts';
import { toColours } from '../image/colours.ts';
import { drawContent, extendContent } from '../fakes/content.ts';

/** Of the blur that hides how the surroundings were continued. */
const SOFT_PX = 8;
/** Rooms are full of straight edges; a border must not be one that no person ever stands beside. */
const BAR_PROBABILITY = 0.3;

/**
 * Crops of tight pictures are black around a rectangle, which looks like a sheet on black: their surroundings are
 * continued softly instead. And beside some faces a straight bar is drawn, such as a door's frame.
 */
export function prepareSource(picture: Picture, rng: Rng): Picture {
  const filled = fillSurroundings(picture);
  return happens(rng, BAR_PROBABILITY) ? { ...filled, data: withBar(filled, rng) } : filled;
}

function fillSurroundings(picture: Picture): Picture {
  const content = drawContent(picture);
  if (!content.includes(0) || !content.includes(1)) return picture;
  const { width, height } = picture;
  const kernel = gaussianKernel(SOFT_PX, SOFT_PX / 2);
  const continued = extendContent(toColours(picture), content);
  const soft = blur(continued.data, width, height, 3, kernel, kernel);
  const data = picture.data.slice();
  for (let pixel = 0; pixel < content.length; pixel += 1) {
    if (content[pixel] === 1) continue;
    for (let channel = 0; channel < 3; channel += 1) data[pixel * 4 + channel] = soft[pixel * 3 + channel];
  }
  return { ...picture, data };
}

/** Beside or above the head, never over the face. */
function withBar({ data, width, height, points }: Picture, rng: Rng): Uint8ClampedArray {
  const [leftEye, rightEye] = points;
  const apart = Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y);
  const side = Math.floor(rng() * 3);
  const gap = (side === 2 ? 1.7 : 0.9) * apart * drawFrom(rng, [1, 1.4]);
  const slope = drawAround(rng, 0.08);
  const thickness = drawFrom(rng, [2, 40]);
  const colour = [rng() * 255, rng() * 255, rng() * 255];
  const grey = (colour[0] + colour[1] + colour[2]) / 3;
  const result = data.slice();
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const x = column + 0.5;
      const y = row + 0.5;
      const beyond = [
        leftEye.x - gap - x + slope * (y - leftEye.y),
        x - rightEye.x - gap + slope * (y - rightEye.y),
        Math.min(leftEye.y, rightEye.y) - gap - y + slope * (x - leftEye.x),
      ][side];
      const cover =
        Math.min(1, Math.max(0, beyond + 0.5)) * Math.min(1, Math.max(0, thickness - beyond + 0.5));
      if (cover === 0) continue;
      const at = (row * width + column) * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const painted = 0.5 * (colour[channel] + grey);
        result[at + channel] += cover * (painted - result[at + channel]);
      }
    }
  }
  return result;
}
