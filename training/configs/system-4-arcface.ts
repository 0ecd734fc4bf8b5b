/** @file System 4, metric learning (docs/sources.md #43): sub-centre ArcFace with three centres and 28.6°. */
import { CGS } from '../augment/recipes.ts';
import { SUB_CENTRE_RECIPE } from '../losses/arc-face.ts';
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'system-4-arcface',
  about: 'sub-centre ArcFace, as system 4 trained it',
  seed: 42,
  // InceptionResNet-v1 at 160² in system 4.
  net: { kind: 'resnet-18', inputSize: 112, embeddingSize: 512 },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['lfw'], ['celeba-wild', 'celeba-half', 'celeba-64']],
  sampler: { kind: 'm-per-class', batch: 64, m: 4 },
  augment: CGS,
  losses: [{ kind: 'arc-face', weight: 1, ...SUB_CENTRE_RECIPE }],
  optimiser: { kind: 'adamw', weightDecay: 1e-2 },
  clipNorm: null,
  averageDecay: null,
  schedule: { kind: 'plateau', rate: 1e-3, factor: 0.2, patience: 4 },
  steps: 12_000,
  validation: { everySteps: 500, pairsPerKind: 2_000 },
  earlyStop: { patience: 7, delta: 0.01 },
  checkpointEverySteps: 500,
  logEverySteps: 50,
} satisfies TrainConfig;
