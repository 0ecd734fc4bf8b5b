/** @file Weight decay on the leading stretch of a flat vector; the rest (biases, batch norm) is excluded. */
import type { Value } from '../graph/graph.ts';
import { add, concat, mul, slice, sub } from '../graph/ops/index.ts';

/** Applies `change` to the first `count` elements. */
function changeLeading(flat: Value, count: number, change: (leading: Value) => Value): Value {
  const [total] = flat.shape;
  if (count === 0) return flat;
  if (count === total) return change(flat);
  const leading = slice(flat, [{ axis: 0, start: 0, count }]);
  const rest = slice(flat, [{ axis: 0, start: count, count: total - count }]);
  return concat([change(leading), rest], 0);
}

/** Decoupled decay: the decayed parameters times 1 − rate. @param rate - Scalar value; null for none. */
export function decayWeights(parameters: Value, decayed: number, rate: Value | null): Value {
  if (!rate) return parameters;
  return changeLeading(parameters, decayed, (leading) => sub(leading, mul(leading, rate)));
}

/** L2 decay: adds weightDecay·p to the decayed parameters' gradient. */
export function decayGradient(
  gradient: Value,
  parameters: Value,
  decayed: number,
  weightDecay: number,
): Value {
  return changeLeading(gradient, decayed, (leading) =>
    add(leading, mul(slice(parameters, [{ axis: 0, start: 0, count: decayed }]), weightDecay)),
  );
}
