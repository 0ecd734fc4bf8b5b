import { describe, expect, it } from 'vitest';
import { frameHash } from '../../../src/core/liveness/frame-hash.ts';
import { createRng } from '../../../src/core/rng/rng.ts';

function noise(seed: number, width = 64, height = 48): Uint8ClampedArray {
  const rng = createRng(seed);
  return Uint8ClampedArray.from({ length: width * height * 4 }, () => 256 * rng());
}

describe('frameHash', () => {
  it('is the same for the same pixels and another for one sampled bit', () => {
    const pixels = noise(1);
    const altered = pixels.slice();
    altered[(20 * 64 + 30) * 4 + 1] ^= 1;
    expect(frameHash(pixels, 64, 48)).toMatch(/^[0-9a-f]{16}$/);
    expect(frameHash(pixels.slice(), 64, 48)).toBe(frameHash(pixels, 64, 48));
    expect(frameHash(altered, 64, 48)).not.toBe(frameHash(pixels, 64, 48));
  });

  it('differs for pixels that changed places, and between 300 noisy frames', () => {
    const hashes = new Set(Array.from({ length: 300 }, (_, seed) => frameHash(noise(seed), 64, 48)));
    expect(hashes.size).toBe(300);
    const swapped = noise(1);
    swapped.copyWithin(0, 40, 80);
    expect(frameHash(swapped, 64, 48)).not.toBe(frameHash(noise(1), 64, 48));
  });

  it('is null for a picture without contrast', () => {
    expect(frameHash(new Uint8ClampedArray(64 * 48 * 4), 64, 48)).toBeNull();
    expect(frameHash(new Uint8ClampedArray(64 * 48 * 4).fill(255), 64, 48)).toBeNull();
  });

  it('refuses pixels of another size', () => {
    expect(() => frameHash(noise(1), 48, 48)).toThrow(RangeError);
  });
});
