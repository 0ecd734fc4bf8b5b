/**
 * @file System 0's final recipe (docs/sources.md #56): ResNet-18 with the fake-aware loss on raw embeddings, margin 1,
 * λ 1.
 */
import { SYSTEM_0 } from '../augment/recipes.ts';
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'system-0-kryptonite',
  about: 'triplet(a, p, n) + λ·triplet(a, p, fake) on ResNet-18, as system 0 trained it',
  seed: 0,
  net: { kind: 'resnet-18', inputSize: 224, embeddingSize: 512 },
  // `prepare --frames`: whole photos, which this shows whole.
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['dfdc-frames']],
  // 4 labels × 9 images; which are real and which fake is left to chance.
  sampler: { kind: 'parity', labels: 4, instances: 9 },
  // cutout of .5 as in its runs, flip .5.
  augment: SYSTEM_0,
  losses: [
    {
      kind: 'quadruplet',
      weight: 1,
      margin: 1,
      fakeWeight: 1,
      embeddings: 'raw',
      mining: { kind: 'random', fakesOf: 'same-person', skipIncomplete: true },
    },
  ],
  optimiser: { kind: 'sgd', momentum: 0.9 },
  clipNorm: null,
  averageDecay: null,
  schedule: { kind: 'constant', rate: 1e-4 },
  steps: 5_000,
  validation: { everySteps: 200, pairsPerKind: 2_000 },
  // 11 bad epochs in system 0.
  earlyStop: { patience: 11 },
  checkpointEverySteps: 200,
  logEverySteps: 20,
} satisfies TrainConfig;
