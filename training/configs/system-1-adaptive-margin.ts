/** @file System 1's ResNet-18 (docs/sources.md #39): adaptive margin on triplets, 128-d, Adam 1e-2, batch 128. */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'system-1-adaptive-margin',
  about: 'adaptive margin on triplets, ResNet-18, as system 1 trained it',
  seed: 0,
  net: { kind: 'resnet-18', inputSize: 112, embeddingSize: 128 },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['dfdc']],
  sampler: { kind: 'm-per-class', batch: 128, m: 4 },
  augment: { flip: { probability: 0.5 } },
  losses: [
    {
      kind: 'adaptive-margin',
      weight: 1,
      scale: 64,
      base: 0.35,
      adaptation: 0.1,
      embeddings: 'raw',
      mining: { kind: 'random', fakesOf: 'same-person' },
    },
  ],
  optimiser: { kind: 'adamw', weightDecay: 0 },
  clipNorm: null,
  averageDecay: null,
  schedule: { kind: 'constant', rate: 1e-2 },
  steps: 2_000,
  validation: { everySteps: 200, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 200,
  logEverySteps: 20,
} satisfies TrainConfig;
