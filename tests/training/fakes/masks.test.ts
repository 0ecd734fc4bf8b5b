/** @file Hulls, face regions and soft masks. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { Picture } from '../../../training/image/picture.ts';
import { areaAround } from '../../../training/fakes/part.ts';
import { blur, gaussianKernel } from '../../../training/image/separable.ts';
import { drawContent } from '../../../training/fakes/content.ts';
import { erode, soften, square } from '../../../training/fakes/mask.ts';
import { convexHull, fillConvex } from '../../../training/image/polygon.ts';
import { drawRegion, type FaceRegion } from '../../../training/fakes/region.ts';
import { schematicFace, SIZE } from './schematic-face.ts';

const count = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0);

/** A mask of `size` × `size` with a square of ones from `from` to before `to` in both directions. */
function block(size: number, from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: size * size }, (_, at) => {
    const [x, y] = [at % size, Math.floor(at / size)];
    return x >= from && x < to && y >= from && y < to ? 1 : 0;
  });
}

describe('convexHull', () => {
  it('keeps the corners and drops what lies inside, on an edge or twice in one place', () => {
    const hull = convexHull([2, 2, 0, 0, 4, 0, 4, 4, 0, 4, 2, 0, 1, 3, 0, 0]);
    const corners = Array.from({ length: hull.length / 2 }, (_, at) => `${hull[2 * at]},${hull[2 * at + 1]}`);
    expect(corners.sort()).toEqual(['0,0', '0,4', '4,0', '4,4']);
  });
});

describe('fillConvex', () => {
  it('sets the pixels whose centres lie inside, and clips at the edges', () => {
    const mask = new Uint8Array(36);
    fillConvex(mask, 6, 6, Float64Array.of(1, 1, 4, 1, 4, 3, 1, 3));
    expect([...mask].flatMap((value, at) => (value === 1 ? [at] : []))).toEqual([7, 8, 9, 13, 14, 15]);
    const whole = new Uint8Array(36);
    fillConvex(whole, 6, 6, Float64Array.of(-9, -9, 50, -9, 50, 50, -9, 50));
    expect(count(whole)).toBe(36);
  });
});

describe('drawRegion', () => {
  const face = schematicFace();
  const area = (region: FaceRegion, landmarks: Float32Array | null): number =>
    count(drawRegion({ ...face, landmarks }, region, createRng(1)));

  it('draws smaller and smaller parts of the face', () => {
    expect(area('oval', face.landmarks)).toBeGreaterThan(area('below-brows', face.landmarks));
    expect(area('below-brows', face.landmarks)).toBeGreaterThan(area('inner', face.landmarks));
    expect(area('inner', face.landmarks)).toBeGreaterThan(area('components', face.landmarks));
  });

  it('puts an ellipse about the five points where there are no landmarks', () => {
    const mask = drawRegion({ ...face, landmarks: null }, 'oval', createRng(1));
    for (const { x, y } of face.points) expect(mask[Math.floor(y) * SIZE + Math.floor(x)]).toBe(1);
    expect(count(mask)).toBeGreaterThan(0.15 * SIZE * SIZE);
    expect(count(mask)).toBeLessThan(0.6 * SIZE * SIZE);
    expect(area('components', null)).toBe(area('inner', null));
  });

  it('varies the parts of a face with components', () => {
    const areas = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
      count(drawRegion(face, 'components', createRng(seed))),
    );
    expect(new Set(areas).size).toBeGreaterThan(2);
    expect(Math.min(...areas)).toBeGreaterThan(0);
  });
});

describe('drawContent', () => {
  /** A picture that is grey in a tilted square and black beyond. */
  const tilted = (): Picture => {
    const face = schematicFace();
    const data = face.data.slice();
    for (let at = 0; at < SIZE * SIZE; at += 1) {
      const x = (at % SIZE) - 80;
      const y = Math.floor(at / SIZE) - 80;
      const inside = Math.max(Math.abs(x + 0.2 * y), Math.abs(y - 0.2 * x)) < 50;
      data.fill(inside ? 120 : 0, at * 4, at * 4 + 3);
    }
    return { ...face, data };
  };

  it('finds where a tight picture ends, and no hole where it is dark inside', () => {
    const whole = tilted();
    const picture = tilted();
    for (let row = 70; row < 90; row += 1) picture.data.fill(0, (row * SIZE + 60) * 4, (row * SIZE + 90) * 4);
    const content = drawContent(picture);
    expect(content[80 * SIZE + 75]).toBe(1);
    expect(content[20 * SIZE + 20]).toBe(0);
    for (let at = 0; at < content.length; at += 1) {
      if (content[at] === 1 && whole.data[at * 4] === 0)
        expect.fail(`the black pixel ${at} counts as content`);
    }
    expect(count(content)).toBeGreaterThan((0.85 * 100 * 100) / 1.04);
  });

  it('takes the whole of a picture without black surroundings, and nothing of a black one', () => {
    const face = schematicFace();
    expect(count(drawContent(face))).toBe(SIZE * SIZE);
    expect(count(drawContent({ ...face, data: new Uint8ClampedArray(SIZE * SIZE * 4) }))).toBe(0);
  });
});

describe('erode', () => {
  it('takes away as much as it is told on each side', () => {
    expect(erode(block(12, 3, 9), 12, 12, square(2))).toEqual(block(12, 5, 7));
    expect(count(erode(block(12, 3, 9), 12, 12, { x: 1, y: 0 }))).toBe(4 * 6);
    expect(count(erode(block(12, 3, 9), 12, 12, square(3)))).toBe(0);
  });

  it("does not eat from the picture's edge", () => {
    expect(count(erode(block(8, 0, 8), 8, 8, square(3)))).toBe(64);
    expect(count(erode(block(8, 0, 4), 8, 8, square(1)))).toBe(9);
  });
});

describe('soften', () => {
  const softness = { erosion: square(3), blur: square(3), sigma: square(9) };

  it('falls gradually from 1 inside to 0 at the edge of the hard mask', () => {
    const hard = block(40, 8, 32);
    const soft = soften(hard, block(40, 0, 40), 40, 40, softness);
    expect(soft[20 * 40 + 20]).toBe(1);
    hard.forEach((value, at) => {
      if (value === 0) expect(soft[at]).toBe(0);
    });
    const seam = [...soft.subarray(20 * 40 + 8, 20 * 40 + 15)];
    seam.slice(1).forEach((value, at) => {
      expect(value).toBeGreaterThan(seam[at]);
      expect(value - seam[at]).toBeLessThan(0.3);
    });
  });

  it('keeps a mask that is too small to be eroded', () => {
    const soft = soften(block(20, 9, 11), block(20, 0, 20), 20, 20, softness);
    expect(Math.max(...soft)).toBe(1);
    expect(
      soften(new Uint8Array(400), block(20, 0, 20), 20, 20, softness).every((value) => value === 0),
    ).toBe(true);
  });
});

describe('blur', () => {
  it('spreads a point by the product of its kernels, channel by channel', () => {
    const image = new Float32Array(5 * 5 * 2);
    image[(2 * 5 + 2) * 2 + 1] = 1;
    const kernel = gaussianKernel(1, 0.7);
    const result = blur(image, 5, 5, 2, kernel, Float32Array.of(0.5, 0.5, 0));
    expect(result.filter((_, at) => at % 2 === 0).every((value) => value === 0)).toBe(true);
    expect(result[(2 * 5 + 1) * 2 + 1]).toBeCloseTo(kernel[0] * 0.5, 6);
    expect(result[(3 * 5 + 2) * 2 + 1]).toBeCloseTo(kernel[1] * 0.5, 6);
    expect(result[(1 * 5 + 2) * 2 + 1]).toBe(0);
  });

  it('computes no more than the area it is told, and that part exactly', () => {
    const image = Float32Array.from({ length: 20 * 20 }, (_, at) => (at * 37) % 101);
    const kernel = gaussianKernel(3, 2);
    const area = areaAround(block(20, 8, 12), 20, 20, 2, 1);
    expect(area).toEqual({ left: 6, right: 14, top: 7, bottom: 13 });
    const whole = blur(image, 20, 20, 1, kernel, kernel);
    const part = blur(image, 20, 20, 1, kernel, kernel, area);
    part.forEach((value, at) => {
      const [x, y] = [at % 20, Math.floor(at / 20)];
      expect(value).toBe(x >= 6 && x < 14 && y >= 7 && y < 13 ? whole[at] : 0);
    });
    expect(
      blur(image, 20, 20, 1, kernel, kernel, areaAround(new Uint8Array(400), 20, 20, 3, 3)).every(
        (v) => v === 0,
      ),
    ).toBe(true);
  });

  it('leaves an even image as it is, up to its edges', () => {
    const kernel = gaussianKernel(4, 2);
    const result = blur(new Float32Array(63).fill(7), 7, 9, 1, kernel, kernel);
    for (const value of result) expect(value).toBeCloseTo(7, 4);
  });
});
