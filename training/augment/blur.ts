/** @file Gaussian blur with a kernel of odd side. */
import { randomInteger, type Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';
import { applySeparable, makeTaps } from '../image/separable.ts';
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
  const tapsFor = (length: number) =>
    makeTaps(
      length,
      length,
      kernelPx,
      (output) => output - radius,
      (output, position) => Math.exp(-((position - output) ** 2) / (2 * sigma * sigma)),
    );
  canvas.data.set(applySeparable(canvas, tapsFor(canvas.width), tapsFor(canvas.height)));
}
