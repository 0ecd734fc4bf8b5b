/** @file A fake detector for the kiosk: real deepfakes and fakes made here, each beside its real image. */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'door-fake-detector',
  about: 'the layers of a network that knows pictures, trained to tell real faces from fakes',
  seed: 1,
  // From a random start it learns nothing in as many steps. Its layers bind it to no size.
  net: { kind: 'imported', inputSize: 144, head: { outputSize: 1 } },
  // training/README.md says where it comes from.
  init: 'mobilenet-v1-pw11.onnx',
  // The stem and two blocks, which cost most and know edges already.
  freeze: ['^L\\.[012]\\.'],
  // The whole head: fakes show where they are blended in.
  alignment: { template: 'dlib-chip', margin: 0 },
  // `fakes --dataset packed/X --out packed/X-fakes`: self-blended images and swaps of their real images.
  datasets: [['dfdc', 'dfdc-fakes'], ['lfw-fakes'], ['celeba-wild-fakes']],
  sampler: {
    kind: 'real-fake',
    pairs: 16,
    sameClip: true,
    ownFakes: true,
    made: null,
    shares: [0.6, 0.24, 0.16],
  },
  // Strong, since a door's camera is none of those that made the data.
  augment: {
    flip: { probability: 0.5 },
    colour: { probability: 0.4, jitter: { brightness: 0.3, contrast: 0.3, saturation: 0.3 } },
    gray: { probability: 0.05 },
    blur: { probability: 0.15, kernelPx: [3, 5] },
    noise: { probability: 0.15, variance: [10, 50] },
    jpeg: { probability: 0.4, quality: [45, 95] },
    lowResolution: { probability: 0.2, scale: [0.5, 1] },
    view: { probability: 0.5, shift: 0.04, scale: 0.08, rotateDeg: 8 },
    misalign: { probability: 0.5, sigmaPx: [0, 1.5] },
  },
  losses: [{ kind: 'balanced-bce', weight: 1 }],
  optimiser: { kind: 'adamw', weightDecay: 0.02 },
  clipNorm: 1,
  averageDecay: 0.998,
  schedule: { kind: 'cosine', rate: 4e-4, floor: 1e-6, warmUpSteps: 100 },
  steps: 6_000,
  validation: { everySteps: 1_000, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 100,
  logEverySteps: 25,
} satisfies TrainConfig;
