/** @file Shrinks and enlarges a picture by one of five kernels, as AdaFace does (docs/sources.md #48). */
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';
import { drawFrom, pick } from './draw.ts';
import { applySeparable, makeTaps, type Taps } from '../image/separable.ts';
import { RESAMPLE_KERNELS, type LowResolutionKnobs, type ResampleKernel } from './types.ts';

/** Steepness of the cubic kernel (Keys 1981), as OpenCV sets it. */
const CUBIC_A = -0.75;
const LANCZOS_RADIUS = 4;

function cubicWeight(offset: number): number {
  const t = Math.abs(offset);
  if (t <= 1) return (CUBIC_A + 2) * t ** 3 - (CUBIC_A + 3) * t ** 2 + 1;
  return t < 2 ? CUBIC_A * (t ** 3 - 5 * t ** 2 + 8 * t - 4) : 0;
}

function lanczosWeight(offset: number): number {
  if (Math.abs(offset) < 1e-9) return 1;
  if (Math.abs(offset) >= LANCZOS_RADIUS) return 0;
  const t = Math.PI * offset;
  return (LANCZOS_RADIUS * Math.sin(t) * Math.sin(t / LANCZOS_RADIUS)) / (t * t);
}

/** Pixels per side of an interpolation, and the weight of a pixel at this distance from the sample. */
const INTERPOLATIONS = {
  linear: { radius: 1, weight: (offset: number) => Math.max(0, 1 - Math.abs(offset)) },
  cubic: { radius: 2, weight: cubicWeight },
  lanczos: { radius: LANCZOS_RADIUS, weight: lanczosWeight },
} as const;

/**
 * The table for one side. Except for `area`, shrinking reads as few pixels as enlarging does: the aliasing that this
 * leaves is what careless software leaves in real pictures, and so belongs to the augmentation.
 *
 * @param inputs - Length before, ≥ 1.
 * @param outputs - Length after, ≥ 1.
 */
export function resampleTaps(inputs: number, outputs: number, kernel: ResampleKernel): Taps {
  const step = inputs / outputs;
  if (kernel === 'nearest') {
    const nearest = (output: number) => Math.floor((output + 0.5) * step);
    return makeTaps(inputs, outputs, 1, nearest, () => 1);
  }
  if (kernel === 'area' && step > 1) {
    // A new pixel covers [output · step, (output + 1) · step) of the old ones.
    const covered = (output: number, position: number) =>
      Math.max(0, Math.min(position + 1, (output + 1) * step) - Math.max(position, output * step));
    return makeTaps(inputs, outputs, Math.ceil(step) + 1, (output) => Math.floor(output * step), covered);
  }
  const { radius, weight } = INTERPOLATIONS[kernel === 'area' ? 'linear' : kernel];
  const sample = (output: number) => (output + 0.5) * step - 0.5;
  return makeTaps(
    inputs,
    outputs,
    2 * radius,
    (output) => Math.floor(sample(output)) - radius + 1,
    (output, position) => weight(position - sample(output)),
  );
}

/** @returns The picture at another size. */
export function resample(canvas: Canvas, width: number, height: number, kernel: ResampleKernel): Canvas {
  const across = resampleTaps(canvas.width, width, kernel);
  const down = resampleTaps(canvas.height, height, kernel);
  return { data: applySeparable(canvas, across, down), width, height };
}

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
