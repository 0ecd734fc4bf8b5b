/** @file Reverse-mode differentiation: adds the nodes that compute dL/dw to the graph of L. */
import type { Value } from './graph.ts';
import { add } from './ops/arithmetic.ts';
import { expectSameShape } from './shape.ts';

/** Values between `root` and those of `wrt`: only these need a gradient. */
function valuesOnTheWay(root: Value, wrt: readonly Value[]): Set<Value> {
  const wanted = new Set(wrt);
  const leads = new Map<Value, boolean>();
  const open: Value[] = [root];
  while (open.length > 0) {
    const value = open[open.length - 1];
    const inputs = value.origin?.inputs ?? [];
    const unseen = inputs.filter((input) => !leads.has(input));
    if (unseen.length > 0 && !leads.has(value)) {
      open.push(...unseen);
      continue;
    }
    open.pop();
    leads.set(value, wanted.has(value) || inputs.some((input) => leads.get(input)));
  }
  return new Set([...leads].filter(([, leading]) => leading).map(([value]) => value));
}

/**
 * @param loss - Scalar, or any value with `seed` of its shape: then the gradient is of Σ loss·seed.
 * @param wrt - Values that the loss depends on.
 * @returns dL/dw in the order and shapes of `wrt`.
 * @throws Error naming each value that the loss does not depend on: its parameters would never be trained.
 */
export function gradients(loss: Value, wrt: readonly Value[], seed?: Value): Value[] {
  const { graph } = loss;
  const start = seed ?? graph.scalar(1);
  expectSameShape('gradient seed', loss.shape, start.shape);
  const needed = valuesOnTheWay(loss, wrt);
  const gradientOf = new Map<Value, Value>([[loss, start]]);
  const order = [...needed].sort((a, b) => b.id - a.id);
  for (const value of order) {
    const dy = gradientOf.get(value);
    if (!dy || !value.origin) continue;
    const sent = value.origin.pullback(dy);
    value.origin.inputs.forEach((input, index) => {
      const part = sent[index];
      if (!part || !needed.has(input)) return;
      expectSameShape(`gradient of ${input.name} from ${value.name}`, input.shape, part.shape);
      const sum = gradientOf.get(input);
      gradientOf.set(input, sum ? add(sum, part) : part);
    });
  }
  const found = wrt.flatMap((value) => gradientOf.get(value) ?? []);
  if (found.length < wrt.length) {
    const unreached = wrt.filter((value) => !gradientOf.has(value));
    throw new Error(`the loss does not depend on ${unreached.map(({ name }) => name).join(', ')}`);
  }
  return found;
}
