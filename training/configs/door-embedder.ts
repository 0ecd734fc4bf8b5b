/**
 * @file The embedder that the kiosk ships with: a public-domain recogniser that learnt to tell people from their
 * fakes.
 */
import type { TrainConfig } from '../train/config.ts';
import trimmedTeacher from './trimmed-teacher.ts';

export default {
  ...trimmedTeacher,
  name: 'door-embedder',
  about: 'the shipped embedder: trained on quadruplets with fakes, and held near the recogniser that it was',
  // `export --run runs/trimmed-teacher --name trimmed-teacher --models packed`
  init: 'trimmed-teacher.onnx',
  initWeightsOnly: false,
  // 60 rows: two reals and a fake, where there is one, of each of 20 people; most from dfdc, which has fakes. A single
  // photo serves too: the teacher knows it, and its own mirror image is a positive.
  sampler: { ...trimmedTeacher.sampler, shares: [0.45, 0.2, 0.35] },
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
  averageDecay: 0.995,
  schedule: { kind: 'cosine', rate: 3e-4, floor: 1e-6, warmUpSteps: 50 },
  steps: 1_400,
  validation: { everySteps: 700, pairsPerKind: 1_000 },
} satisfies TrainConfig;
