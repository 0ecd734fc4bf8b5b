/**
 * @file Reads the bytes of an .onnx file as an `OnnxModel`.
 *
 * Checks that the file is whole and of the kinds that `types.ts` can say; what its operators mean is the business of
 * `nets/from-onnx.ts`. Types of inner values are left out, since the graph implies them.
 */
import * as field from './fields.ts';
import { readTensor } from './reader-tensor.ts';
import { bytesField, floatField, intField, readMessage, stringField } from './reader-wire.ts';
import type {
  OnnxAttribute,
  OnnxElementType,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from './types.ts';

/** A file that is no ONNX model, is damaged, or holds what is not read; the message says which. */
export class OnnxFileError extends Error {
  override readonly name = 'OnnxFileError';
}

const ELEMENT_TYPES: ReadonlyMap<number, OnnxElementType> = new Map(
  (['float32', 'int32', 'int64', 'bool', 'float16'] as const).map((type) => [field.DATA_TYPES[type], type]),
);

/**
 * @param bytes - The file; not kept.
 * @param source - What errors call it, such as its path.
 * @throws OnnxFileError
 */
export function decodeOnnxModel(bytes: Uint8Array, source = 'this file'): OnnxModel {
  try {
    return readModel(bytes);
  } catch (error) {
    throw new OnnxFileError(
      `${source} cannot be read as an ONNX model: ${(error as Error).message}. ` +
        'Check that the file is complete and was exported as a plain .onnx model.',
      { cause: error },
    );
  }
}

function readModel(bytes: Uint8Array): OnnxModel {
  const opsets: [string, number][] = [];
  let irVersion = 0;
  let producer = '';
  const graphs: OnnxGraph[] = [];
  readMessage(bytes, {
    [field.MODEL.irVersion]: intField((value) => (irVersion = Number(value))),
    [field.MODEL.producer]: stringField((value) => (producer = value)),
    [field.MODEL.graph]: bytesField((value) => graphs.push(readGraph(value))),
    [field.MODEL.opset]: bytesField((value) => opsets.push(readOpset(value))),
    [field.MODEL.functions]: bytesField(() => {
      throw new Error('it defines functions of its own, which are not read');
    }),
  });
  if (graphs.length !== 1) throw new Error(`it holds ${graphs.length === 0 ? 'no graph' : 'several graphs'}`);
  return { irVersion, opsets: Object.fromEntries(opsets), producer, graph: graphs[0] };
}

function readOpset(bytes: Uint8Array): [domain: string, version: number] {
  let domain = '';
  let version = 0;
  readMessage(bytes, {
    [field.OPSET.domain]: stringField((value) => (domain = value)),
    [field.OPSET.version]: intField((value) => (version = Number(value))),
  });
  // The long form of the name of ONNX's own operators.
  return [domain === 'ai.onnx' ? '' : domain, version];
}

function readGraph(bytes: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  const initializers = new Map<string, OnnxTensor>();
  let name = '';
  readMessage(bytes, {
    [field.GRAPH.node]: bytesField((value) => nodes.push(readNode(value))),
    [field.GRAPH.name]: stringField((value) => (name = value)),
    [field.GRAPH.initializer]: bytesField((value) => {
      const { name: tensorName, tensor } = readTensor(value);
      if (initializers.has(tensorName)) throw new Error(`two tensors are named ${tensorName}`);
      initializers.set(tensorName, tensor);
    }),
    [field.GRAPH.input]: bytesField((value) => inputs.push(readValueInfo(value))),
    [field.GRAPH.output]: bytesField((value) => outputs.push(readValueInfo(value))),
    [field.GRAPH.sparseInitializer]: bytesField(() => {
      throw new Error('it holds sparse tensors, which are not read');
    }),
  });
  // Until version 4 of the format, initialisers were listed among the inputs too.
  const fed = inputs.filter((input) => !initializers.has(input.name));
  return { name, inputs: fed, outputs, nodes, initializers: Object.fromEntries(initializers) };
}

function readNode(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const raw: Uint8Array[] = [];
  let name = '';
  let opType = '';
  let domain = '';
  readMessage(bytes, {
    [field.NODE.input]: stringField((value) => inputs.push(value)),
    [field.NODE.output]: stringField((value) => outputs.push(value)),
    [field.NODE.name]: stringField((value) => (name = value)),
    [field.NODE.opType]: stringField((value) => (opType = value)),
    [field.NODE.attribute]: bytesField((value) => raw.push(value)),
    [field.NODE.domain]: stringField((value) => (domain = value)),
  });
  const label = `node ${name === '' ? outputs.join(', ') : name} (${opType})`;
  return {
    ...{ opType, inputs, outputs },
    ...(name !== '' && { name }),
    ...(domain !== '' && domain !== 'ai.onnx' && { domain }),
    attributes: Object.fromEntries(raw.map((attribute) => readAttribute(attribute, label))),
  };
}

function readAttribute(bytes: Uint8Array, node: string): [name: string, attribute: OnnxAttribute] {
  let name = '';
  let type = 0;
  const singles: OnnxAttribute[] = [];
  const ints: (number | bigint)[] = [];
  const floats: number[] = [];
  const strings: string[] = [];
  readMessage(bytes, {
    [field.ATTRIBUTE.name]: stringField((value) => (name = value)),
    [field.ATTRIBUTE.float]: floatField((value) => singles.push({ kind: 'float', value })),
    [field.ATTRIBUTE.int]: intField((value) => singles.push({ kind: 'int', value: plain(value) })),
    [field.ATTRIBUTE.string]: stringField((value) => singles.push({ kind: 'string', value })),
    [field.ATTRIBUTE.tensor]: bytesField((value) =>
      singles.push({ kind: 'tensor', value: readTensor(value).tensor }),
    ),
    [field.ATTRIBUTE.floats]: floatField((value) => floats.push(value)),
    [field.ATTRIBUTE.ints]: intField((value) => ints.push(plain(value))),
    [field.ATTRIBUTE.strings]: stringField((value) => strings.push(value)),
    [field.ATTRIBUTE.type]: intField((value) => (type = Number(value))),
  });
  // The oldest files leave the type out.
  const single = singles.find(({ kind }) => type === 0 || field.ATTRIBUTE_TYPES[kind] === type);
  if (single) return [name, single];
  // A list may be empty; a single number or text that is 0 or empty may be left out of the file.
  if (type === field.ATTRIBUTE_TYPES.floats || floats.length > 0)
    return [name, { kind: 'floats', value: floats }];
  if (type === field.ATTRIBUTE_TYPES.ints || ints.length > 0) return [name, { kind: 'ints', value: ints }];
  if (type === field.ATTRIBUTE_TYPES.strings || strings.length > 0)
    return [name, { kind: 'strings', value: strings }];
  if (type === field.ATTRIBUTE_TYPES.float) return [name, { kind: 'float', value: 0 }];
  if (type === field.ATTRIBUTE_TYPES.int) return [name, { kind: 'int', value: 0 }];
  if (type === field.ATTRIBUTE_TYPES.string) return [name, { kind: 'string', value: '' }];
  throw new Error(`${node}: attribute ${name} is of a kind that is not read (type ${type})`);
}

const plain = (value: bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

function readValueInfo(bytes: Uint8Array): OnnxValueInfo {
  const dims: (number | string)[] = [];
  let name = '';
  let elementType = 0;
  const readDim = (value: Uint8Array): void => {
    let dim: number | string = '';
    readMessage(value, {
      [field.DIM.value]: intField((size) => (dim = Number(size))),
      [field.DIM.symbol]: stringField((symbol) => (dim = symbol)),
    });
    // Some exporters write −1 or 0 where any size will do.
    dims.push(typeof dim === 'number' && !(dim > 0) ? '' : dim);
  };
  const readShape = (value: Uint8Array): void =>
    readMessage(value, { [field.SHAPE.dim]: bytesField(readDim) });
  const readTensorType = (value: Uint8Array): void =>
    readMessage(value, {
      [field.TENSOR_TYPE.elementType]: intField((code) => (elementType = Number(code))),
      [field.TENSOR_TYPE.shape]: bytesField(readShape),
    });
  readMessage(bytes, {
    [field.VALUE_INFO.name]: stringField((value) => (name = value)),
    [field.VALUE_INFO.type]: bytesField((value) =>
      readMessage(value, { [field.TYPE.tensorType]: bytesField(readTensorType) }),
    ),
  });
  const type = ELEMENT_TYPES.get(elementType);
  if (!type) throw new Error(`input or output ${name} has element type ${elementType}, which is not read`);
  return { name, type, dims };
}
