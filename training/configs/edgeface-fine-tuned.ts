/**
 * @file EdgeFace-XS taught to keep a person's fakes away: `triplet(a, p, n) + λ·triplet(a, p, fake)` on quadruplets,
 * held near what it was.
 */
import edgeface from '../imports/edgeface-xs.ts';
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'edgeface-fine-tuned',
  about: 'the shipped recogniser, taught on quadruplets with fakes and held near what it was',
  seed: 1,
  net: { kind: 'imported' },
  // In 8 bits, as a fresh clone has it.
  init: 'edgeface-xs.onnx',
  terms: { licence: edgeface.licence, notes: edgeface.notes },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['dfdc'], ['lfw'], ['celeba-wild', 'celeba-half']],
  // The last stage and the head are free. What is held is computed once, for the network and for its start.
  freeze: ['^model\\.(stem|stages\\.[012])\\.'],
  // 60 rows: two reals and a fake, where there is one, of each of 20 people; most from dfdc, which has fakes. A single
  // photo serves too: its own mirror image is a positive.
  sampler: {
    kind: 'label-balanced',
    people: 20,
    realsPerPerson: 2,
    fakesPerPerson: 1,
    ownFakes: true,
    made: null,
    shares: [0.45, 0.2, 0.35],
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
    // Keeps a fake as far from its person as a stranger. λ 1 beat 0.3 over 50,000 images: training/README.md.
    {
      kind: 'quadruplet',
      weight: 1,
      margin: 0.3,
      fakeWeight: 1,
      embeddings: 'unit',
      mining: { kind: 'random', fakesOf: 'same-person' },
    },
    { kind: 'held', weight: 4 },
  ],
  optimiser: { kind: 'adamw', weightDecay: 0.01 },
  clipNorm: 1,
  averageDecay: 0.995,
  schedule: { kind: 'cosine', rate: 2e-4, floor: 1e-6, warmUpSteps: 50 },
  // 500,000 images.
  steps: 8_334,
  validation: { everySteps: 834, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 50,
  logEverySteps: 25,
} satisfies TrainConfig;
