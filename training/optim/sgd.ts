/** @file Stochastic gradient descent with momentum, plain or Nesterov's (as PyTorch's SGD, without dampening). */
import { add, mul, sub } from '../graph/ops/index.ts';
import { decayGradient } from './decay.ts';
import type { Optimiser, OptimiserResult } from './optimiser.ts';

export interface SgdOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** L2: added to the gradient, before momentum. */
  readonly weightDecay?: number;
}

/**
 * g ← g + decay·p; b ← μ·b + g; p ← p − lr·b, or with Nesterov p ← p − lr·(g + μ·b).
 *
 * @throws RangeError for Nesterov without momentum.
 */
export function sgd(options: SgdOptions = {}): Optimiser {
  const { momentum = 0.9, nesterov = false, weightDecay = 0 } = options;
  if (nesterov && momentum === 0) throw new RangeError('Nesterov needs a momentum above 0');
  return {
    name: 'sgd',
    slots: momentum === 0 ? [] : ['momentum'],
    scalars: ['rate'],
    scalarsAt: (_, learningRate) => ({ rate: learningRate }),
    build: ({ parameters, gradient, slots, scalars, decayed }): OptimiserResult => {
      const pulled = weightDecay === 0 ? gradient : decayGradient(gradient, parameters, decayed, weightDecay);
      if (momentum === 0) return { parameters: sub(parameters, mul(pulled, scalars.rate)), slots: {} };
      const velocity = add(mul(slots.momentum, momentum), pulled);
      const move = nesterov ? add(pulled, mul(velocity, momentum)) : velocity;
      return { parameters: sub(parameters, mul(move, scalars.rate)), slots: { momentum: velocity } };
    },
  };
}
