/**
 * @file A small detector of fakes: looks at a looser crop than the embedder and gives one logit, positive for a fake.
 *
 * The stem keeps more detail than a recognition net's, since blending traces are fine.
 */
import { convUnit } from './layers.ts';
import { neckOf, residualStages } from './residual.ts';
import type { Network } from './types.ts';

export interface FakeDetectorOptions {
  /** Pixels; 128 when absent. */
  readonly inputSize?: number;
  readonly widths?: readonly number[];
}

export function fakeDetector(options: FakeDetectorOptions = {}): Network {
  const { inputSize = 128, widths = [24, 48, 96, 160] } = options;
  return {
    name: 'fake-detector',
    inputSize,
    outputSize: 1,
    build: (scope, x) => {
      const fine = convUnit(scope, 'stem', x, { channels: widths[0], activation: 'relu' });
      const halved = convUnit(scope, 'stem2', fine, { channels: widths[0], stride: 2, activation: 'relu' });
      const features = residualStages(
        scope,
        halved,
        widths,
        widths.map(() => 1),
      );
      return neckOf(scope, features, 1, 'pool');
    },
  };
}
