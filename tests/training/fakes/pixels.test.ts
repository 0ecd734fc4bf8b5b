/** @file Warps, resizing, colour transfer and blending. */
import { describe, expect, it } from 'vitest';
import { blend, blendTwoBands } from '../../../training/fakes/blend.ts';
import { transferColours } from '../../../training/fakes/colour-transfer.ts';
import type { Colours } from '../../../training/image/colours.ts';
import { moveColours } from '../../../training/fakes/displacement.ts';
import { warpPiecewise } from '../../../training/fakes/piecewise-warp.ts';
import { resize } from '../../../training/image/resample.ts';

function image(width: number, height: number, colour: (x: number, y: number) => readonly number[]): Colours {
  const data = new Float32Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1)
    data.set(colour((at % width) + 0.5, Math.floor(at / width) + 0.5), at * 3);
  return { data, width, height };
}

/** Linear in place, so that every exact warp and resize is known. */
const ramp = (width: number, height: number): Colours => image(width, height, (x, y) => [x, y, x + y]);

describe('warpPiecewise', () => {
  it('brings each place of a triangle to where its corners go, and touches nothing else', () => {
    const to = image(30, 30, () => [-1, -1, -1]);
    // Half the size, shifted by (4, 6).
    warpPiecewise(
      ramp(40, 40),
      Float64Array.of(0, 0, 40, 0, 0, 40, 40, 40, 20, 15),
      to,
      Float64Array.of(4, 6, 24, 6, 4, 26, 24, 26, 14, 13.5),
    );
    for (let row = 0; row < 30; row += 1) {
      for (let column = 0; column < 30; column += 1) {
        const at = (row * 30 + column) * 3;
        if (column < 4 || column >= 24 || row < 6 || row >= 26) expect(to.data[at]).toBe(-1);
        else {
          expect(to.data[at]).toBeCloseTo(2 * (column + 0.5 - 4), 3);
          expect(to.data[at + 1]).toBeCloseTo(2 * (row + 0.5 - 6), 3);
        }
      }
    }
  });

  it('moves a point inside without tearing', () => {
    const to = image(20, 20, () => [-1, -1, -1]);
    const corners = [0, 0, 20, 0, 0, 20, 20, 20];
    warpPiecewise(
      ramp(20, 20),
      Float64Array.of(...corners, 10.5, 10.5),
      to,
      Float64Array.of(...corners, 13.5, 7.5),
    );
    expect(to.data[(7 * 20 + 13) * 3]).toBeCloseTo(10.5, 3);
    expect(to.data[(7 * 20 + 13) * 3 + 1]).toBeCloseTo(10.5, 3);
    expect(to.data.every((value) => value >= 0)).toBe(true);
  });

  it("clips at both images' edges, and gives up on points in one place", () => {
    const to = image(10, 10, () => [-1, -1, -1]);
    const around = Float64Array.of(-20, -20, 40, -20, -20, 40, 40, 40);
    warpPiecewise(ramp(10, 10), around, to, around);
    expect(to.data[0]).toBeCloseTo(0.5, 4);
    expect(to.data.every(Number.isFinite)).toBe(true);
    const same = new Float64Array(8).fill(3);
    const untouched = image(10, 10, () => [-1, -1, -1]);
    warpPiecewise(ramp(10, 10), same, untouched, same);
    expect(untouched.data.every((value) => value === -1)).toBe(true);
  });
});

describe('moveColours', () => {
  it('scales about the middle, then shifts', () => {
    const moved = moveColours(ramp(20, 20), { scale: 2, shiftX: 1, shiftY: -2 });
    // Column 12 shows the place 12.5: (12.5 − 10 − 1)/2 + 10.
    expect(moved.data[(9 * 20 + 12) * 3]).toBeCloseTo(10.75, 4);
    expect(moved.data[(9 * 20 + 12) * 3 + 1]).toBeCloseTo(10.75, 4);
  });
});

describe('resizing', () => {
  it('keeps a ramp a ramp, both ways', () => {
    const small = resize(ramp(24, 12), 8, 6, 'triangle');
    expect(small.data[(3 * 8 + 4) * 3]).toBeCloseTo(13.5, 3);
    expect(small.data[(3 * 8 + 4) * 3 + 1]).toBeCloseTo(7, 3);
    const back = resize(small, 24, 12, 'triangle');
    expect(back.data[(6 * 24 + 10) * 3]).toBeCloseTo(10.5, 3);
  });

  it('averages a fine pattern away, while the nearest pixel aliases', () => {
    const stripes = image(32, 4, (x) => (x % 2 < 1 ? [0, 0, 0] : [200, 200, 200]));
    expect(resize(stripes, 8, 4, 'triangle').data[12]).toBeCloseTo(100, 0);
    expect(new Set(resize(stripes, 8, 4, 'nearest').data)).toEqual(new Set([0]));
  });
});

describe('transferColours', () => {
  const source = (): Colours =>
    image(16, 16, (x, y) => [100 + 10 * Math.sin(x), 90 + 8 * Math.cos(y), 70 + 6 * Math.sin(x + y)]);
  const target = image(16, 16, (x, y) => [
    150 + 12 * Math.sin(x),
    160 + 9 * Math.cos(y),
    120 + 7 * Math.sin(x + y),
  ]);
  const half = Uint8Array.from({ length: 256 }, (_, at) => (at % 16 < 8 ? 1 : 0));
  const mean = ({ data }: Colours, channel: number): number => {
    const values = [...half].flatMap((inside, at) => (inside === 1 ? [data[at * 3 + channel]] : []));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };

  it("gives the source the target's mean colour within the mask", () => {
    const changed = source();
    transferColours(changed, target, half, 1);
    for (const channel of [0, 1, 2]) expect(mean(changed, channel)).toBeCloseTo(mean(target, channel), 2);
  });

  it('goes half the way at half the strength, and nowhere at zero or without a mask', () => {
    const changed = source();
    transferColours(changed, target, half, 0.5);
    expect(mean(changed, 1)).toBeCloseTo((mean(source(), 1) + mean(target, 1)) / 2, 2);
    for (const [mask, strength] of [
      [half, 0],
      [new Uint8Array(256), 1],
    ] as const) {
      const same = source();
      transferColours(same, target, mask, strength);
      same.data.forEach((value, at) => {
        expect(value).toBeCloseTo(source().data[at], 3);
      });
    }
  });

  it('does not blow up a source without contrast', () => {
    const flat = image(16, 16, (x) => [100 + 0.1 * Math.sin(3 * x), 100, 100]);
    transferColours(flat, target, half, 1);
    const reds = flat.data.filter((_, at) => at % 3 === 0);
    expect(Math.max(...reds) - Math.min(...reds)).toBeLessThan(0.5);
  });
});

describe('blending', () => {
  const dark = image(20, 20, () => [10, 20, 30]);
  const light = image(20, 20, () => [110, 120, 130]);

  it('mixes by mask times strength and sets alpha', () => {
    const mask = new Float32Array(400).fill(0.5);
    const mixed = blend(dark, light, mask, 0.5);
    expect([...mixed.subarray(0, 4)]).toEqual([35, 45, 55, 255]);
  });

  it('keeps detail to the narrow mask in two bands', () => {
    const cover = new Uint8Array(400).fill(1);
    const stripes = image(20, 20, (x) => (x % 2 < 1 ? [0, 0, 0] : [200, 200, 200]));
    const grey = image(20, 20, () => [0, 0, 0]);
    const result = blendTwoBands(
      grey,
      stripes,
      new Float32Array(400),
      new Float32Array(400).fill(1),
      cover,
      6,
    );
    // Nothing fine is let through, so that the stripes come out as their mean.
    expect(Math.abs(result[(10 * 20 + 10) * 4] - 100)).toBeLessThan(3);
    expect(Math.abs(result[(10 * 20 + 11) * 4] - 100)).toBeLessThan(3);
    const all = new Float32Array(400).fill(1);
    expect([...blendTwoBands(grey, stripes, all, all, cover, 6)]).toEqual([...blend(grey, stripes, all)]);
  });
});
