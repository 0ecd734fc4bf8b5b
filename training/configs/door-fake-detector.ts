/** @file The fake detector that the kiosk ships with: a third and longer round, which still made it better. */
import type { TrainConfig } from '../train/config.ts';
import secondFakeDetector from './second-fake-detector.ts';

export default {
  ...secondFakeDetector,
  name: 'door-fake-detector',
  about:
    'the shipped fake detector: a recogniser’s first layers, trained to tell real faces from fakes, in three rounds',
  // `export --run runs/second-fake-detector --name second-fake-detector --models packed`
  init: 'second-fake-detector.onnx',
  schedule: { kind: 'cosine', rate: 6e-4, floor: 1e-6, warmUpSteps: 50 },
  steps: 4_800,
} satisfies TrainConfig;
