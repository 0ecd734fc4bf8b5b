import { expect, it } from 'vitest';
import { blendWeights } from '../../../training/export/blend-weights.ts';
import { float32Tensor } from '../../../training/onnx/types.ts';

const start = { w: float32Tensor([2], [1, -2]), other: float32Tensor([1], [9]) };
const trained = { w: float32Tensor([2], [3, 2]) };

it('goes a share of the way from the start to the trained weights', () => {
  expect(blendWeights(start, trained, 0)).toEqual({ w: float32Tensor([2], [1, -2]) });
  expect(blendWeights(start, trained, 0.25)).toEqual({ w: float32Tensor([2], [1.5, -1]) });
  expect(blendWeights(start, trained, 1)).toEqual(trained);
});

it('refuses another share, and a weight that the start lacks', () => {
  expect(() => blendWeights(start, trained, 1.1)).toThrow('between 0 and 1');
  expect(() => blendWeights({}, trained, 0.5)).toThrow('no weight w');
});
