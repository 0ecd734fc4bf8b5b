/** @file A network as plain data, so that configurations and checkpoints can name one. */
import { efficientNet } from './efficient-net.ts';
import type { EfficientNetOptions } from './efficient-net.ts';
import { fakeDetector } from './fake-detector.ts';
import type { FakeDetectorOptions } from './fake-detector.ts';
import { improvedResidual } from './improved-residual.ts';
import type { ImprovedResidualOptions } from './improved-residual.ts';
import { mobileFaceNet } from './mobile-face-net.ts';
import type { MobileFaceNetOptions } from './mobile-face-net.ts';
import { resNet18, slimResNet } from './residual.ts';
import type { ResidualOptions } from './residual.ts';
import type { Network } from './types.ts';

export type NetworkSpec =
  | ({ readonly kind: 'slim-resnet' | 'resnet-18' } & ResidualOptions)
  | ({ readonly kind: 'improved-residual' } & ImprovedResidualOptions)
  | ({ readonly kind: 'mobile-face-net' } & MobileFaceNetOptions)
  | ({ readonly kind: 'efficient-net' } & EfficientNetOptions)
  | ({ readonly kind: 'fake-detector' } & FakeDetectorOptions);

export function networkOf(spec: NetworkSpec): Network {
  switch (spec.kind) {
    case 'slim-resnet':
      return slimResNet(spec);
    case 'resnet-18':
      return resNet18(spec);
    case 'improved-residual':
      return improvedResidual(spec);
    case 'mobile-face-net':
      return mobileFaceNet(spec);
    case 'efficient-net':
      return efficientNet(spec);
    case 'fake-detector':
      return fakeDetector(spec);
  }
}
