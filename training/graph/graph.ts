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
  /** True for what is the same in every run. The runtime then lays out once what is made of it. */
  readonly fixed?: boolean;
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

/** An operator and what it works on. */
type Applied = Pick<Operation, 'opType' | 'inputs' | 'attributes'>;

/** The same for the same operator with the same inputs and attributes. */
function keyOf({ opType, inputs, attributes = {} }: Applied): string {
  const settings = JSON.stringify(attributes, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return `${opType}(${inputs.map(({ id }) => id).join(',')})${settings}`;
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
  private readonly _several = new Map<string, readonly Value[]>();
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
      return { ...this._value(name, shape, type), fixed: true };
    };
    if (data.length > SHARED_CONSTANT_SIZE) return this._sharedData(data, shape, make);
    return this.once(`${type}${showShape(shape)}${data.join(' ')}`, make);
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
    const { shape, output = 0, type = 'float32', inputs, pullback } = operation;
    return this.once(`${output}${keyOf(operation)}${type}${showShape(shape)}`, () => {
      const name = `${operation.opType.toLowerCase()}_${this._nextId}`;
      // What comes before it is not used by anybody.
      this._addNode(operation, [...Array.from({ length: output }, (_, at) => `${name}.before${at}`), name]);
      return this._value(name, shape, type, pullback && { inputs, pullback });
    });
  }

  /**
   * As {@link emit}, of an operator of which several outputs are used.
   *
   * @param shapes - Of its first outputs, which are float32.
   * @returns The outputs, without a way back for gradients.
   */
  emitSeveral(operation: Applied, shapes: readonly Shape[]): readonly Value[] {
    const key = keyOf(operation);
    const known = this._several.get(key);
    if (known) return known;
    const name = `${operation.opType.toLowerCase()}_${this._nextId}`;
    const outputs = shapes.map((_, at) => `${name}.${at}`);
    this._addNode(operation, outputs);
    const made = shapes.map((shape, at) => this._value(outputs[at], shape, 'float32'));
    this._several.set(key, made);
    return made;
  }

  /** The same tensor with another way back for gradients, or with none. */
  alias(value: Value, origin?: Origin): Value {
    return this._value(value.name, value.shape, value.type, origin);
  }

  private _addNode({ opType, inputs, attributes = {} }: Applied, outputs: readonly string[]): void {
    const stranger = inputs.find((input) => input.graph !== this);
    if (stranger) throw new Error(`${opType}: ${stranger.name} belongs to another graph`);
    this.nodes.push({ opType, inputs: inputs.map((input) => input.name), outputs, attributes });
  }

  /** What is made of several operators, and is not to be made twice. @param key - Names it and its inputs. */
  once(key: string, make: () => Value): Value {
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

/** The same value, known to be the same in every run; no gradient flows through it. */
export function fix(value: Value): Value {
  return { ...detach(value), fixed: true };
}
