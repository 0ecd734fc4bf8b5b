/** @file The next embedder, in the making: a public-domain recogniser that learns to tell people from their fakes. */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'held-embedder',
  about: 'dlib’s recogniser, trained further on quadruplets with fakes and held near what it was',
  seed: 1,
  net: { kind: 'dlib-residual' },
  // `npm run training -- teach --embedder packed/face-api.onnx`: knows faces already, and nothing of fakes.
  init: 'face-api.onnx',
  alignment: { template: 'dlib-chip', margin: 0 },
  datasets: [['dfdc'], ['lfw'], ['celeba-wild', 'celeba-half', 'celeba-64']],
  // 60 rows: two reals and a fake, where there is one, of each of 20 people; most from dfdc, which has fakes.
  // The layers at full resolution cost most and are held.
  freeze: ['^conv32'],
  sampler: {
    kind: 'label-balanced',
    people: 20,
    realsPerPerson: 2,
    fakesPerPerson: 1,
    ownFakes: true,
    made: null,
    shares: [0.6, 0.2, 0.2],
    // A single photo serves too: the teacher knows it, and its own mirror image is a positive.
    leastReals: 1,
  },
  augment: {
    flip: { probability: 0.5 },
    colour: { probability: 0.4, jitter: { brightness: 0.3, contrast: 0.3, saturation: 0.3 } },
    gray: { probability: 0.05 },
    blur: { probability: 0.1, kernelPx: [3, 5] },
    noise: { probability: 0.1, variance: [10, 50] },
    jpeg: { probability: 0.3, quality: [50, 95] },
    lowResolution: { probability: 0.1, scale: [0.5, 1] },
    view: { probability: 0.5, shift: 0.02, scale: 0.04, rotateDeg: 5 },
    misalign: { probability: 0.5, sigmaPx: [0, 1.5] },
  },
  losses: [
    // Keeps a fake as far from its person as a stranger.
    {
      kind: 'quadruplet',
      weight: 1,
      margin: 0.3,
      fakeWeight: 1,
      embeddings: 'unit',
      mining: { kind: 'random', fakesOf: 'same-person' },
    },
    // What it knows must not be lost: alone, the other loss made strangers pass five times as often.
    { kind: 'distillation', weight: 4, form: 'cosine', targets: 'raw' },
  ],
  optimiser: { kind: 'adamw', weightDecay: 0.01 },
  clipNorm: 1,
  averageDecay: 0.99,
  schedule: { kind: 'cosine', rate: 3e-4, floor: 1e-6, warmUpSteps: 50 },
  steps: 640,
  validation: { everySteps: 640, pairsPerKind: 400 },
  earlyStop: null,
  checkpointEverySteps: 100,
  logEverySteps: 20,
} satisfies TrainConfig;
