/** @file Element-wise functions of one value (and of a slope or a mask). */
import { float } from '../../onnx/types.ts';
import type { OnnxAttribute } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { broadcastShapes, expectSameShape } from '../shape.ts';
import { add, div, equal, greaterOrEqual, mul, neg, sub, sumTo, toFloat, where } from './arithmetic.ts';

type Derivative = (x: Value, y: Value) => Value;

function unary(
  opType: string,
  x: Value,
  derivative: Derivative,
  attributes?: Record<string, OnnxAttribute>,
): Value {
  const y: Value = x.graph.emit({
    opType,
    inputs: [x],
    shape: x.shape,
    ...(attributes && { attributes }),
    pullback: (dy) => [mul(dy, derivative(x, y))],
  });
  return y;
}

export const exp = (x: Value): Value => unary('Exp', x, (_, y) => y);
export const log = (x: Value): Value => unary('Log', x, (input) => div(x.graph.scalar(1), input));
/** Its gradient at 0 is infinite: add a small number first where 0 can occur. */
export const sqrt = (x: Value): Value => unary('Sqrt', x, (_, y) => div(x.graph.scalar(0.5), y));
export const sigmoid = (x: Value): Value => unary('Sigmoid', x, (_, y) => mul(y, sub(x.graph.scalar(1), y)));
export const tanh = (x: Value): Value => unary('Tanh', x, (_, y) => sub(x.graph.scalar(1), square(y)));
export const cos = (x: Value): Value => unary('Cos', x, (input) => neg(sin(input)));
export const sin = (x: Value): Value => unary('Sin', x, (input) => cos(input));
/** 2/√π ∫₀ˣ e^(−t²) dt. */
export const erf = (x: Value): Value =>
  unary('Erf', x, (input) => mul(exp(neg(square(input))), 2 / Math.sqrt(Math.PI)));
/** Its gradient at ±1 is infinite: clip first. */
export const acos = (x: Value): Value =>
  unary('Acos', x, (input) => div(x.graph.scalar(-1), sqrt(sub(x.graph.scalar(1), square(input)))));
/** The gradient at 0 is that of +x. */
export const abs = (x: Value): Value => unary('Abs', x, (input) => where(greaterOrEqual(input, 0), 1, -1));

export function square(x: Value): Value {
  return mul(x, x);
}

/** x to a fixed exponent. @param x - Above 0, unless the exponent is whole. */
export function power(x: Value, exponent: number): Value {
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  if (exponent === 0.5) return sqrt(x);
  return x.graph.emit({
    opType: 'Pow',
    inputs: [x, x.graph.scalar(exponent)],
    shape: x.shape,
    pullback: (dy) => [mul(dy, mul(power(x, exponent - 1), exponent)), null],
  });
}

/** 1 where y > 0, else 0. `Sign` has no WebGPU kernel; HardSigmoid with a huge slope is the same for y ≥ 0. */
function positiveMask(y: Value): Value {
  const attributes = { alpha: float(1e30), beta: float(0) };
  return y.graph.emit({ opType: 'HardSigmoid', inputs: [y], attributes, shape: y.shape });
}

/** max(x, 0); the gradient at 0 is 0. */
export const relu = (x: Value): Value => unary('Relu', x, (_, y) => positiveMask(y));

/**
 * x where x > 0, else slope·x.
 *
 * A trained slope is multiplied in, by slope + (1 − slope)·(x > 0): `PRelu` and `Where` run on one thread.
 *
 * @param slope - Broadcasts to x, such as [C, 1, 1].
 */
export function prelu(x: Value, slope: Value): Value {
  expectSameShape('prelu', x.shape, broadcastShapes('prelu', x.shape, slope.shape));
  const { graph } = x;
  const mask = positiveMask(x);
  const factor = add(mul(mask, sub(graph.scalar(1), slope)), slope);
  const y = slope.fixed
    ? graph.emit({ opType: 'PRelu', inputs: [x, slope], shape: x.shape })
    : mul(x, factor);
  const pullback = (dy: Value): Value[] => {
    const met = mul(dy, x);
    const below = sub(sumTo(met, slope.shape), sumTo(mul(met, mask), slope.shape));
    return [mul(dy, factor), below];
  };
  return graph.once(`prelu ${x.id} ${slope.id}`, () => graph.alias(y, { inputs: [x, slope], pullback }));
}

/** log(1 + eˣ) that overflows nowhere; its gradient is the sigmoid. */
export function softplus(x: Value): Value {
  const y = add(relu(x), log(add(exp(neg(abs(x))), 1)));
  return x.graph.alias(y, { inputs: [x], pullback: (dy) => [mul(dy, sigmoid(x))] });
}

/** x·σ(x), which EfficientNet calls swish. */
export function swish(x: Value): Value {
  return mul(x, sigmoid(x));
}

/** Holds x within [low, high]; no gradient where it is held. */
export function clip(x: Value, low: number, high: number): Value {
  const { graph } = x;
  const y: Value = graph.emit({
    opType: 'Clip',
    inputs: [x, graph.scalar(low), graph.scalar(high)],
    shape: x.shape,
    pullback: (dy) => [mul(dy, toFloat(equal(x, y))), null, null],
  });
  return y;
}
