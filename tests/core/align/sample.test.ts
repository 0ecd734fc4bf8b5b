import { describe, expect, it } from 'vitest';
import { reduceImage } from '../../../src/core/align/reduce.ts';
import type { RgbaImage } from '../../../src/core/align/rgba-image.ts';
import { warpRgba } from '../../../src/core/align/sample.ts';
import { IDENTITY } from '../../../src/core/geometry/similarity.ts';
import type { Box } from '../../../src/core/observation.ts';
import { createRng } from '../../../src/core/rng/rng.ts';

function painted(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set([...colour(x, y), 255], (y * width + x) * 4);
  }
  return { data, width, height };
}

function noise(width: number, height: number): RgbaImage {
  const rng = createRng(5);
  return painted(width, height, () => [rng() * 256, rng() * 256, rng() * 256]);
}

function cut(image: RgbaImage, box: Box): RgbaImage {
  const data = new Uint8ClampedArray(box.width * box.height * 4);
  for (let y = 0; y < box.height; y += 1) {
    const from = ((box.y + y) * image.width + box.x) * 4;
    data.set(image.data.subarray(from, from + box.width * 4), y * box.width * 4);
  }
  return { ...box, data };
}

const pixel = (crop: Uint8ClampedArray, size: number, x: number, y: number): number[] =>
  Array.from(crop.subarray((y * size + x) * 4, (y * size + x) * 4 + 4));

describe('warpRgba', () => {
  it('copies exactly under the identity, and under a shift by whole pixels', () => {
    const image = noise(20, 20);
    expect(warpRgba(image, IDENTITY, 20)).toEqual(image.data);
    const shifted = warpRgba(image, { ...IDENTITY, tx: 3, ty: 5 }, 8);
    for (let y = 0; y < 8; y += 1) {
      for (let x = 0; x < 8; x += 1) {
        expect(pixel(shifted, 8, x, y)).toEqual(pixel(image.data as Uint8ClampedArray, 20, x + 3, y + 5));
      }
    }
  });

  it('interpolates half-way between two pixels', () => {
    const image = painted(4, 2, (x) => [x * 40, 0, 100]);
    expect(pixel(warpRgba(image, { ...IDENTITY, tx: 0.5 }, 1), 1, 0, 0)).toEqual([20, 0, 100, 255]);
    expect(pixel(warpRgba(image, { ...IDENTITY, tx: 1.25 }, 1), 1, 0, 0)).toEqual([50, 0, 100, 255]);
  });

  it('turns an image by a known quarter', () => {
    const image = noise(10, 10);
    // Crop (u, v) ← image (10 − v, u): the crop shows the image turned counter-clockwise.
    const crop = warpRgba(image, { a: 0, b: 1, tx: 10, ty: 0 }, 10);
    for (let y = 0; y < 10; y += 1) {
      for (let x = 0; x < 10; x += 1) {
        expect(pixel(crop, 10, x, y)).toEqual(pixel(image.data as Uint8ClampedArray, 10, 9 - y, x));
      }
    }
  });

  it('keeps a slanted ramp where geometry puts it, under rotation, scaling and shift', () => {
    const image = painted(200, 200, (x, y) => [x, y, 0]);
    for (const scale of [0.7, 1, 1.6, 2.4, 3.3]) {
      const a = scale * Math.cos(0.4);
      const b = scale * Math.sin(0.4);
      // Half a level by rounding the crop, and half by rounding the averages of a pre-shrunk image.
      const tolerance = scale < 3 ? 0.51 : 1.01;
      const crop = warpRgba(image, { a, b, tx: 90, ty: 30 }, 24);
      for (const [u, v] of [
        [0, 0],
        [12, 7],
        [23, 23],
      ]) {
        const [red, green] = pixel(crop, 24, u, v);
        // Pixel centres at +0.5 in the crop; ramp values belong to pixel centres in the image.
        expect(Math.abs(red - (a * (u + 0.5) - b * (v + 0.5) + 90 - 0.5))).toBeLessThan(tolerance);
        expect(Math.abs(green - (b * (u + 0.5) + a * (v + 0.5) + 30 - 0.5))).toBeLessThan(tolerance);
      }
    }
  });

  it('shrinks a fine checkerboard to grey instead of a false pattern', () => {
    const image = painted(400, 400, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));
    for (const scale of [2, 2.5, 2.99, 3, 3.4, 4, 5.3, 8]) {
      const crop = warpRgba(image, { a: scale, b: 0, tx: 4.3, ty: 4.7 }, 40);
      for (let at = 0; at < crop.length; at += 4) expect(Math.abs(crop[at] - 127.5)).toBeLessThan(24);
    }
  });

  it('keeps the mean brightness of stripes of any width when shrinking', () => {
    for (const period of [2, 3, 5, 7]) {
      const image = painted(420, 420, (x) => (x % period === 0 ? [250, 0, 0] : [0, 0, 0]));
      const crop = warpRgba(image, { a: 3.7 * 0.8, b: 3.7 * 0.6, tx: 200, ty: 5 }, 50);
      let sum = 0;
      let count = 0;
      for (let at = 0; at < crop.length; at += 4) {
        if (crop[at + 3] < 255) continue;
        sum += crop[at];
        count += 1;
      }
      expect(Math.abs(sum / count - 250 / period)).toBeLessThan(1.5);
    }
  });

  it('is black and transparent beyond the image, and fades at the edge', () => {
    const image = painted(10, 10, () => [200, 200, 200]);
    const crop = warpRgba(image, { ...IDENTITY, tx: -4.5, ty: 0 }, 10);
    expect(pixel(crop, 10, 3, 5)).toEqual([0, 0, 0, 0]);
    expect(pixel(crop, 10, 4, 5)).toEqual([100, 100, 100, 128]);
    expect(pixel(crop, 10, 5, 5)).toEqual([200, 200, 200, 255]);
    const far = warpRgba(image, { a: 3, b: 0, tx: 500, ty: 500 }, 6);
    expect(far.every((value) => value === 0)).toBe(true);
  });

  it('fills the given buffer wholly, and refuses buffers that do not fit', () => {
    const image = noise(8, 8);
    const output = new Uint8ClampedArray(16 * 16 * 4).fill(99);
    expect(warpRgba(image, IDENTITY, 16, output)).toBe(output);
    expect(pixel(output, 16, 15, 15)).toEqual([0, 0, 0, 0]);
    expect(() => warpRgba(image, IDENTITY, 4, output)).toThrow('4×4');
    expect(() => warpRgba({ ...image, width: 9 }, IDENTITY, 4)).toThrow('9×8');
  });
});

describe('reduceImage', () => {
  it('averages whole cells, and at the edge what there is of a cell', () => {
    const image = painted(5, 4, (x, y) => [x * 10, y * 10, 7]);
    const reduced = reduceImage(image, 2, { x: 0, y: 0, width: 5, height: 4 });
    expect([reduced.width, reduced.height]).toEqual([3, 2]);
    expect(Array.from(reduced.data.subarray(0, 4))).toEqual([5, 5, 7, 255]);
    expect(Array.from(reduced.data.subarray(5 * 4, 6 * 4))).toEqual([40, 25, 7, 255]);
  });

  it('counts cells from the whole image, whatever rectangle it is given', () => {
    const image = noise(30, 30);
    const whole = reduceImage(image, 3, { x: 0, y: 0, width: 30, height: 30 });
    const part = reduceImage(cut(image, { x: 9, y: 6, width: 12, height: 15 }), 3, {
      x: 12,
      y: 9,
      width: 4,
      height: 3,
    });
    expect([part.x, part.y, part.width, part.height]).toEqual([4, 3, 2, 1]);
    expect(Array.from(part.data.subarray(0, 4))).toEqual(
      Array.from(whole.data.subarray((3 * 10 + 4) * 4, (3 * 10 + 5) * 4)),
    );
  });
});
