/** @file Small moves of an image and its mask: an affine one for both, an elastic one for the mask alone. */
import { randomGaussian, type Rng } from '../../src/core/rng/rng.ts';
import { sampleRun, type Colours } from '../image/colours.ts';

/** Scaling about the middle of the image, then a shift. */
export interface Move {
  readonly scale: number;
  /** In pixels. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/** The border's colours fill what the move leaves open. */
export function moveColours(image: Colours, { scale, shiftX, shiftY }: Move): Colours {
  const { width, height } = image;
  const data = new Float32Array(image.data.length);
  const x = (0.5 - width / 2 - shiftX) / scale + width / 2;
  for (let row = 0; row < height; row += 1) {
    const y = (row + 0.5 - height / 2 - shiftY) / scale + height / 2;
    sampleRun(image, x, y, 1 / scale, 0, data, row * width, width);
  }
  return { data, width, height };
}

/** How a mask's outline is made wavy. */
export interface Waves {
  /** Half the distance of the waves' nodes. */
  readonly wavePx: number;
  /** Standard deviation of the waves. */
  readonly depthPx: number;
  readonly rng: Rng;
}

/**
 * Moves a mask as `moveColours` moves its image.
 *
 * @param mask - 0 or 1, [height × width]; beyond it the border goes on.
 */
export function moveMask(
  mask: Uint8Array,
  width: number,
  height: number,
  { scale, shiftX, shiftY }: Move,
  waves: Waves | null = null,
): Uint8Array {
  const fieldX = waves && smoothNoise(width, height, waves);
  const fieldY = waves && smoothNoise(width, height, waves);
  const result = new Uint8Array(mask.length);
  let at = 0;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const x = column + 0.5 + (fieldX === null ? 0 : fieldX[at]);
      const y = row + 0.5 + (fieldY === null ? 0 : fieldY[at]);
      const fromX = Math.floor((x - width / 2 - shiftX) / scale + width / 2);
      const fromY = Math.floor((y - height / 2 - shiftY) / scale + height / 2);
      const inX = Math.min(width - 1, Math.max(0, fromX));
      const inY = Math.min(height - 1, Math.max(0, fromY));
      result[at] = mask[inY * width + inX];
      at += 1;
    }
  }
  return result;
}

/** Normal noise on a grid of nodes, interpolated linearly: as smooth as blurred noise, and much quicker. */
function smoothNoise(width: number, height: number, { wavePx, depthPx, rng }: Waves): Float32Array {
  const nodePx = 2 * wavePx;
  const columns = Math.ceil(width / nodePx) + 1;
  const rows = Math.ceil(height / nodePx) + 1;
  const nodes = Float32Array.from({ length: columns * rows }, () => depthPx * randomGaussian(rng));
  const field = new Float32Array(width * height);
  let at = 0;
  for (let row = 0; row < height; row += 1) {
    const y = row / nodePx;
    const top = Math.floor(y);
    const fy = y - top;
    for (let column = 0; column < width; column += 1) {
      const x = column / nodePx;
      const left = Math.floor(x);
      const fx = x - left;
      const node = top * columns + left;
      const upper = nodes[node] + fx * (nodes[node + 1] - nodes[node]);
      const lower = nodes[node + columns] + fx * (nodes[node + columns + 1] - nodes[node + columns]);
      field[at] = upper + fy * (lower - upper);
      at += 1;
    }
  }
  return field;
}
