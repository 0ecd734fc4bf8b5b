/** @file Distances and similarities of rows of two matrices, [Q, D] and [Q, D] to [Q]. */
import type { Value } from '../graph/graph.ts';
import { add, gemm, l2Normalise, mul, reduceSum, reshape, sqrt, square, sub } from '../graph/ops/index.ts';
import { expectSameShape } from '../graph/shape.ts';

/** Keeps the gradient of the root finite where two rows are equal; adds at most 1e-6 to a distance. */
const EPSILON = 1e-12;

/** ‖a − b‖₂ of each row. */
export function euclidean(a: Value, b: Value): Value {
  expectSameShape('euclidean', a.shape, b.shape);
  return sqrt(add(reduceSum(square(sub(a, b)), { axes: [1] }), EPSILON));
}

/** Cosine of each row's angle, in [−1, 1]. */
export function cosine(a: Value, b: Value): Value {
  expectSameShape('cosine', a.shape, b.shape);
  return reduceSum(mul(l2Normalise(a), l2Normalise(b)), { axes: [1] });
}

/** Cosine of every row of a [N, D] with every row of b [M, D]: [N, M]. */
export function cosineMatrix(a: Value, b: Value): Value {
  return gemm(l2Normalise(a), l2Normalise(b), { transB: true });
}

/** Squared distances of every row to every other, [N, N]; small ones lose digits, so only for comparing. */
export function squaredDistanceMatrix(x: Value): Value {
  const [rows] = x.shape;
  const lengths = reduceSum(square(x), { axes: [1] });
  const sums = add(reshape(lengths, [rows, 1]), reshape(lengths, [1, rows]));
  return sub(sums, mul(gemm(x, x, { transB: true }), 2));
}
