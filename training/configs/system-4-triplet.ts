/** @file System 4, triplets (docs/sources.md #36): cosine, margin .2, over the hard ones, batch 128, 4 per person. */
import { CGS } from '../augment/recipes.ts';
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'system-4-triplet',
  about: 'cosine triplets, mean over those that are not zero, as system 4 trained them',
  seed: 42,
  net: { kind: 'resnet-18', inputSize: 112, embeddingSize: 512 },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['lfw'], ['celeba-wild', 'celeba-half', 'celeba-64']],
  sampler: { kind: 'm-per-class', batch: 128, m: 4 },
  augment: CGS,
  losses: [
    {
      kind: 'cosine-triplet',
      weight: 1,
      margin: 0.2,
      embeddings: 'raw',
      mining: { kind: 'hard', fakesOf: 'same-person' },
    },
  ],
  optimiser: { kind: 'adamw', weightDecay: 0 },
  clipNorm: null,
  averageDecay: null,
  schedule: { kind: 'plateau', rate: 1e-3, factor: 0.2, patience: 4 },
  steps: 6_000,
  validation: { everySteps: 250, pairsPerKind: 2_000 },
  earlyStop: { patience: 6, delta: 0.01 },
  checkpointEverySteps: 250,
  logEverySteps: 25,
} satisfies TrainConfig;
