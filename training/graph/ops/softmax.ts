/** @file Softmax along one axis. */
import { int } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { resolveAxis } from '../shape.ts';
import { mul, sub } from './arithmetic.ts';
import { reduceSum } from './reduce.ts';

/** eˣ/Σeˣ; dx = y·(dy − Σ dy·y). @param axis - The last when absent. */
export function softmax(x: Value, axis = -1): Value {
  const along = resolveAxis('softmax', x.shape, axis);
  const y: Value = x.graph.emit({
    opType: 'Softmax',
    inputs: [x],
    attributes: { axis: int(along) },
    shape: x.shape,
    pullback: (dy) => [mul(y, sub(dy, reduceSum(mul(dy, y), { axes: [along], keepAxes: true })))],
  });
  return y;
}
