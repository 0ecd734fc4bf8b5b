/**
 * @file Operators that older files spell out in parts: layer normalisation and GELU. Whole, they run in a fraction of
 * the time, forwards and backwards.
 */
import type { Value } from '../graph/graph.ts';
import * as ops from '../graph/ops/index.ts';
import { resolveAxis, sameShape, sizeOf } from '../graph/shape.ts';
import { NodeView } from './translation.ts';

type Norm = Omit<ops.LayerNormOptions, 'scale'> & { readonly x: Value; readonly scale: Value | null };

/** Normalisations made so far, which a scale and a shift may follow. */
const norms = new WeakMap<Value, Norm>();

/** @returns The node that makes an input, if it is of that operator. */
function maker(view: NodeView, index: number, opType: string): NodeView | null {
  const node = view.translation.makers.get(view.node.inputs[index]);
  return node?.opType === opType ? new NodeView(node, node.name ?? opType, view.translation) : null;
}

/** @returns The single number that an input is; null where it is something else. */
function numberAt(view: NodeView, index: number): number | null {
  const operand = view.has(index) ? view.operand(index) : null;
  if (!operand || !('tensor' in operand) || sizeOf(operand.tensor.dims) !== 1) return null;
  return Number(operand.tensor.data[0]);
}

/** Constants are stored in float32, or in float16. */
const isNear = (value: number | null, wanted: number): boolean =>
  value !== null && Math.abs(value - wanted) < 1e-3 * wanted;

/** @returns The name of the input beside a number that is near to `wanted`; null where there is none. */
function besideNumber(view: NodeView | null, wanted: number): string | null {
  if (view === null) return null;
  const at = [0, 1].find((index) => isNear(numberAt(view, index), wanted));
  return at === undefined ? null : view.node.inputs[1 - at];
}

/**
 * The last division of (x − mean)/√(mean((x − mean)²) + ε).
 *
 * @returns Null for any other division.
 */
export function layerNormOf(division: NodeView): Value | null {
  const apart = maker(division, 0, 'Sub');
  const deviation = maker(division, 1, 'Sqrt');
  const sum = deviation && maker(deviation, 0, 'Add');
  const variance = sum && maker(sum, 0, 'ReduceMean');
  const mean = apart && maker(apart, 1, 'ReduceMean');
  if (!apart || !sum || !variance || !mean || !isSquareOf(variance, division.node.inputs[0])) return null;
  const epsilon = numberAt(sum, 1);
  const [name] = mean.node.inputs;
  if (epsilon === null || apart.node.inputs[0] !== name) return null;
  const axes = [mean, variance].map((reduction) => reduction.list('axes', 1) ?? []);
  const kept = [mean, variance].every((reduction) => reduction.int('keepdims', 1) === 1);
  const x = apart.value(0);
  const resolved = axes.map((list) => list.map((axis) => resolveAxis('mean', x.shape, axis)).sort());
  const [first] = resolved[0];
  const last = x.shape.map((_, axis) => axis).slice(first);
  if (!kept || !(first > 0) || !resolved.every((list) => sameShape(list, last))) return null;
  const shape = x.shape.slice(first);
  const ones = x.graph.constant(new Float32Array(sizeOf(shape)).fill(1), shape);
  const y = ops.layerNorm(x, { axis: first, epsilon, scale: ones });
  norms.set(y, { x, axis: first, epsilon, scale: null });
  return y;
}

/** Whether a mean is that of the square of a value. */
function isSquareOf(mean: NodeView, name: string): boolean {
  const product = maker(mean, 0, 'Mul');
  if (product) return product.node.inputs.every((input) => input === name);
  const power = maker(mean, 0, 'Pow');
  return power !== null && power.node.inputs[0] === name && numberAt(power, 1) === 2;
}

/** A product or sum of which one side is a normalisation without scale, or without shift. @returns Null for others. */
export function withScale(a: Value, b: Value): Value | null {
  const found = normalisedSide(a, b, (norm) => norm.scale === null && norm.shift === undefined);
  if (!found) return null;
  const { norm, beside: scale } = found;
  const y = ops.layerNorm(norm.x, { ...norm, scale });
  norms.set(y, { ...norm, scale });
  return y;
}

/** As {@link withScale}, for the sum. */
export function withShift(a: Value, b: Value): Value | null {
  const found = normalisedSide(a, b, (norm) => norm.scale !== null && norm.shift === undefined);
  if (!found?.norm.scale) return null;
  return ops.layerNorm(found.norm.x, { ...found.norm, scale: found.norm.scale, shift: found.beside });
}

function normalisedSide(
  a: Value,
  b: Value,
  suits: (norm: Norm) => boolean,
): { readonly norm: Norm; readonly beside: Value } | null {
  for (const [one, beside] of [
    [a, b],
    [b, a],
  ]) {
    const norm = norms.get(one);
    if (norm && suits(norm) && sameShape(beside.shape, norm.x.shape.slice(norm.axis)))
      return { norm, beside };
  }
  return null;
}

/**
 * The last product of x·(1 + erf(x/√2))/2, in any order of its factors.
 *
 * @returns Null for any other product.
 */
export function geluOf(product: NodeView): Value | null {
  const factors = factorsOf(product);
  if (factors.length !== 3) return null;
  const half = factors.find(({ view, at }) => isNear(numberAt(view, at), 0.5));
  const gate = factors.find(({ view, at }) => gateOf(view, at) !== null);
  const rest = factors.find((factor) => factor !== half && factor !== gate);
  if (!half || !gate || !rest) return null;
  const name = rest.view.node.inputs[rest.at];
  if (gateOf(gate.view, gate.at) !== name) return null;
  const operand = rest.view.operand(rest.at);
  return 'value' in operand ? ops.gelu(operand.value) : null;
}

interface Factor {
  readonly view: NodeView;
  /** Which of its inputs. */
  readonly at: number;
}

/** The factors of a product, and of the product that is one of them. */
function factorsOf(product: NodeView): Factor[] {
  return [0, 1].flatMap((at): Factor[] => {
    const inner = maker(product, at, 'Mul');
    return inner ? [0, 1].map((index) => ({ view: inner, at: index })) : [{ view: product, at }];
  });
}

/** @returns The name of x in an input 1 + erf(x/√2); null for another one. */
function gateOf(view: NodeView, at: number): string | null {
  const sum = maker(view, at, 'Add');
  const beside = besideNumber(sum, 1);
  const error = sum && beside !== null ? maker(sum, sum.node.inputs.indexOf(beside), 'Erf') : null;
  if (!error) return null;
  const division = maker(error, 0, 'Div');
  if (division && isNear(numberAt(division, 1), Math.SQRT2)) return division.node.inputs[0];
  return besideNumber(maker(error, 0, 'Mul'), Math.SQRT1_2);
}
