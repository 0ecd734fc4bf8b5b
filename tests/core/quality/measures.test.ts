import { describe, expect, it } from 'vitest';
import { measureCrop, measurePlace } from '../../../src/core/quality/measures.ts';
import { createRng } from '../../../src/core/rng/rng.ts';

const SIZE = 112;

function crop(grey: (x: number, y: number) => number, alpha: (x: number, y: number) => number = () => 255) {
  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const value = grey(x, y);
      data.set([value, value, value, alpha(x, y)], (y * SIZE + x) * 4);
    }
  }
  return data;
}

describe('measureCrop', () => {
  it('finds nothing but brightness in a flat grey', () => {
    const measures = measureCrop(crop(() => 100));
    expect(measures.exposure).toBeCloseTo(100, 3);
    expect(measures.contrast).toBeCloseTo(0, 1);
    expect(measures.sharpness).toBeCloseTo(0, 6);
    expect(measures.clipping).toBe(0);
  });

  it('weighs the colours by BT.601', () => {
    const data = crop(() => 0);
    for (let at = 0; at < data.length; at += 4) data.set([200, 100, 50], at);
    expect(measureCrop(data).exposure).toBeCloseTo(0.299 * 200 + 0.587 * 100 + 0.114 * 50, 3);
  });

  it('gives hand-computed values for a checkerboard', () => {
    // Levels 118 and 138: the Laplacian is ±80 everywhere, its variance 6400; the mean is 128, the deviation 10.
    const measures = measureCrop(crop((x, y) => ((x + y) % 2 === 0 ? 118 : 138)));
    expect(measures.exposure).toBeCloseTo(128, 3);
    expect(measures.contrast).toBeCloseTo(10, 3);
    expect(measures.sharpness).toBeCloseTo(6400, 0);
  });

  it('does not take dim light for blur, and a blur for dim light', () => {
    const rng = createRng(4);
    const levels = Array.from({ length: SIZE * SIZE }, () => 80 + 40 * rng());
    const at = (x: number, y: number): number => levels[Math.min(y, SIZE - 1) * SIZE + Math.min(x, SIZE - 1)];
    const bright = measureCrop(crop(at)).sharpness;
    const dim = measureCrop(crop((x, y) => at(x, y) / 2)).sharpness;
    const blurred = measureCrop(
      crop((x, y) => (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4),
    ).sharpness;
    expect(Math.abs(dim / bright - 1)).toBeLessThan(0.05);
    expect(blurred).toBeLessThan(bright / 4);
  });

  it('counts nearly black and nearly white pixels as clipped', () => {
    expect(measureCrop(crop((_, y) => (y % 4 === 0 ? 0 : y % 4 === 1 ? 255 : 120))).clipping).toBeCloseTo(
      0.5,
      6,
    );
  });

  it('leaves the black border beyond the image out', () => {
    const inImage = (x: number): boolean => x < 80;
    const whole = measureCrop(crop(() => 130));
    const cut = measureCrop(
      crop(
        (x) => (inImage(x) ? 130 : 0),
        (x) => (inImage(x) ? 255 : 0),
      ),
    );
    expect(cut.exposure).toBeCloseTo(whole.exposure, 3);
    expect(cut.sharpness).toBeCloseTo(0, 6);
    expect(cut.clipping).toBe(0);
  });

  it('lets a face that is mostly outside the image pass nothing', () => {
    const measures = measureCrop(
      crop(
        () => 130,
        (x) => (x < 40 ? 255 : 0),
      ),
    );
    expect(measures).toEqual({ sharpness: 0, exposure: 0, clipping: 1, contrast: 0 });
  });

  it('does not look at hair and background', () => {
    const inFace = (x: number, y: number): boolean => x > 15 && x < 97 && y > 25;
    const measures = measureCrop(crop((x, y) => (inFace(x, y) ? 120 : (x * 97 + y * 31) % 256)));
    expect(measures.contrast).toBeCloseTo(0, 1);
  });

  it('refuses another size', () => {
    expect(() => measureCrop(new Uint8ClampedArray(64))).toThrow('112×112');
  });
});

describe('measurePlace', () => {
  it('measures size, eye distance and distance from the centre', () => {
    const nowhere = { x: 0, y: 0 };
    const place = measurePlace(
      { x: 380, y: 140, width: 120, height: 200 },
      [{ x: 400, y: 200 }, { x: 430, y: 240 }, nowhere, nowhere, nowhere],
      { widthPx: 640, heightPx: 480 },
    );
    expect(place).toEqual({ faceSizePx: 200, interocularPx: 50, centring: 120 / 400 });
  });
});
