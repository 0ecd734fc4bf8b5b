/** @file Shrinks and enlarges a picture by one of five kernels, as AdaFace does (docs/sources.md #48). */
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';
import { RESAMPLE_KERNELS, resample } from '../image/resample.ts';
import { drawFrom, pick } from './draw.ts';
import type { LowResolutionKnobs } from './types.ts';

/** Shrinks and enlarges again, in place. */
export function lowerResolution(canvas: Canvas, knobs: LowResolutionKnobs, rng: Rng): void {
  const { width, height } = canvas;
  const kernels = knobs.kernels ?? RESAMPLE_KERNELS;
  const scale = drawFrom(rng, knobs.scale);
  const smallWidth = Math.max(1, Math.round(width * scale));
  const smallHeight = Math.max(1, Math.round(height * scale));
  const small = resample(canvas, smallWidth, smallHeight, pick(rng, kernels));
  canvas.data.set(resample(small, width, height, pick(rng, kernels)).data);
}
