/** @file System 4, classification (docs/sources.md #60): EfficientNet with batch norm and a linear classifier. */
import { CGS } from '../augment/recipes.ts';
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'system-4-cross-entropy',
  about: 'a classifier over people, whose last layer is dropped, as system 4 trained its CE-Eff',
  seed: 42,
  net: { kind: 'efficient-net', inputSize: 112, embeddingSize: 512 },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['lfw'], ['celeba-wild', 'celeba-half', 'celeba-64']],
  sampler: { kind: 'm-per-class', batch: 64, m: 4 },
  augment: CGS,
  losses: [{ kind: 'classifier', weight: 1 }],
  optimiser: { kind: 'adamw', weightDecay: 0 },
  clipNorm: null,
  averageDecay: null,
  schedule: { kind: 'plateau', rate: 1e-3, factor: 0.2, patience: 4 },
  steps: 20_000,
  validation: { everySteps: 500, pairsPerKind: 2_000 },
  earlyStop: { patience: 7, delta: 0.01 },
  checkpointEverySteps: 500,
  logEverySteps: 50,
} satisfies TrainConfig;
