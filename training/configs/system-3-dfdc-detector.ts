/**
 * @file System 3, the frame detector of DFDC's winner (docs/sources.md #61): EfficientNet, balanced BCE, SGD with poly
 * decay.
 */
import { DFDC_HARDCORE } from '../augment/recipes.ts';
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'system-3-dfdc-detector',
  about: 'EfficientNet against deepfakes with DFDC’s hardcore augmentations, at B0 size instead of B7',
  seed: 0,
  // B7 at 380² in system 3.
  net: { kind: 'efficient-net', inputSize: 160, embeddingSize: 1 },
  // A third of the face on each side in system 3 (docs/sources.md #14); the packed crops end at 24/112.
  alignment: { template: 'arcface-112', margin: 24 / 112 },
  datasets: [['dfdc']],
  sampler: { kind: 'real-fake', pairs: 12, ownFakes: true, made: null },
  augment: DFDC_HARDCORE,
  losses: [{ kind: 'balanced-bce', weight: 1 }],
  optimiser: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4 },
  clipNorm: 1,
  averageDecay: null,
  schedule: { kind: 'polynomial', rate: 0.01, power: 0.9 },
  steps: 100_500,
  validation: { everySteps: 2_500, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 500,
  logEverySteps: 50,
} satisfies TrainConfig;
