/** @file Field numbers and codes of onnx/onnx.proto that this project reads or writes. */
import type { OnnxAttribute, OnnxElementType } from './types.ts';

export const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8, functions: 25 } as const;

export const OPSET = { domain: 1, version: 2 } as const;

export const GRAPH = {
  ...{ node: 1, name: 2, initializer: 5, input: 11, output: 12, valueInfo: 13, sparseInitializer: 15 },
} as const;

export const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const;

export const ATTRIBUTE = {
  ...{ name: 1, float: 2, int: 3, string: 4, tensor: 5, floats: 7, ints: 8, strings: 9, type: 20 },
} as const;

/** AttributeProto.AttributeType. */
export const ATTRIBUTE_TYPES = {
  ...{ float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 },
} as const satisfies Record<OnnxAttribute['kind'], number>;

export const TENSOR = {
  ...{ dims: 1, dataType: 2, floatData: 4, int32Data: 5, int64Data: 7, name: 8, rawData: 9, doubleData: 10 },
  ...{ externalData: 13, dataLocation: 14 },
} as const;

/** TensorProto.DataType; of float64 and bool only tensors are read, never written. */
export const DATA_TYPES = {
  ...{ float32: 1, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11 },
} as const satisfies Record<OnnxElementType | 'float64', number>;

export const VALUE_INFO = { name: 1, type: 2 } as const;
export const TYPE = { tensorType: 1 } as const;
export const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
export const SHAPE = { dim: 1 } as const;
export const DIM = { value: 1, symbol: 2 } as const;
