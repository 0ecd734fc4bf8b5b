/**
 * @file Self-blended images (docs/sources.md #53): a fake detector that sees no fakes but those made of its own real
 * images.
 */
import type { TrainConfig } from '../train/config.ts';

export default {
  name: 'self-blended-detector',
  about: 'a fake detector from real images alone, after Shiohara & Yamasaki',
  seed: 0,
  // EfficientNet-B4 at 380² in the paper (docs/sources.md #55).
  net: { kind: 'fake-detector', inputSize: 128 },
  alignment: { template: 'arcface-112', margin: 24 / 112 },
  datasets: [['dfdc'], ['lfw'], ['celeba-wild']],
  sampler: { kind: 'real-fake', pairs: 16, ownFakes: false, made: { selfBlended: 1, swap: 0 } },
  augment: {
    colour: {
      probability: 0.3,
      jitter: { brightness: 0.1, contrast: 0.1 },
      hsv: { hueDeg: 20, saturation: 30, value: 20 },
    },
    jpeg: { probability: 0.5, quality: [40, 100] },
    flip: { probability: 0.5 },
  },
  losses: [{ kind: 'balanced-bce', weight: 1 }],
  // SAM around SGD in the paper; plain SGD here.
  optimiser: { kind: 'sgd', momentum: 0.9 },
  clipNorm: 1,
  averageDecay: 0.999,
  schedule: { kind: 'linear-decay', rate: 1e-2, from: { step: 7_500 }, warmUpSteps: 200 },
  steps: 10_000,
  validation: { everySteps: 500, pairsPerKind: 2_000 },
  earlyStop: null,
  checkpointEverySteps: 250,
  logEverySteps: 25,
} satisfies TrainConfig;
