/**
 * @file An ONNX model as plain data: the part of the ONNX format that this project writes and reads.
 *
 * Holds types and the short helpers that make and find attributes; `writer.ts` turns a model into bytes, `reader.ts`
 * bytes into a model.
 */

/** Data that a tensor can carry; its class says the ONNX element type. */
export type OnnxData = Float32Array | Int32Array | BigInt64Array;

/** Row-major data; the product of `dims` is the number of elements, and no dims means a scalar. */
export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly data: OnnxData;
  /**
   * In the file a Float32Array may be rounded to half precision, or be whole numbers of 8 bits; that is then the
   * tensor's ONNX type.
   */
  readonly storedAs?: 'float16' | 'int8';
}

export type OnnxElementType = 'float32' | 'float16' | 'int8' | 'int32' | 'int64' | 'bool';

/** An input, output or inner value; a text dimension is a symbol such as `batch`. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: OnnxElementType;
  readonly dims: readonly (number | string)[];
}

/** Tagged, since a JavaScript number does not say whether ONNX is to read an int or a float. */
export type OnnxAttribute =
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'ints'; readonly value: readonly (number | bigint)[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] };

export interface OnnxNode {
  readonly opType: string;
  /** Names of values; an empty name leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  /** Operator set; ONNX's own when absent. */
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /** In an order in which each node's inputs already exist. */
  readonly nodes: readonly OnnxNode[];
  /** Constant values by name. */
  readonly initializers: Readonly<Record<string, OnnxTensor>>;
  /** Types of inner values; optional, since the runtime infers them. */
  readonly valueInfos?: readonly OnnxValueInfo[];
}

export interface OnnxModel {
  readonly irVersion: number;
  /** Version per operator domain; the empty domain is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly producer: string;
  readonly graph: OnnxGraph;
}

export const int = (value: number | bigint): OnnxAttribute => ({ kind: 'int', value });
export const float = (value: number): OnnxAttribute => ({ kind: 'float', value });
export const text = (value: string): OnnxAttribute => ({ kind: 'string', value });
export const tensor = (value: OnnxTensor): OnnxAttribute => ({ kind: 'tensor', value });
export const ints = (value: readonly (number | bigint)[]): OnnxAttribute => ({ kind: 'ints', value });
export const floats = (value: readonly number[]): OnnxAttribute => ({ kind: 'floats', value });
export const texts = (value: readonly string[]): OnnxAttribute => ({ kind: 'strings', value });

export function attributeOf({ attributes = {} }: OnnxNode, name: string): OnnxAttribute | undefined {
  return attributes[name];
}

/** @returns A float32 tensor over `data`, which is not copied unless it is a plain array. */
export function float32Tensor(dims: readonly number[], data: Float32Array | readonly number[]): OnnxTensor {
  return { dims, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

/** @returns An int64 tensor, as shapes, axes and slice bounds need it. */
export function int64Tensor(dims: readonly number[], data: readonly (number | bigint)[]): OnnxTensor {
  return { dims, data: BigInt64Array.from(data, (value) => BigInt(value)) };
}
