/** @file Makes the sampler that a configuration names. */
import type { SamplerConfig } from './config.ts';
import { createLabelBalancedSampler } from './label-balanced.ts';
import { createMPerClassSampler, createParitySampler } from './parity.ts';
import type { Pool } from './pool.ts';
import { createRealFakeSampler } from './real-fake.ts';
import type { Sampler } from './types.ts';

/**
 * @param pools - From `createPools`.
 * @param seed - The same seed gives the same batches, step by step.
 * @throws RangeError that names the knob that does not fit, or says which images are missing.
 */
export function createSampler(pools: readonly Pool[], config: SamplerConfig, seed: number): Sampler {
  switch (config.kind) {
    case 'label-balanced':
      return createLabelBalancedSampler(pools, config, seed);
    case 'parity':
      return createParitySampler(pools, config, seed);
    case 'm-per-class':
      return createMPerClassSampler(pools, config, seed);
    case 'real-fake':
      return createRealFakeSampler(pools, config, seed);
  }
}
