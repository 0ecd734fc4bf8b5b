/** @file Images whose every pixel is known. */
import type { RgbaImage } from '../../../src/core/align/rgba-image.ts';
import { createRng } from '../../../src/core/rng/rng.ts';

export function painted(
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

/** Whatever is done wrong shows in it. */
export function noise(width: number, height: number, seed = 5): RgbaImage {
  const rng = createRng(seed);
  return painted(width, height, () => [rng() * 256, rng() * 256, rng() * 256]);
}
