import { describe, expect, it } from 'vitest';
import { linearFromSrgb } from '../../../src/core/liveness/light-colours.ts';
import { measureLight, type RgbaImage } from '../../../src/core/liveness/light-sample.ts';
import type { AlignmentPoints } from '../../../src/core/observation.ts';

const POINTS: AlignmentPoints = [
  { x: 280, y: 200 },
  { x: 360, y: 200 },
  { x: 320, y: 245 },
  { x: 290, y: 290 },
  { x: 350, y: 290 },
];

type Rgb = readonly [number, number, number];

/** A head of one colour, 1.5 eye distances to each side, before a wall. */
function picture(head: Rgb, wall: Rgb, width = 640, height = 480): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = Math.abs(x - 320) < 120 && Math.abs(y - 230) < 150;
      data.set(inside ? head : wall, (y * width + x) * 4);
    }
  }
  return { data, width, height };
}

describe('measureLight', () => {
  it('measures the linear light of the skin and of what lies beside the head', () => {
    const light = measureLight(picture([200, 150, 120], [90, 100, 110]), POINTS);
    [200, 150, 120].forEach((value, at) => {
      expect(light?.skin[at]).toBeCloseTo(linearFromSrgb(value / 255), 5);
    });
    [90, 100, 110].forEach((value, at) => {
      expect(light?.background[at]).toBeCloseTo(linearFromSrgb(value / 255), 5);
    });
  });

  it('averages in linear light, not in sRGB', () => {
    const image = picture([200, 150, 120], [0, 0, 0]);
    const wall = image.data;
    for (let at = 0; at < wall.length; at += 4) {
      if (wall[at] === 0) wall.set(at % 8 === 0 ? [220, 220, 220] : [40, 40, 40], at);
    }
    const bright = linearFromSrgb(220 / 255);
    const dim = linearFromSrgb(40 / 255);
    const measured = measureLight(image, POINTS)?.background[0] ?? 0;
    // Not every other sample falls on a bright column, but far from the mean of the encoded values (130 → 0.22).
    expect(measured).toBeGreaterThan(0.3);
    expect(measured).toBeLessThanOrEqual(bright);
    expect(measured).toBeGreaterThan((bright + dim) / 4);
  });

  it('leaves clipped places out, and is null where they are most of it', () => {
    expect(measureLight(picture([255, 255, 255], [90, 100, 110]), POINTS)).toBeNull();
    expect(measureLight(picture([200, 150, 120], [255, 255, 255]), POINTS)).toBeNull();
    expect(measureLight(picture([200, 150, 120], [0, 0, 0]), POINTS)).toBeNull();
  });

  it('is null where the face fills the frame, and where the points are in one place', () => {
    const near = POINTS.map(({ x, y }) => ({ x: 320 + (x - 320) * 2.5, y: 230 + (y - 230) * 2.5 }));
    expect(
      measureLight(picture([200, 150, 120], [90, 100, 110]), near as unknown as AlignmentPoints),
    ).toBeNull();
    const [point] = POINTS;
    expect(
      measureLight(picture([200, 150, 120], [90, 100, 110]), [point, point, point, point, point]),
    ).toBeNull();
  });
});
