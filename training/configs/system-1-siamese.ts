/** @file System 1's Siamese idea with its pairs and its loss mended (docs/sources.md #40): contrastive, m = 1. */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'system-1-siamese',
  about: 'contrastive loss on pairs, the mended form of system 1’s Siamese network',
  seed: 0,
  net: { kind: 'mobile-face-net', inputSize: 112, embeddingSize: 64 },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['dfdc']],
  sampler: { kind: 'm-per-class', batch: 32, m: 4 },
  augment: { flip: { probability: 0.5 } },
  losses: [
    {
      kind: 'contrastive',
      weight: 1,
      margin: 1,
      embeddings: 'unit',
      mining: { kind: 'random', fakesOf: 'same-person' },
    },
  ],
  optimiser: { kind: 'adamw', weightDecay: 0 },
  clipNorm: null,
  averageDecay: null,
  schedule: { kind: 'constant', rate: 1e-3 },
  steps: 3_000,
  validation: { everySteps: 200, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 200,
  logEverySteps: 20,
} satisfies TrainConfig;
