/** @file The fake detector that the kiosk ships with: a second round of the first one, from the highest rate again. */
import type { TrainConfig } from '../train/config.ts';
import firstFakeDetector from './first-fake-detector.ts';

export default {
  ...firstFakeDetector,
  name: 'door-fake-detector',
  about:
    'the shipped fake detector: a recogniser’s first layers, trained to tell real faces from fakes, in two rounds',
  // `export --run runs/first-fake-detector --name first-fake-detector --models packed`
  init: 'first-fake-detector.onnx',
  // More of the fakes that are made here than in the first round.
  sampler: { ...firstFakeDetector.sampler, shares: [0.6, 0.24, 0.16] },
  schedule: { kind: 'cosine', rate: 5e-4, floor: 1e-6, warmUpSteps: 50 },
  steps: 2_400,
  validation: { everySteps: 1_200, pairsPerKind: 2_000 },
} satisfies TrainConfig;
