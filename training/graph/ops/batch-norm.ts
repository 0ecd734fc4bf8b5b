/**
 * @file Batch normalisation, with batch statistics (training) or given ones, as inference operators.
 *
 * ORT's own training mode (`training_mode=1`) is not used: its gradients came out wrong.
 */
import { float } from '../../onnx/types.ts';
import type { Pullback, Value } from '../graph.ts';
import { expectSameShape } from '../shape.ts';
import { add, div, mul, neg, sub } from './arithmetic.ts';
import { sqrt, square } from './functions.ts';
import { reduceMean, reduceSum } from './reduce.ts';
import { reshape } from './shapes.ts';

export interface BatchNormParameters {
  /** [C]. */
  readonly scale: Value;
  /** [C]. */
  readonly shift: Value;
}

export interface BatchStatistics {
  /** [C]. */
  readonly mean: Value;
  /** [C], biased: the mean square deviation. */
  readonly variance: Value;
}

/** All axes but the channels'. */
const otherAxes = (x: Value): number[] => x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);

/** scale·(x − mean)/√(variance + ε) + shift by ONNX's inference operator. */
function normalise(
  x: Value,
  parameters: BatchNormParameters,
  statistics: BatchStatistics,
  epsilon: number,
  pullback?: Pullback,
): Value {
  return x.graph.emit({
    opType: 'BatchNormalization',
    inputs: [x, parameters.scale, parameters.shift, statistics.mean, statistics.variance],
    attributes: { epsilon: float(epsilon) },
    shape: x.shape,
    ...(pullback && { pullback }),
  });
}

function expectChannels(x: Value, ...values: readonly Value[]): void {
  for (const value of values) expectSameShape('batchNorm', value.shape, [x.shape[1]]);
}

/** [C] as a shape that broadcasts to x. */
const perChannel = (x: Value, value: Value): Value =>
  reshape(value, [value.shape[0], ...x.shape.slice(2).map(() => 1)]);

const inverseDeviation = (variance: Value, epsilon: number): Value =>
  div(variance.graph.scalar(1), sqrt(add(variance, epsilon)));

/**
 * Normalises by the batch's own mean and variance.
 *
 * dx = A·dy + B·x + C per channel, with A = scale/σ, B = −A·S/(σ²·n), C = −A·Σdy/n − B·mean and
 * S = Σdy·x − mean·Σdy.
 *
 * @param x - [N, C] or [N, C, H, W].
 * @returns The normalised batch and its statistics, which carry no gradient.
 */
export function batchNormTraining(
  x: Value,
  parameters: BatchNormParameters,
  epsilon: number,
): BatchStatistics & { readonly y: Value } {
  expectChannels(x, parameters.scale, parameters.shift);
  const axes = otherAxes(x);
  const { graph } = x;
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const detached = graph.alias(x);
  const mean = reduceMean(detached, { axes });
  const zero = graph.scalar(0);
  // Rounding can push a tiny variance below zero.
  const spread = sub(reduceMean(square(detached), { axes }), square(mean));
  const variance = graph.emit({ opType: 'Max', inputs: [spread, zero], shape: spread.shape });
  const normalised = normalise(x, parameters, { mean, variance }, epsilon);
  const y = graph.alias(normalised, {
    inputs: [x, parameters.scale, parameters.shift],
    pullback: (dy) => {
      const inverse = inverseDeviation(variance, epsilon);
      const sum = reduceSum(dy, { axes });
      const correlation = sub(reduceSum(mul(dy, x), { axes }), mul(mean, sum));
      const a = mul(parameters.scale, inverse);
      const b = mul(mul(a, square(inverse)), mul(correlation, -1 / count));
      const c = neg(add(mul(mul(a, sum), 1 / count), mul(b, mean)));
      const dx = add(add(mul(dy, perChannel(x, a)), mul(x, perChannel(x, b))), perChannel(x, c));
      return [dx, mul(correlation, inverse), sum];
    },
  });
  return { y, mean, variance };
}

/** Normalises by given statistics, through which no gradient flows. */
export function batchNormInference(
  x: Value,
  parameters: BatchNormParameters,
  statistics: BatchStatistics,
  epsilon: number,
): Value {
  expectChannels(x, parameters.scale, parameters.shift, statistics.mean, statistics.variance);
  const axes = otherAxes(x);
  return normalise(x, parameters, statistics, epsilon, (dy) => {
    const inverse = inverseDeviation(statistics.variance, epsilon);
    const sum = reduceSum(dy, { axes });
    const correlation = sub(reduceSum(mul(dy, x), { axes }), mul(statistics.mean, sum));
    const dx = mul(dy, perChannel(x, mul(parameters.scale, inverse)));
    return [dx, mul(correlation, inverse), sum, null, null];
  });
}
