/**
 * @file Turns an `OnnxModel` into the bytes of an .onnx file (field numbers: onnx/onnx.proto).
 *
 * Checks only what the types cannot say of a tensor; whether the graph makes sense is the runtime's question.
 */
import { toHalfBits } from './half.ts';
import { littleEndian, ProtoWriter } from './protobuf.ts';
import type {
  OnnxAttribute,
  OnnxData,
  OnnxElementType,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from './types.ts';

/** TensorProto.DataType. */
const ELEMENT_TYPES: Readonly<Record<OnnxElementType, number>> = {
  float32: 1,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPES: Readonly<Record<OnnxAttribute['kind'], number>> = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  floats: 6,
  ints: 7,
  strings: 8,
};

/**
 * @returns The model as a ModelProto message; a new array that owns its bytes.
 * @throws RangeError when a tensor's dims do not multiply to its element count, naming the tensor.
 */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  const out = new ProtoWriter();
  out.int(1, model.irVersion);
  out.string(2, model.producer);
  out.message(7, (graph) => writeGraph(graph, model.graph));
  for (const [domain, version] of Object.entries(model.opsets)) {
    out.message(8, (opset) => opset.string(1, domain).int(2, version));
  }
  return out.finish();
}

function writeGraph(out: ProtoWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) out.message(1, (inner) => writeNode(inner, node));
  out.string(2, graph.name);
  for (const [name, value] of Object.entries(graph.initializers)) {
    out.message(5, (inner) => writeTensor(inner, value, name));
  }
  for (const info of graph.inputs) out.message(11, (inner) => writeValueInfo(inner, info));
  for (const info of graph.outputs) out.message(12, (inner) => writeValueInfo(inner, info));
  for (const info of graph.valueInfos ?? []) out.message(13, (inner) => writeValueInfo(inner, info));
}

function writeNode(out: ProtoWriter, node: OnnxNode): void {
  for (const name of node.inputs) out.string(1, name);
  for (const name of node.outputs) out.string(2, name);
  if (node.name !== undefined) out.string(3, node.name);
  out.string(4, node.opType);
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    out.message(5, (inner) => writeAttribute(inner, name, attribute));
  }
  if (node.domain !== undefined) out.string(7, node.domain);
}

function writeAttribute(out: ProtoWriter, name: string, attribute: OnnxAttribute): void {
  out.string(1, name);
  switch (attribute.kind) {
    case 'float':
      out.float(2, attribute.value);
      break;
    case 'int':
      out.int(3, attribute.value);
      break;
    case 'string':
      out.string(4, attribute.value);
      break;
    case 'tensor':
      out.message(5, (inner) => writeTensor(inner, attribute.value, name));
      break;
    case 'floats':
      out.packedFloats(7, attribute.value);
      break;
    case 'ints':
      out.packedInts(8, attribute.value);
      break;
    case 'strings':
      for (const value of attribute.value) out.string(9, value);
      break;
  }
  out.int(20, ATTRIBUTE_TYPES[attribute.kind]);
}

function writeTensor(out: ProtoWriter, value: OnnxTensor, name: string): void {
  const count = value.dims.reduce((product, dim) => product * dim, 1);
  if (count !== value.data.length) {
    const shape = `[${value.dims.join(', ')}]`;
    throw new RangeError(`tensor ${name}: shape ${shape} has ${count} elements, data ${value.data.length}`);
  }
  out.packedInts(1, value.dims);
  out.int(2, ELEMENT_TYPES[value.storedAs ?? elementType(value.data)]);
  out.string(8, name);
  out.bytes(9, littleEndian(storedData(value)));
}

/** The data as it lies in the file. */
function storedData({ data, storedAs }: OnnxTensor): OnnxData | Uint16Array | Int8Array {
  if (storedAs === 'float16') return Uint16Array.from(data as Float32Array, toHalfBits);
  return storedAs === 'int8' ? Int8Array.from(data as Float32Array) : data;
}

function elementType(data: OnnxData): OnnxElementType {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'int64';
}

function writeValueInfo(out: ProtoWriter, info: OnnxValueInfo): void {
  out.string(1, info.name);
  out.message(2, (type) =>
    type.message(1, (tensorType) => {
      tensorType.int(1, ELEMENT_TYPES[info.type]);
      tensorType.message(2, (shape) => {
        for (const dim of info.dims) {
          shape.message(1, (inner) => (typeof dim === 'number' ? inner.int(1, dim) : inner.string(2, dim)));
        }
      });
    }),
  );
}
