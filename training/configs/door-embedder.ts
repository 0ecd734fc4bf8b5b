/** @file The embedder that the kiosk ships with: the fake-aware loss beside a teacher's embeddings, on everything. */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'door-embedder',
  about: 'the shipped embedder: quadruplets with mined fakes, and the embeddings of a teacher',
  seed: 1,
  // All positions of the last map count; 64² sees three times as many faces in the same time as 112².
  net: { kind: 'slim-resnet', inputSize: 64, embeddingSize: 128, neck: 'flat' },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['dfdc'], ['lfw'], ['celeba-wild', 'celeba-half', 'celeba-64']],
  // 60 rows: two reals and a fake, where there is one, of each of 20 people; a third from dfdc, which has fakes.
  sampler: {
    kind: 'label-balanced',
    people: 20,
    realsPerPerson: 2,
    fakesPerPerson: 1,
    ownFakes: true,
    // Made fakes cost as much time as the training step; they belong to longer runs.
    made: null,
    shares: [0.3, 0.2, 0.5],
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
    lowResolution: { probability: 0.15, scale: [0.4, 1] },
    crop: { probability: 0.15, area: [0.5, 1], aspect: [0.75, 1.333] },
    view: { probability: 0.5, shift: 0.03, scale: 0.05, rotateDeg: 6 },
    misalign: { probability: 0.5, sigmaPx: [0, 2] },
  },
  losses: [
    // Keeps a fake as far from its person as a stranger; hardest companions of each batch.
    {
      kind: 'quadruplet',
      weight: 1,
      margin: 0.3,
      fakeWeight: 1,
      embeddings: 'unit',
      mining: { kind: 'hard', fakesOf: 'anybody', negatives: 'semi-hard' },
    },
    // Gives the space its shape in an hour, where labels alone would take days.
    { kind: 'distillation', weight: 1, form: 'squared', targets: 'standardised' },
  ],
  optimiser: { kind: 'adamw', weightDecay: 0.02 },
  clipNorm: 5,
  averageDecay: 0.999,
  schedule: { kind: 'cosine', rate: 2e-3, floor: 1e-5, warmUpSteps: 200 },
  steps: 2_400,
  validation: { everySteps: 800, pairsPerKind: 1_000 },
  earlyStop: null,
  checkpointEverySteps: 100,
  logEverySteps: 20,
} satisfies TrainConfig;
