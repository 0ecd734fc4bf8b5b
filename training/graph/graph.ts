/**
 * @file A graph of ONNX operators with static shapes, built value by value; each value knows how to send a gradient
 * back to the values that it was made from.
 *
 * Knows no particular operator (see `ops/`) and runs nothing (see `engine/`).
 */
import type { OnnxAttribute, OnnxData, OnnxElementType, OnnxNode, OnnxTensor } from '../onnx/types.ts';
import { sameShape, ShapeError, showShape, sizeOf } from './shape.ts';
import type { Shape } from './shape.ts';

/**
 * Turns dL/dy into dL/dx for each input x, in their order; null for an input that no gradient reaches. What it builds
 * for inputs that nobody asks about is dropped when the graph is written.
 */
export type Pullback = (dy: Value) => readonly (Value | null)[];

/** Where a value's gradient goes. */
export interface Origin {
  readonly inputs: readonly Value[];
  readonly pullback: Pullback;
}

/** One tensor of the graph. Immutable; made by a `Graph` only. */
export interface Value {
  readonly graph: Graph;
  /** Rises in order of creation, so a value's inputs always have lower numbers. */
  readonly id: number;
  /** Name in the ONNX graph. */
  readonly name: string;
  readonly shape: Shape;
  readonly type: OnnxElementType;
  /** Absent where gradients stop: inputs, constants, integers, detached values. */
  readonly origin?: Origin;
}

export interface Operation {
  readonly opType: string;
  readonly inputs: readonly Value[];
  /** Shape of the output. */
  readonly shape: Shape;
  /** Which of the operator's outputs is meant; the first when absent. */
  readonly output?: number;
  /** Of the output; float32 when absent. */
  readonly type?: OnnxElementType;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly pullback?: Pullback;
}

export interface GraphInput {
  readonly name: string;
  readonly shape: Shape;
  readonly type: OnnxElementType;
}

/** Constants up to this many elements are compared by content, so that equal ones exist once. */
const SHARED_CONSTANT_SIZE = 64;

export class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly inputs: GraphInput[] = [];
  readonly constants = new Map<string, OnnxTensor>();
  private readonly _values = new Map<string, Value>();
  private readonly _byData = new Map<OnnxData, Value[]>();
  private _nextId = 0;

  /**
   * A value fed at run time.
   *
   * @throws Error when the name is taken.
   */
  input(name: string, shape: Shape, type: OnnxElementType = 'float32'): Value {
    if (this.inputs.some((input) => input.name === name)) throw new Error(`two inputs are named ${name}`);
    if (shape.some((size) => !Number.isInteger(size) || size < 1)) {
      throw new ShapeError(`input ${name}: ${showShape(shape)} is no static shape`);
    }
    this.inputs.push({ name, shape, type });
    return this._value(name, shape, type);
  }

  /**
   * @param data - Row-major; borrowed.
   * @throws ShapeError when its length does not fit the shape.
   */
  constant(data: OnnxData, shape: Shape): Value {
    if (sizeOf(shape) !== data.length) {
      throw new ShapeError(
        `constant: ${showShape(shape)} has ${sizeOf(shape)} elements, data ${data.length}`,
      );
    }
    const type = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'int64';
    const make = (): Value => {
      const name = `constant_${this._nextId}`;
      this.constants.set(name, { dims: shape, data });
      return this._value(name, shape, type);
    };
    if (data.length > SHARED_CONSTANT_SIZE) return this._sharedData(data, shape, make);
    return this._shared(`${type}${showShape(shape)}${data.join(' ')}`, make);
  }

  /** A float32 constant with no axes. */
  scalar(value: number): Value {
    return this.constant(Float32Array.of(value), []);
  }

  /** A list of int64, as ONNX wants shapes, axes and bounds. */
  int64(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** Adds an operator; an operator with the same inputs and attributes is not added twice. */
  emit(operation: Operation): Value {
    const { opType, inputs, shape, output = 0, attributes = {}, type = 'float32', pullback } = operation;
    const stranger = inputs.find((input) => input.graph !== this);
    if (stranger) throw new Error(`${opType}: ${stranger.name} belongs to another graph`);
    const settings = JSON.stringify(attributes, (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    const key = `${opType}${output}(${inputs.map(({ id }) => id).join(',')})${type}${showShape(shape)}${settings}`;
    return this._shared(key, () => {
      const name = `${opType.toLowerCase()}_${this._nextId}`;
      // What comes before it is not used by anybody.
      const outputs = [...Array.from({ length: output }, (_, at) => `${name}.before${at}`), name];
      this.nodes.push({ opType, inputs: inputs.map((input) => input.name), outputs, attributes });
      return this._value(name, shape, type, pullback && { inputs, pullback });
    });
  }

  /** The same tensor with another way back for gradients, or with none. */
  alias(value: Value, origin?: Origin): Value {
    return this._value(value.name, value.shape, value.type, origin);
  }

  private _shared(key: string, make: () => Value): Value {
    const known = this._values.get(key);
    if (known) return known;
    const made = make();
    this._values.set(key, made);
    return made;
  }

  /** A large constant exists once for the same data in the same shape. */
  private _sharedData(data: OnnxData, shape: Shape, make: () => Value): Value {
    const known = this._byData.get(data) ?? [];
    const found = known.find((value) => sameShape(value.shape, shape));
    if (found) return found;
    const made = make();
    this._byData.set(data, [...known, made]);
    return made;
  }

  private _value(name: string, shape: Shape, type: OnnxElementType, origin?: Origin): Value {
    const id = this._nextId;
    this._nextId += 1;
    return { graph: this, id, name, shape, type, ...(origin && { origin }) };
  }
}

/** The same value, through which no gradient flows. */
export function detach(value: Value): Value {
  return value.graph.alias(value);
}
