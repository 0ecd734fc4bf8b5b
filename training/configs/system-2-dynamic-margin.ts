/** @file System 2 (docs/sources.md #58): IR-101, dynamic margin, AdamW 5e-6, plateau on the EER every 100 batches. */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'system-2-dynamic-margin',
  about: 'dynamic margin on IR-101, as system 2 meant to fine-tune it; start it with --init',
  seed: 0,
  net: { kind: 'improved-residual', depth: 101, inputSize: 112, embeddingSize: 512 },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['dfdc']],
  sampler: { kind: 'm-per-class', batch: 32, m: 4 },
  augment: {},
  losses: [
    {
      kind: 'adaptive-margin',
      weight: 1,
      scale: 64,
      base: 0.35,
      adaptation: 0.1,
      embeddings: 'unit',
      mining: { kind: 'random', fakesOf: 'same-person' },
    },
  ],
  optimiser: { kind: 'adamw', weightDecay: 1e-2 },
  clipNorm: null,
  averageDecay: null,
  schedule: { kind: 'plateau', rate: 5e-6, factor: 0.5, patience: 10, threshold: 1e-4 },
  steps: 2_000,
  validation: { everySteps: 100, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 100,
  logEverySteps: 20,
} satisfies TrainConfig;
