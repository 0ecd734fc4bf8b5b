/** @file The sweeps that come with the program: system 0's questions, asked of one small network. */
import doorFakeDetector from '../configs/door-fake-detector.ts';
import edgeface from '../configs/edgeface-fine-tuned.ts';
import type { LossTerm, TrainConfig } from '../train/config.ts';
import type { Sweep } from './sweep.ts';

/** Without what holds it near its start. */
const [QUADRUPLET_LOSS]: readonly LossTerm[] = edgeface.losses;

/** A small network from a random start. */
const AFRESH: TrainConfig = {
  name: 'experiment',
  about: 'one variant of an experiment',
  seed: 1,
  net: { kind: 'slim-resnet', inputSize: 64, embeddingSize: 128, neck: 'pool' },
  alignment: { template: 'arcface-112', margin: 0 },
  datasets: [['dfdc']],
  sampler: {
    kind: 'label-balanced',
    people: 9,
    realsPerPerson: 2,
    fakesPerPerson: 2,
    ownFakes: true,
    made: null,
  },
  augment: {
    flip: { probability: 0.5 },
    colour: { probability: 0.3, jitter: { brightness: 0.2, contrast: 0.2, saturation: 0.2 } },
    view: { probability: 0.5, shift: 0.03, scale: 0.05, rotateDeg: 5 },
  },
  losses: [QUADRUPLET_LOSS],
  optimiser: { kind: 'adamw', weightDecay: 0.02 },
  clipNorm: 5,
  averageDecay: 0.99,
  schedule: { kind: 'cosine', rate: 2e-3, floor: 1e-5, warmUpSteps: 100 },
  steps: 1_500,
  validation: { everySteps: 500, pairsPerKind: 1_000 },
  earlyStop: null,
  checkpointEverySteps: 100,
  logEverySteps: 25,
};

/**
 * Like system 0 it starts from a network that knows faces and asks what a loss makes of it on DFDC's people. Small
 * enough for a few minutes on two cores.
 */
const BASE: TrainConfig = {
  ...AFRESH,
  ...{ net: edgeface.net, init: edgeface.init, freeze: edgeface.freeze, alignment: edgeface.alignment },
  // A few hundred people are too few to know faces by: real images keep the embeddings that they had.
  losses: [QUADRUPLET_LOSS, { kind: 'held', weight: 4 }],
  clipNorm: 1,
  schedule: { kind: 'cosine', rate: 3e-4, floor: 1e-6, warmUpSteps: 50 },
  steps: 300,
  validation: { everySteps: 300, pairsPerKind: 1_000 },
};

const cutout = (part: string): string[] => [`augment.cutout={"probability":0.5,"part":"${part}"}`];
const QUADRUPLET = 'losses.0';

export const SWEEPS: Readonly<Record<string, Sweep>> = {
  'fake-term': {
    about: "system 0's claim: does the fake term keep fakes out, and what does it cost?",
    base: BASE,
    variants: [
      { name: 'triplet only', changes: [`${QUADRUPLET}.fakeWeight=0`] },
      { name: 'triplet + fake', changes: [] },
    ],
  },
  lambda: {
    about: 'weight of the fake term (docs/sources.md #64)',
    base: BASE,
    variants: [
      ...[0, 0.01, 0.1, 1].map((weight) => ({
        name: `λ ${weight}`,
        changes: [`${QUADRUPLET}.fakeWeight=${weight}`],
      })),
      {
        name: 'λ 1 + cosine head',
        changes: [`losses=${JSON.stringify([...BASE.losses, { kind: 'cosine-head', weight: 1 }])}`],
      },
    ],
  },
  cutout: {
    about: 'which part of the face is blacked out in training (docs/sources.md #65)',
    base: { ...BASE, augment: { ...BASE.augment, cutout: { probability: 0, part: 'any' } } },
    variants: [
      { name: 'none', changes: [] },
      ...['mouth', 'nose', 'eyes'].map((part) => ({ name: part, changes: cutout(part) })),
    ],
  },
  losses: {
    about: 'which loss shapes the space',
    base: BASE,
    variants: [
      { name: 'quadruplet', changes: [] },
      { name: 'quadruplet, not held', changes: [`losses=${JSON.stringify([QUADRUPLET_LOSS])}`] },
      { name: 'quadruplet, soft', changes: [`${QUADRUPLET}.margin=null`] },
      {
        name: 'quadruplet + ArcFace',
        changes: [
          `losses=${JSON.stringify([...BASE.losses, { kind: 'arc-face', weight: 0.2, scale: 24, margin: 0.3 }])}`,
        ],
      },
      {
        name: 'adaptive margin',
        changes: [
          `losses=${JSON.stringify([
            {
              ...{ kind: 'adaptive-margin', weight: 1, embeddings: 'unit' },
              mining: { kind: 'random', fakesOf: 'same-person' },
            },
          ])}`,
        ],
      },
    ],
  },
  models: {
    about: 'which network, from a random start, at the same number of steps',
    base: AFRESH,
    variants: [
      { name: 'slim ResNet', changes: [] },
      { name: 'slim ResNet, flat', changes: ['net.neck="flat"'] },
      { name: 'ResNet-18', changes: ['net={"kind":"resnet-18","inputSize":64,"embeddingSize":128}'] },
      {
        name: 'MobileFaceNet',
        changes: ['net={"kind":"mobile-face-net","inputSize":64,"embeddingSize":128}'],
      },
      {
        name: 'EfficientNet-B0',
        changes: ['net={"kind":"efficient-net","inputSize":64,"embeddingSize":128}'],
      },
    ],
  },
  'fake-sources': {
    about:
      'what a fake detector learns from: real deepfakes, self-blended images and swaps made here, or all',
    base: { ...doorFakeDetector, steps: 400, validation: { everySteps: 400, pairsPerKind: 1_000 } },
    measureOn: ['dfdc', 'dfdc-fakes', 'lfw-fakes', 'celeba-wild-fakes'],
    variants: [
      { name: 'deepfakes of dfdc', changes: ['datasets=[["dfdc"]]', 'sampler.shares=[1]'] },
      {
        name: 'made here',
        changes: [
          'datasets=[["dfdc-fakes"],["lfw-fakes"],["celeba-wild-fakes"]]',
          'sampler.shares=[0.6,0.25,0.15]',
        ],
      },
      { name: 'all', changes: [] },
      { name: 'all, not beside their reals', changes: ['sampler.sameClip=false'] },
    ],
  },
  mining: {
    about: 'whose fakes are mined, and how hard',
    base: BASE,
    variants: (['same-person', 'other-person', 'anybody'] as const).flatMap((fakesOf) =>
      [
        { kind: 'random', fakesOf },
        { kind: 'hard', fakesOf, negatives: 'semi-hard' },
        { kind: 'hard', fakesOf, negatives: 'hardest' },
      ].map((mining) => ({
        name: `${fakesOf}, ${mining.negatives ?? mining.kind}`,
        changes: [`${QUADRUPLET}.mining=${JSON.stringify(mining)}`],
      })),
    ),
  },
};
