/** @file The crops that the kernel cuts, alone and beside those of plain JavaScript. */
import { describe, expect, it, vi } from 'vitest';
import { alignTransform } from '../../../src/core/align/align.ts';
import { cutCrops, warpRgba, type CropOrder } from '../../../src/core/align/cut-crops.ts';
import type { RgbaImage } from '../../../src/core/align/rgba-image.ts';
import { ARCFACE, ARCFACE_112, type Alignment } from '../../../src/core/align/template.ts';
import { IDENTITY, type Similarity } from '../../../src/core/geometry/similarity.ts';
import type { OnnxInput } from '../../../src/core/manifest/types.ts';
import type { AlignmentPoints } from '../../../src/core/observation.ts';
import { createRng, type Rng } from '../../../src/core/rng/rng.ts';
import { noise, painted } from './painted.ts';
import { warpRgba as referenceWarp } from './reference/sample.ts';
import { toTensor as referenceTensor } from './reference/to-tensor.ts';

const pixel = (crop: Uint8ClampedArray, size: number, x: number, y: number): number[] =>
  Array.from(crop.subarray((y * size + x) * 4, (y * size + x) * 4 + 4));

describe.each([
  ['the kernel', warpRgba],
  ['plain JavaScript', referenceWarp],
])('a crop by %s', (_, warpRgba) => {
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

/** In grey levels: the largest difference, and the share of values that differ at all. */
function differences(seen: ArrayLike<number>, wanted: ArrayLike<number>, std: (at: number) => number) {
  expect(seen.length).toBe(wanted.length);
  let largest = 0;
  let differing = 0;
  for (let at = 0; at < wanted.length; at += 1) {
    const difference = Math.abs(seen[at] - wanted[at]) * std(at);
    largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
    if (difference > 0.01) differing += 1;
  }
  return { largest, share: differing / wanted.length };
}

function expectAlike(image: RgbaImage, cropToImage: Similarity, size: number): void {
  const seen = warpRgba(image, cropToImage, size);
  const { largest, share } = differences(seen, referenceWarp(image, cropToImage, size), () => 1);
  const where = `${image.width}×${image.height} to ${size} by ${JSON.stringify(cropToImage)}`;
  expect(largest, where).toBeLessThanOrEqual(1);
  // Rounding to the other side is rare.
  expect(share, where).toBeLessThan(size < 8 ? 0.2 : 0.03);
}

/** A crop about a point of the image. */
function cropAt(rng: Rng, { width, height }: RgbaImage, size: number, scale: number): Similarity {
  const angle = rng() * 2 * Math.PI;
  const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const [x, y] = [rng() * width, rng() * height];
  return { a, b, tx: x - ((a - b) * size) / 2, ty: y - ((a + b) * size) / 2 };
}

const checkered = (width: number, height: number): RgbaImage =>
  painted(width, height, (x, y) => ((x + y) % 2 === 0 ? [255, 0, 255] : [0, 255, 0]));

describe('the kernel beside plain JavaScript', () => {
  it('differs by one grey level at most, whatever the sizes, the turn and the scale', () => {
    const rng = createRng(11);
    for (let round = 0; round < 150; round += 1) {
      const [width, height] = [1 + Math.floor(rng() * 300), 1 + Math.floor(rng() * 300)];
      const image = round % 2 === 0 ? noise(width, height, round) : checkered(width, height);
      const size = 1 + Math.floor(rng() * 90);
      // A fifth to twelve image pixels per crop pixel; many of these crops reach over the image's edge.
      expectAlike(image, cropAt(rng, image, size, Math.exp(rng() * 4.1 - 1.6)), size);
    }
  });

  it('also where the shrink does not divide the width or the height', () => {
    const rng = createRng(12);
    for (const [width, height] of [
      [641, 479],
      [317, 243],
      [250, 181],
      [7, 400],
    ]) {
      const image = noise(width, height, width);
      for (const scale of [3.001, 3.7, 4.2, 5.9, 7.3, 10.4, 13.1]) {
        expectAlike(image, { a: scale, b: 0, tx: width - 20 * scale, ty: height - 20 * scale }, 24);
        expectAlike(image, cropAt(rng, image, 40, scale), 40);
      }
    }
  });

  it('for crops far beyond the image, and of an image of one pixel', () => {
    const image = noise(40, 30);
    for (const tx of [-1e9, -1e4, -41, 39.5, 1e4, 1e9]) {
      for (const scale of [0.3, 1, 2.5, 6, 1e4]) expectAlike(image, { a: scale, b: 0, tx, ty: 3 }, 9);
    }
    for (const scale of [0.1, 1, 4]) expectAlike(noise(1, 1), { a: scale, b: 0, tx: -1, ty: -1 }, 20);
  });

  it('in every layout, channel order and normalisation', () => {
    const image = noise(203, 155);
    const rng = createRng(13);
    const norms = [
      { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
      { mean: [0, 0, 0], std: [255, 255, 255] },
      { mean: [0, 0, 0], std: [1, 1, 1] },
      { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
    ] as const;
    for (const layout of ['NCHW', 'NHWC'] as const) {
      for (const channels of ['RGB', 'BGR'] as const) {
        for (const norm of norms) {
          const size = 5 + Math.floor(rng() * 70);
          const input: OnnxInput = { name: 'x', size, layout, channels, ...norm };
          const cropToImage = cropAt(rng, image, size, 0.4 + rng() * 5);
          const values = new Float32Array(3 * size * size).fill(NaN);
          const pixels = new Uint8ClampedArray(4 * size * size);
          cutCrops(image, [{ cropToImage, size, pixels, tensor: { input, values } }]);
          const stdAt = (at: number): number =>
            norm.std[layout === 'NCHW' ? Math.floor(at / (size * size)) : at % 3];
          const reference = referenceWarp(image, cropToImage, size);
          const beside = differences(values, referenceTensor(reference, input), stdAt);
          expect(beside.largest).toBeLessThan(1.001);
          expect(differences(values, referenceTensor(pixels, input), stdAt).largest).toBeLessThan(1e-3);
        }
      }
    }
  });

  it('for all crops of a face at once, which share what they are cut from', () => {
    const crops: readonly (readonly [number, Alignment])[] = [
      [112, ARCFACE],
      [150, { template: 'dlib-chip', margin: 0 }],
      [120, { template: 'dlib-chip', margin: 0 }],
      [112, { template: 'arcface-112', margin: 0.2 }],
    ];
    const image = noise(640, 479);
    for (const scale of [0.6, 3.4]) {
      const points = ARCFACE_112.map(({ x, y }) => ({
        x: 300 + scale * (x - 56) + 0.2 * scale * (y - 70),
        y: 250 + scale * (y - 70) - 0.2 * scale * (x - 56),
      })) as unknown as AlignmentPoints;
      const orders = crops.map(([size, alignment]): CropOrder & { pixels: Uint8ClampedArray } => ({
        size,
        cropToImage: alignTransform(points, size, alignment),
        pixels: new Uint8ClampedArray(size * size * 4),
      }));
      cutCrops(image, orders);
      for (const { size, cropToImage, pixels } of orders) {
        expect(Buffer.from(pixels).equals(Buffer.from(warpRgba(image, cropToImage, size)))).toBe(true);
        expectAlike(image, cropToImage, size);
      }
    }
  });
});

describe('the kernel', () => {
  it('takes every image for opaque', () => {
    const image = noise(37, 23);
    const clear = Uint8Array.from(image.data, (value, at) => (at % 4 === 3 ? at % 256 : value));
    for (const scale of [0.8, 2.2, 4.1]) {
      const cropToImage = { a: scale, b: 0.1, tx: -3, ty: 2 };
      expect(warpRgba({ ...image, data: clear }, cropToImage, 13)).toEqual(warpRgba(image, cropToImage, 13));
    }
  });

  it('keeps nothing of a call, and no more memory than the largest call needs', async () => {
    const made: WebAssembly.Memory[] = [];
    const Memory = WebAssembly.Memory;
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (descriptor) {
      made.push(new Memory(descriptor));
      return made[0];
    });
    vi.resetModules();
    const fresh = await import('../../../src/core/align/cut-crops.ts');
    vi.restoreAllMocks();
    const image = noise(640, 480);
    const input: OnnxInput = {
      ...{ name: 'x', size: 112, layout: 'NCHW', channels: 'RGB' },
      ...{ mean: [0, 0, 0], std: [1, 1, 1] },
    };
    const cut = (scale: number, size: number): void => {
      const cropToImage = { a: scale, b: 0.3, tx: 50, ty: 20 };
      fresh.cutCrops(image, [
        { cropToImage, size, pixels: new Uint8ClampedArray(4 * size * size) },
        { cropToImage, size: 112, tensor: { input, values: new Float32Array(3 * 112 * 112) } },
      ]);
      expect(Buffer.from(made[0].buffer).equals(Buffer.alloc(made[0].buffer.byteLength))).toBe(true);
    };
    cut(2.9, 150);
    expect(made).toHaveLength(1);
    const largest = made[0].buffer.byteLength;
    expect(largest).toBeLessThan(3 * 640 * 480 * 4);
    for (let frame = 0; frame < 40; frame += 1) cut(1 + (frame % 9) * 0.23, 112 + (frame % 7));
    cut(5, 150);
    expect(made[0].buffer.byteLength).toBe(largest);
  });
});
