/** @file Images made smaller and larger. */
import type { Canvas } from './canvas.ts';
import { toColours, toPixels, type Colours } from './colours.ts';
import { filterSeparable, makeTaps, type Taps } from './separable.ts';

/** What careless and careful software resizes by; area averages the pixels that a new pixel covers. */
export const RESAMPLE_KERNELS = ['nearest', 'linear', 'area', 'cubic', 'lanczos'] as const;
export type ResampleKernel = (typeof RESAMPLE_KERNELS)[number];

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
 * The table for one side. Except for `area` and `triangle`, shrinking reads as few pixels as enlarging does: the
 * aliasing that this leaves is what careless software leaves in real pictures.
 *
 * @param inputs - Length before, ≥ 1.
 * @param outputs - Length after, ≥ 1.
 * @param kernel - `triangle` is `linear`, but when it shrinks, its filter grows with the step, which antialiases.
 */
export function resampleTaps(inputs: number, outputs: number, kernel: ResampleKernel | 'triangle'): Taps {
  const step = inputs / outputs;
  const sample = (output: number) => (output + 0.5) * step - 0.5;
  if (kernel === 'nearest') {
    const nearest = (output: number) => Math.floor(((output + 0.5) * inputs) / outputs);
    return makeTaps(inputs, outputs, 1, nearest, () => 1);
  }
  if (kernel === 'triangle') {
    const reach = Math.max(1, step);
    return makeTaps(
      inputs,
      outputs,
      Math.ceil(2 * reach) + 1,
      (output) => Math.ceil(sample(output) - reach),
      (output, position) => Math.max(0, 1 - Math.abs(position - sample(output)) / reach),
    );
  }
  if (kernel === 'area' && step > 1) {
    // A new pixel covers [output · step, (output + 1) · step) of the old ones.
    const covered = (output: number, position: number) =>
      Math.max(0, Math.min(position + 1, (output + 1) * step) - Math.max(position, output * step));
    return makeTaps(inputs, outputs, Math.ceil(step) + 1, (output) => Math.floor(output * step), covered);
  }
  const { radius, weight } = INTERPOLATIONS[kernel === 'area' ? 'linear' : kernel];
  return makeTaps(
    inputs,
    outputs,
    2 * radius,
    (output) => Math.floor(sample(output)) - radius + 1,
    (output, position) => weight(position - sample(output)),
  );
}

/** @returns The image at another size. */
export function resize(
  image: Colours,
  width: number,
  height: number,
  kernel: ResampleKernel | 'triangle',
): Colours {
  const across = resampleTaps(image.width, width, kernel);
  const down = resampleTaps(image.height, height, kernel);
  return { data: filterSeparable(image.data, image.width, 3, across, down), width, height };
}

/** @returns The picture at another size, rounded. */
export function resample(canvas: Canvas, width: number, height: number, kernel: ResampleKernel): Canvas {
  return toPixels(resize(toColours(canvas), width, height, kernel));
}
