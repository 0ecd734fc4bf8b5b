/** @file Matrix product. Gemm rather than MatMul, since transposed operands then need no kernel of their own. */
import { int } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { expectRank, ShapeError, showShape } from '../shape.ts';

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/**
 * @param a - [M, K], or [K, M] with `transA`.
 * @param b - [K, N], or [N, K] with `transB`.
 * @returns [M, N].
 * @throws ShapeError when the inner sizes differ.
 */
export function gemm(a: Value, b: Value, options: GemmOptions = {}): Value {
  const { transA = false, transB = false } = options;
  expectRank('gemm', a.shape, 2);
  expectRank('gemm', b.shape, 2);
  const [rows, inner] = transA ? [a.shape[1], a.shape[0]] : a.shape;
  const [innerB, columns] = transB ? [b.shape[1], b.shape[0]] : b.shape;
  if (inner !== innerB) {
    const mark = (transposed: boolean): string => (transposed ? 'ᵀ' : '');
    throw new ShapeError(
      `gemm: ${showShape(a.shape)}${mark(transA)} and ${showShape(b.shape)}${mark(transB)} have different inner sizes`,
    );
  }
  return a.graph.emit({
    opType: 'Gemm',
    inputs: [a, b],
    attributes: { transA: int(Number(transA)), transB: int(Number(transB)) },
    shape: [rows, columns],
    pullback: (dy) => [
      transA ? gemm(b, dy, { transA: transB, transB: true }) : gemm(dy, b, { transB: !transB }),
      transB ? gemm(dy, a, { transA: true, transB: transA }) : gemm(a, dy, { transA: !transA }),
    ],
  });
}
