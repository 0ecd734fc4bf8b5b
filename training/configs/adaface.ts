/** @file AdaFace's own recipe (docs/sources.md #62): SGD .1, ÷10 three times, quality-adaptive margin. */
import { ADAFACE } from '../augment/recipes.ts';
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'adaface',
  about: 'AdaFace with its published constants, on IR-18 instead of IR-101',
  seed: 0,
  net: { kind: 'improved-residual', depth: 18, inputSize: 112, embeddingSize: 512 },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['lfw'], ['celeba-wild', 'celeba-half', 'celeba-64']],
  // 512 in AdaFace.
  sampler: { kind: 'm-per-class', batch: 64, m: 2 },
  augment: ADAFACE,
  losses: [{ kind: 'ada-face', weight: 1, scale: 64, margin: 0.4, concentration: 0.333 }],
  optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  clipNorm: 5,
  averageDecay: null,
  // Epochs 12, 20 and 24 of 26 in AdaFace.
  schedule: {
    kind: 'multi-step',
    rate: 0.1,
    milestones: [{ epoch: 12 }, { epoch: 20 }, { epoch: 24 }],
    warmUpSteps: 500,
  },
  steps: 20_000,
  validation: { everySteps: 500, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 500,
  logEverySteps: 50,
} satisfies TrainConfig;
