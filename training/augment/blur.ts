/** @file Gaussian blur with a kernel of odd side. */
import { randomInteger, type Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';
import { toColours, toPixels } from '../image/colours.ts';
import { blur as blurColours, gaussianKernel } from '../image/separable.ts';
import type { BlurKnobs } from './types.ts';

/** Blurs in place. */
export function blur(canvas: Canvas, { kernelPx: [low, high] }: BlurKnobs, rng: Rng): void {
  gaussianBlur(canvas, 2 * randomInteger(rng, (low - 1) / 2, (high - 1) / 2) + 1);
}

/**
 * Blurs in place, σ = 0.3·((k − 1)/2 − 1) + 0.8 (OpenCV's rule, docs/sources.md #52).
 *
 * @param kernelPx - k, odd; 1 changes nothing.
 */
export function gaussianBlur(canvas: Canvas, kernelPx: number): void {
  const radius = (kernelPx - 1) / 2;
  const sigma = 0.3 * (radius - 1) + 0.8;
  const kernel = gaussianKernel(radius, sigma);
  const { width, height } = canvas;
  const data = blurColours(toColours(canvas).data, width, height, 3, kernel, kernel);
  canvas.data.set(toPixels({ data, width, height }).data);
}
