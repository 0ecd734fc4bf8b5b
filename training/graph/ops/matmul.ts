/** @file Matrix products of stacks: the last axis of a layer's input, or two activations, as attention has them. */
import type { Value } from '../graph.ts';
import { broadcastShapes, ShapeError, showShape, sizeOf } from '../shape.ts';
import { sumTo } from './arithmetic.ts';
import { gemm } from './gemm.ts';
import { reshape, transpose } from './shapes.ts';

/** Swaps the last two axes. */
function turned(x: Value): Value {
  const rank = x.shape.length;
  const order = x.shape.map((_, axis) => axis);
  return transpose(x, [...order.slice(0, -2), rank - 1, rank - 2]);
}

/** All axes but the last as one. */
const asRows = (x: Value): Value => {
  const columns = x.shape[x.shape.length - 1];
  return reshape(x, [sizeOf(x.shape) / columns, columns]);
};

/**
 * @param a - […, M, K].
 * @param b - […, K, N]; the axes before broadcast as NumPy has it. [K, N] is one matrix for the whole stack.
 * @returns […, M, N].
 * @throws ShapeError when the inner sizes differ, or a rank is below 2.
 */
export function matMul(a: Value, b: Value): Value {
  const [rows, inner] = a.shape.slice(-2);
  const [innerB, columns] = b.shape.slice(-2);
  if (a.shape.length < 2 || b.shape.length < 2 || inner !== innerB) {
    throw new ShapeError(`matMul: ${showShape(a.shape)} and ${showShape(b.shape)} do not multiply`);
  }
  const stack = broadcastShapes('matMul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  const single = b.shape.length === 2;
  return a.graph.emit({
    opType: 'MatMul',
    inputs: [a, b],
    shape: [...stack, rows, columns],
    pullback: (dy) =>
      single
        ? [
            reshape(gemm(asRows(dy), b, { transB: true }), a.shape),
            gemm(asRows(a), asRows(dy), { transA: true }),
          ]
        : [sumTo(matMul(dy, turned(b)), a.shape), sumTo(matMul(turned(a), dy), b.shape)],
  });
}
