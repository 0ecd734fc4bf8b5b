/**
 * @file What `door-embedder` starts from: a public-domain recogniser without the blocks that it can best do without.
 */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'trimmed-teacher',
  about: 'dlib’s recogniser less two blocks, taught by the whole one to embed as it does',
  seed: 1,
  // A seventh of its time and a third of its size; no other two cost less of what it knows.
  net: { kind: 'dlib-residual', without: ['conv128_2', 'conv256_2'] },
  // `npm run training -- teach --embedder packed/face-api.onnx`
  init: 'face-api.onnx',
  initWeightsOnly: true,
  alignment: { template: 'dlib-chip', margin: 0 },
  datasets: [['dfdc'], ['lfw'], ['celeba-wild', 'celeba-half', 'celeba-64']],
  // The layers at full resolution cost most and are held.
  freeze: ['^conv32'],
  sampler: {
    kind: 'label-balanced',
    people: 20,
    realsPerPerson: 2,
    fakesPerPerson: 1,
    ownFakes: true,
    made: null,
    shares: [0.35, 0.3, 0.35],
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
  losses: [{ kind: 'distillation', weight: 4, form: 'cosine', targets: 'raw' }],
  optimiser: { kind: 'adamw', weightDecay: 0.01 },
  clipNorm: 1,
  averageDecay: 0.98,
  schedule: { kind: 'cosine', rate: 3e-4, floor: 1e-6, warmUpSteps: 30 },
  steps: 350,
  validation: { everySteps: 350, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 100,
  logEverySteps: 25,
} satisfies TrainConfig;
