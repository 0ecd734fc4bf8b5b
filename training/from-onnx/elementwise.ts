/** @file Translators of element-wise ONNX operators: arithmetic with values and constants, and activations. */
import type { Value } from '../graph/graph.ts';
import * as ops from '../graph/ops/index.ts';
import { sizeOf } from '../graph/shape.ts';
import type { NodeView, ParameterRole, Translator } from './translation.ts';
import { constantly } from '../nets/layers.ts';
import { geluOf, layerNormOf, withScale, withShift } from './patterns.ts';

const BIAS: ParameterRole = { part: 'bias', decay: false, initial: constantly(0) };
const FACTOR: ParameterRole = { part: 'factor', decay: false, initial: constantly(1) };

/**
 * A list of constants behind the first layer is a bias or a scale, and is trained; single numbers, and what prepares
 * the image, stay as they are.
 */
function side(view: NodeView, index: number, role: ParameterRole): Value {
  const operand = view.operand(index);
  const other = view.operand(1 - index);
  const learned = 'value' in other && other.learned;
  const list = 'tensor' in operand && sizeOf(operand.tensor.dims) > 1;
  return learned && list ? view.parameter(index, role) : view.value(index);
}

type Binary = (a: Value, b: Value) => Value;

/** @param whole - What the two are a part of; null where they are not. */
function binary(
  operation: Binary,
  role: ParameterRole,
  whole?: (a: Value, b: Value) => Value | null,
): Translator {
  return (view) => {
    const [a, b] = [side(view, 0, role), side(view, 1, role)];
    return whole?.(a, b) ?? operation(a, b);
  };
}

const product = binary(ops.mul, FACTOR, withScale);
const quotient = binary(ops.div, FACTOR);

const unary =
  (operation: (x: Value) => Value): Translator =>
  (view) =>
    operation(view.value(0));

const clip: Translator = (view) => {
  const bound = (name: string, index: number, absent: number): number => {
    const input = view.constant(index);
    return input ? Number(input.data[0]) : view.float(name, absent);
  };
  return ops.clip(view.value(0), bound('min', 1, ops.LOWEST), bound('max', 2, -ops.LOWEST));
};

/** max(0, min(1, αx + β)). */
function hardSigmoid(x: Value, alpha: number, beta: number): Value {
  return ops.clip(ops.add(ops.mul(x, alpha), beta), 0, 1);
}

const power: Translator = (view) => {
  const exponent = view.constant(1);
  if (exponent?.data.length !== 1) return view.fail('only one exponent for all is supported');
  return ops.power(view.value(0), Number(exponent.data[0]));
};

/** Of any number of inputs. */
const several =
  (operation: Binary): Translator =>
  (view) => {
    const [first, ...rest] = view.node.inputs.map((_, index) => view.value(index));
    return rest.reduce(operation, first);
  };

/** The formula with tanh differs from the exact one by up to 5e-4: both are computed as the file says. */
const gelu: Translator = (view) => {
  const x = view.value(0);
  if (view.text('approximate', 'none') === 'none') return ops.gelu(x);
  const bent = ops.add(x, ops.mul(ops.power(x, 3), 0.044715));
  const gate = ops.add(ops.tanh(ops.mul(bent, Math.sqrt(2 / Math.PI))), 1);
  return ops.mul(ops.mul(x, 0.5), gate);
};

/** TensorProto's float32, float16 and float64. */
const FLOAT_TYPES = [1, 10, 11];

/** Everything is computed in float32, whatever precision the file asks for. */
const cast: Translator = (view) =>
  FLOAT_TYPES.includes(view.int('to', 1)) ? view.value(0) : view.fail('images can only be cast to floats');

export const ELEMENTWISE: Readonly<Record<string, Translator>> = {
  Add: binary(ops.add, BIAS, withShift),
  Sub: binary(ops.sub, BIAS),
  Mul: (view) => geluOf(view) ?? product(view),
  Div: (view) => layerNormOf(view) ?? quotient(view),
  Pow: power,
  Max: several(ops.maximum),
  Min: several(ops.minimum),
  Reciprocal: unary((x) => ops.div(x.graph.scalar(1), x)),
  Relu: unary(ops.relu),
  LeakyRelu: (view) => {
    const x = view.value(0);
    return ops.prelu(x, x.graph.scalar(view.float('alpha', 0.01)));
  },
  Clip: clip,
  Sigmoid: unary(ops.sigmoid),
  HardSigmoid: (view) => hardSigmoid(view.value(0), view.float('alpha', 0.2), view.float('beta', 0.5)),
  HardSwish: (view) => {
    const x = view.value(0);
    return ops.mul(x, hardSigmoid(x, 1 / 6, 0.5));
  },
  Gelu: gelu,
  Erf: unary(ops.erf),
  Tanh: unary(ops.tanh),
  Softplus: unary(ops.softplus),
  Sqrt: unary(ops.sqrt),
  Exp: unary(ops.exp),
  Log: unary(ops.log),
  Abs: unary(ops.abs),
  Neg: unary(ops.neg),
  Identity: unary((x) => x),
  Cast: cast,
  // Its second output, the mask, is not made.
  Dropout: unary((x) => x),
};
