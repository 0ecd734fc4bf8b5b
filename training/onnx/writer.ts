/**
 * @file Turns an `OnnxModel` into the bytes of an .onnx file.
 *
 * Checks only what the types cannot say of a tensor; whether the graph makes sense is the runtime's question.
 */
import { toHalfBits } from './half.ts';
import * as field from './fields.ts';
import { littleEndian } from './little-endian.ts';
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
import { MessageWriter } from './writer-wire.ts';

/**
 * @returns The model as a ModelProto message; a new array that owns its bytes.
 * @throws RangeError when a tensor's dims do not multiply to its element count, naming the tensor.
 */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  const out = new MessageWriter();
  out.int(field.MODEL.irVersion, model.irVersion);
  out.string(field.MODEL.producer, model.producer);
  out.message(field.MODEL.graph, (graph) => writeGraph(graph, model.graph));
  for (const [domain, version] of Object.entries(model.opsets)) {
    out.message(field.MODEL.opset, (opset) =>
      opset.string(field.OPSET.domain, domain).int(field.OPSET.version, version),
    );
  }
  return out.finish();
}

function writeGraph(out: MessageWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) out.message(field.GRAPH.node, (inner) => writeNode(inner, node));
  out.string(field.GRAPH.name, graph.name);
  for (const [name, value] of Object.entries(graph.initializers)) {
    out.message(field.GRAPH.initializer, (inner) => writeTensor(inner, value, name));
  }
  for (const info of graph.inputs) out.message(field.GRAPH.input, (inner) => writeValueInfo(inner, info));
  for (const info of graph.outputs) out.message(field.GRAPH.output, (inner) => writeValueInfo(inner, info));
  for (const info of graph.valueInfos ?? [])
    out.message(field.GRAPH.valueInfo, (inner) => writeValueInfo(inner, info));
}

function writeNode(out: MessageWriter, node: OnnxNode): void {
  for (const name of node.inputs) out.string(field.NODE.input, name);
  for (const name of node.outputs) out.string(field.NODE.output, name);
  if (node.name !== undefined) out.string(field.NODE.name, node.name);
  out.string(field.NODE.opType, node.opType);
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    out.message(field.NODE.attribute, (inner) => writeAttribute(inner, name, attribute));
  }
  if (node.domain !== undefined) out.string(field.NODE.domain, node.domain);
}

function writeAttribute(out: MessageWriter, name: string, attribute: OnnxAttribute): void {
  out.string(field.ATTRIBUTE.name, name);
  switch (attribute.kind) {
    case 'float':
      out.float(field.ATTRIBUTE.float, attribute.value);
      break;
    case 'int':
      out.int(field.ATTRIBUTE.int, attribute.value);
      break;
    case 'string':
      out.string(field.ATTRIBUTE.string, attribute.value);
      break;
    case 'tensor':
      out.message(field.ATTRIBUTE.tensor, (inner) => writeTensor(inner, attribute.value, name));
      break;
    case 'floats':
      out.packedFloats(field.ATTRIBUTE.floats, attribute.value);
      break;
    case 'ints':
      out.packedInts(field.ATTRIBUTE.ints, attribute.value);
      break;
    case 'strings':
      for (const value of attribute.value) out.string(field.ATTRIBUTE.strings, value);
      break;
  }
  out.int(field.ATTRIBUTE.type, field.ATTRIBUTE_TYPES[attribute.kind]);
}

function writeTensor(out: MessageWriter, value: OnnxTensor, name: string): void {
  const count = value.dims.reduce((product, dim) => product * dim, 1);
  if (count !== value.data.length) {
    const shape = `[${value.dims.join(', ')}]`;
    throw new RangeError(`tensor ${name}: shape ${shape} has ${count} elements, data ${value.data.length}`);
  }
  out.packedInts(field.TENSOR.dims, value.dims);
  out.int(field.TENSOR.dataType, field.DATA_TYPES[value.storedAs ?? elementType(value.data)]);
  out.string(field.TENSOR.name, name);
  out.bytes(field.TENSOR.rawData, littleEndian(storedData(value)));
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

function writeValueInfo(out: MessageWriter, info: OnnxValueInfo): void {
  out.string(field.VALUE_INFO.name, info.name);
  out.message(field.VALUE_INFO.type, (type) =>
    type.message(field.TYPE.tensorType, (tensorType) => {
      tensorType.int(field.TENSOR_TYPE.elementType, field.DATA_TYPES[info.type]);
      tensorType.message(field.TENSOR_TYPE.shape, (shape) => {
        for (const dim of info.dims) shape.message(field.SHAPE.dim, (inner) => writeDim(inner, dim));
      });
    }),
  );
}

function writeDim(out: MessageWriter, dim: number | string): void {
  if (typeof dim === 'number') out.int(field.DIM.value, dim);
  else out.string(field.DIM.symbol, dim);
}
