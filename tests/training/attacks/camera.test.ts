/** @file The simulated camera: light to bytes, and what its colour filter loses. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import { demosaic, drawCamera, expose, meanLightOf } from '../../../training/attacks/camera.ts';
import type { Camera } from '../../../training/attacks/camera.ts';
import { sampleLight, toLevel, toLight } from '../../../training/image/light.ts';
import type { Rgb } from '../../../training/image/light.ts';

const SIDE = 32;
const flat = (light: number): Float32Array => new Float32Array(SIDE * SIDE * 3).fill(light);
const scene = (light: number, fine: Float32Array | null = null) => ({
  ...{ light: { data: flat(light), width: SIDE, height: SIDE }, fine, plane: null },
});
const plain: Camera = {
  ...{ lensSigmaPx: 0.5, meanLight: 0.2, whiteBalance: [1, 1, 1], shotNoise: 0, readNoise: 0 },
  ...{ mosaic: false, sharpening: 0, flare: 0, jpegQuality: 90, jpegFullChroma: false },
};

describe('light', () => {
  it('goes from levels to linear light and back', () => {
    const data = Uint8ClampedArray.from({ length: 256 * 4 }, (_, at) => at >> 2);
    const light = toLight({ data, width: 256, height: 1 });
    // sRGB 188 is half of white's light.
    expect(light.data[188 * 3]).toBeCloseTo(0.503, 2);
    for (let level = 0; level < 256; level += 1) {
      expect(Math.round(toLevel(light.data[level * 3]))).toBe(level);
    }
    expect([toLevel(-1), toLevel(3)]).toEqual([0, 255]);
  });

  it('is sampled between pixels, and goes on beyond the edges', () => {
    const light = { data: Float32Array.of(0, 0, 0, 1, 0.5, 0), width: 2, height: 1 };
    const out: Rgb = [0, 0, 0];
    sampleLight(light, 1, 0.5, out);
    expect(out).toEqual([0.5, 0.25, 0]);
    sampleLight(light, 99, -5, out);
    expect(out).toEqual([1, 0.5, 0]);
  });
});

describe('expose', () => {
  it('brings the mean light to what the camera wants, but not out of the dark at any price', () => {
    expect(meanLightOf(scene(0.4).light)).toBeCloseTo(0.4, 6);
    const { data } = expose(scene(0.4), plain, createRng(1));
    expect(data[0]).toBe(Math.round(toLevel(0.2)));
    expect(data[3]).toBe(255);
    expect(expose(scene(0.01), plain, createRng(1)).data[0]).toBe(Math.round(toLevel(0.06)));
  });

  it('multiplies fine structure in behind the lens, which does not blur it again', () => {
    const fine = Float32Array.from({ length: SIDE * SIDE * 3 }, (_, at) =>
      Math.floor(at / 3) % 2 ? 1.5 : 0.5,
    );
    const { data } = expose(scene(0.2, fine), plain, createRng(1));
    expect([data[0], data[4]]).toEqual([Math.round(toLevel(0.1)), Math.round(toLevel(0.3))]);
  });

  it('gives the same image for the same seed, and noise otherwise', () => {
    const noisy = { ...plain, shotNoise: 0.02, readNoise: 0.005 };
    const [one, same, other] = [1, 1, 2].map((seed) => expose(scene(0.2), noisy, createRng(seed)).data);
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  it('draws cameras within their bounds', () => {
    const rng = createRng(3);
    for (let draw = 0; draw < 100; draw += 1) {
      const camera = drawCamera(rng, 0.2);
      expect(camera.lensSigmaPx).toBeGreaterThanOrEqual(0.25);
      expect(camera.lensSigmaPx).toBeLessThanOrEqual(0.9);
      expect(camera.jpegQuality).toBeGreaterThanOrEqual(45);
      expect(camera.jpegQuality).toBeLessThanOrEqual(96);
    }
  });
});

describe('demosaic', () => {
  it('leaves an even grey as it is', () => {
    expect(demosaic(flat(0.3), SIDE, SIDE).every((value) => Math.abs(value - 0.3) < 1e-6)).toBe(true);
  });

  it('turns structure as fine as the pixels into colour', () => {
    const stripes = Float32Array.from({ length: SIDE * SIDE * 3 }, (_, at) => Math.floor(at / 3) % 2);
    const seen = demosaic(stripes, SIDE, SIDE);
    // Red lies in the dark columns and blue in the light ones.
    const at = (SIDE * 8 + 8) * 3;
    expect(seen[at]).toBe(0);
    expect(seen[at + 2]).toBe(1);
  });
});
