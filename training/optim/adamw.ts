/**
 * @file AdamW: Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101, algorithm 2; the decay is
 * multiplied by the learning rate, as everywhere in practice).
 */
import { add, div, mul, sqrt, square, sub } from '../graph/ops/index.ts';
import { decayWeights } from './decay.ts';
import type { Optimiser } from './optimiser.ts';

export interface AdamWOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** 0 makes it plain Adam. */
  readonly weightDecay?: number;
}

/**
 * m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p·(1 − lr·decay) − lr/(1−β₁ᵗ) · m/(√(v/(1−β₂ᵗ)) + ε).
 */
export function adamW(options: AdamWOptions = {}): Optimiser {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 1e-2 } = options;
  return {
    name: 'adamw',
    slots: ['mean', 'square'],
    scalars: ['rate', 'correction', 'decay'],
    scalarsAt: (step, learningRate) => ({
      rate: learningRate / (1 - beta1 ** step),
      correction: 1 / (1 - beta2 ** step),
      decay: learningRate * weightDecay,
    }),
    build: ({ parameters, gradient, slots, scalars, decayed }) => {
      const mean = add(mul(slots.mean, beta1), mul(gradient, 1 - beta1));
      const meanSquare = add(mul(slots.square, beta2), mul(square(gradient), 1 - beta2));
      const scale = add(sqrt(mul(meanSquare, scalars.correction)), epsilon);
      const kept = decayWeights(parameters, decayed, weightDecay === 0 ? null : scalars.decay);
      return {
        parameters: sub(kept, mul(div(mean, scale), scalars.rate)),
        slots: { mean, square: meanSquare },
      };
    },
  };
}
