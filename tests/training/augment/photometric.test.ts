/** @file Colour, noise, blur, resolution and compression. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import { gaussianBlur } from '../../../training/augment/blur.ts';
import type { Canvas } from '../../../training/image/canvas.ts';
import { scaleColour, toGray } from '../../../training/augment/colour.ts';
import { shiftByPrincipalComponents } from '../../../training/augment/fancy-pca.ts';
import { shiftHsv } from '../../../training/image/hsv.ts';
import { recompress } from '../../../training/augment/jpeg.ts';
import { addNoise } from '../../../training/augment/noise.ts';
import { lowerResolution } from '../../../training/augment/low-resolution.ts';
import { RESAMPLE_KERNELS, resample, resampleTaps } from '../../../training/image/resample.ts';
import { meanDifference, pictureOf, sameBytes, wavyPicture } from './face-picture.ts';

type Colour = readonly [number, number, number];

/** One pixel after a change. */
function changed(colour: Colour, change: (canvas: Canvas) => void): number[] {
  const canvas = { data: new Uint8ClampedArray([...colour, 255]), width: 1, height: 1 };
  change(canvas);
  expect(canvas.data[3]).toBe(255);
  return [...canvas.data.slice(0, 3)];
}

/** Of all channels of all pixels. */
function varianceOf(values: ArrayLike<number>): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let at = 0; at < values.length; at += 1) {
    if (at % 4 === 3) continue;
    count += 1;
    sum += values[at];
    squares += values[at] ** 2;
  }
  return squares / count - (sum / count) ** 2;
}

describe('colour', () => {
  it('scales brightness', () => {
    expect(changed([100, 50, 20], (canvas) => scaleColour(canvas, 1.5, 1, 1))).toEqual([150, 75, 30]);
    expect(changed([200, 50, 20], (canvas) => scaleColour(canvas, 1.5, 1, 1))).toEqual([255, 75, 30]);
  });

  it('scales contrast about the mean luminance', () => {
    const canvas = pictureOf((x) => (x < 80 ? [100, 100, 100] : [160, 160, 160]));
    scaleColour(canvas, 1, 0.5, 1);
    expect([canvas.data[0], canvas.data[4 * 159]]).toEqual([115, 145]);
  });

  it('scales saturation about each luminance, down to gray', () => {
    const luminance = 0.299 * 200 + 0.587 * 100 + 0.114 * 50;
    const half = changed([200, 100, 50], (canvas) => scaleColour(canvas, 1, 1, 0.5));
    [200, 100, 50].forEach((value, at) => expect(half[at]).toBeCloseTo((value + luminance) / 2, -0.5));
    expect(changed([200, 100, 50], toGray)).toEqual([124, 124, 124]);
  });

  it('combines the three as it would one after the other', () => {
    const [together, apart] = [wavyPicture(), wavyPicture()];
    scaleColour(together, 0.8, 0.7, 0.6);
    scaleColour(apart, 0.8, 1, 1);
    scaleColour(apart, 1, 0.7, 1);
    scaleColour(apart, 1, 1, 0.6);
    expect(meanDifference(together.data, apart.data)).toBeLessThan(0.6);
  });

  it('turns hue around the circle', () => {
    expect(changed([255, 0, 0], (canvas) => shiftHsv(canvas, 120, 0, 0))).toEqual([0, 255, 0]);
    expect(changed([255, 0, 0], (canvas) => shiftHsv(canvas, -120, 0, 0))).toEqual([0, 0, 255]);
    expect(changed([255, 0, 0], (canvas) => shiftHsv(canvas, 60, 0, 0))).toEqual([255, 255, 0]);
    expect(changed([200, 120, 40], (canvas) => shiftHsv(canvas, 180, 0, 0))).toEqual([40, 120, 200]);
    const colours: Colour[] = [
      [13, 200, 99],
      [250, 3, 180],
      [7, 8, 200],
      [200, 190, 0],
    ];
    for (const colour of colours) {
      expect(changed(colour, (canvas) => shiftHsv(canvas, 0, 0, 0))).toEqual([...colour]);
      expect(changed(colour, (canvas) => shiftHsv(canvas, 360, 0, 0))).toEqual([...colour]);
    }
  });

  it('shifts saturation and value, and gives a gray pixel no colour', () => {
    expect(changed([200, 100, 100], (canvas) => shiftHsv(canvas, 0, 255, 0))).toEqual([200, 0, 0]);
    expect(changed([200, 100, 100], (canvas) => shiftHsv(canvas, 0, 0, 20))).toEqual([220, 110, 110]);
    expect(changed([90, 90, 90], (canvas) => shiftHsv(canvas, 50, 30, 20))).toEqual([110, 110, 110]);
  });

  it('shifts all pixels along their colours’ principal components', () => {
    // Red alone varies, by ±60: one component, eigenvalue (60/255)². No draw comes near to clipping.
    const shifts: number[] = [];
    const rng = createRng(1);
    for (let draw = 0; draw < 300; draw += 1) {
      const canvas = pictureOf((x) => [x % 2 ? 188 : 68, 90, 90], 4);
      shiftByPrincipalComponents(canvas, 1, rng);
      expect(canvas.data[4] - canvas.data[0]).toBe(120);
      expect([canvas.data[1], canvas.data[2]]).toEqual([90, 90]);
      shifts.push(canvas.data[0] - 68);
    }
    const deviation = Math.sqrt(shifts.reduce((sum, shift) => sum + shift * shift, 0) / shifts.length);
    const expected = 255 * (60 / 255) ** 2;
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.12);
  });
});

describe('noise', () => {
  it('has the variance asked for, no bias, and touches every channel on its own', () => {
    const canvas = pictureOf(() => [128, 128, 128]);
    addNoise(canvas, { probability: 1, variance: [50, 50] }, createRng(2));
    expect(Math.abs(varianceOf(canvas.data) - 50)).toBeLessThan(1.5);
    expect(
      meanDifference(
        canvas.data,
        canvas.data.map(() => 128),
      ),
    ).toBeGreaterThan(5);
    let [sum, product] = [0, 0];
    for (let at = 0; at < canvas.data.length; at += 4) {
      sum += canvas.data[at] - 128;
      product += (canvas.data[at] - 128) * (canvas.data[at + 1] - 128);
    }
    expect(Math.abs(sum / 25600)).toBeLessThan(0.2);
    expect(Math.abs(product / 25600)).toBeLessThan(2);
  });
});

describe('blur', () => {
  it('spreads a dot into a Gaussian of unchanged sum', () => {
    const canvas = pictureOf((x, y) => (x === 80 && y === 80 ? [250, 250, 250] : [0, 0, 0]));
    gaussianBlur(canvas, 7);
    const value = (x: number, y: number) => canvas.data[(y * 160 + x) * 4];
    const sigma = 1.4;
    expect(value(81, 80) / value(80, 80)).toBeCloseTo(Math.exp(-1 / (2 * sigma * sigma)), 1);
    expect(value(80, 82)).toBe(value(82, 80));
    expect(value(84, 80)).toBe(0);
    let sum = 0;
    for (let at = 0; at < canvas.data.length; at += 4) sum += canvas.data[at];
    expect(Math.abs(sum - 250)).toBeLessThan(20);
  });

  it('leaves flat pictures alone up to their edges, and kernel 1 everything', () => {
    const flat = pictureOf(() => [90, 140, 30]);
    const before = flat.data.slice();
    gaussianBlur(flat, 5);
    expect(sameBytes(flat.data, before)).toBe(true);
    const picture = wavyPicture();
    gaussianBlur(picture, 1);
    expect(sameBytes(picture.data, wavyPicture().data)).toBe(true);
  });
});

describe('low resolution', () => {
  it.each(RESAMPLE_KERNELS)('%s keeps flat pictures flat and smooth ones nearly as they are', (kernel) => {
    const flat = resample(
      pictureOf(() => [90, 140, 30]),
      57,
      41,
      kernel,
    );
    expect([...flat.data.slice(0, 4), ...flat.data.slice(-4)]).toEqual([90, 140, 30, 255, 90, 140, 30, 255]);
    const picture = wavyPicture();
    const back = resample(resample(picture, 80, 80, kernel), 160, 160, kernel);
    expect(meanDifference(back.data, picture.data)).toBeLessThan(kernel === 'nearest' ? 6 : 2.5);
  });

  it('averages with area what nearest skips', () => {
    const stripes = pictureOf((x) => (x % 2 ? [200, 200, 200] : [0, 0, 0]));
    expect(varianceOf(resample(stripes, 40, 40, 'area').data)).toBe(0);
    expect([0, 200]).toContain(resample(stripes, 40, 40, 'nearest').data[0]);
  });

  it('copies exactly at the same size, with every kernel', () => {
    const picture = wavyPicture();
    for (const kernel of RESAMPLE_KERNELS) {
      expect(sameBytes(resample(picture, 160, 160, kernel).data, picture.data)).toBe(true);
    }
  });

  it('weighs cubic and Lanczos samples symmetrically', () => {
    for (const kernel of ['cubic', 'lanczos'] as const) {
      const { weights, count } = resampleTaps(10, 20, kernel);
      const middle = [...weights.slice(10 * count, 11 * count)];
      const mirrored = [...weights.slice(9 * count, 10 * count)].reverse();
      middle.forEach((weight, tap) => expect(weight).toBeCloseTo(mirrored[tap], 5));
    }
  });

  it('loses detail in proportion', () => {
    const detail = (scale: number) => {
      const canvas = pictureOf((x, y) => ((x + y) % 4 < 2 ? [200, 200, 200] : [50, 50, 50]));
      const knobs = { probability: 1, scale: [scale, scale], kernels: ['area'] } as const;
      lowerResolution(canvas, knobs, createRng(1));
      return varianceOf(canvas.data);
    };
    expect(detail(1)).toBeCloseTo(75 ** 2, -2);
    expect(detail(0.2)).toBeLessThan(0.05 * detail(1));
  });
});

describe('JPEG', () => {
  const lossOf = async (quality: number, fullChroma: number, picture = wavyPicture()) => {
    const before = picture.data.slice();
    await recompress(picture, { probability: 1, quality: [quality, quality], fullChroma }, createRng(1));
    return meanDifference(picture.data, before);
  };

  it('loses more at lower quality, and little at the highest', async () => {
    expect(await lossOf(100, 1)).toBeLessThan(1.2);
    expect(await lossOf(10, 1)).toBeGreaterThan(3 * (await lossOf(100, 1)));
  });

  it('halves the resolution of colour only with chroma subsampling', async () => {
    const stripes = () => pictureOf((x) => (x % 2 ? [230, 60, 60] : [60, 60, 230]));
    expect(await lossOf(100, 0, stripes())).toBeGreaterThan(5 * (await lossOf(100, 1, stripes())));
  });
});
