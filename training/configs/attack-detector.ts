/**
 * @file A passive attack detector for the kiosk: simulated prints and screens, each beside its person.
 */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'attack-detector',
  about:
    'the layers of a network that knows pictures, trained to tell people from simulated prints and screens of them',
  role: 'attack-detector',
  seed: 1,
  net: { kind: 'imported', inputSize: 112, head: { outputSize: 1 } },
  // training/README.md says where it comes from.
  init: 'mobilenet-v1-pw11.onnx',
  // As loose as the packed crops allow with some room for shifts: borders show beside the face.
  alignment: { template: 'arcface-112', margin: 0.2 },
  // `attacks --dataset packed/X --out packed/X-attacks`: their cameras have blurred, noised and compressed all already.
  datasets: [['dfdc-attacks'], ['lfw-attacks'], ['celeba-wild-attacks']],
  sampler: {
    kind: 'real-fake',
    pairs: 16,
    sameClip: true,
    ownFakes: true,
    made: null,
    shares: [0.3, 0.3, 0.4],
  },
  augment: {
    flip: { probability: 0.5 },
    colour: { probability: 0.3, jitter: { brightness: 0.2, contrast: 0.15, saturation: 0.15 } },
    blur: { probability: 0.1, kernelPx: [3, 3] },
    noise: { probability: 0.1, variance: [5, 30] },
    jpeg: { probability: 0.2, quality: [55, 95] },
    view: { probability: 0.6, shift: 0.04, scale: 0.08, rotateDeg: 8 },
    misalign: { probability: 0.5, sigmaPx: [0, 1.5] },
  },
  losses: [{ kind: 'balanced-bce', weight: 1 }],
  optimiser: { kind: 'adamw', weightDecay: 0.02 },
  clipNorm: 1,
  averageDecay: 0.995,
  schedule: { kind: 'cosine', rate: 8e-4, floor: 1e-6, warmUpSteps: 50 },
  steps: 900,
  validation: { everySteps: 450, pairsPerKind: 1_000 },
  earlyStop: null,
  checkpointEverySteps: 100,
  logEverySteps: 25,
} satisfies TrainConfig;
