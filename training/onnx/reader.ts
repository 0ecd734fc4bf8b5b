/**
 * @file Reads the bytes of an .onnx file as an `OnnxModel` (field numbers: onnx/onnx.proto).
 *
 * Checks that the file is whole and of the kinds that `types.ts` can say; what its operators mean is the business of
 * `nets/from-onnx.ts`. Types of inner values are left out, since the graph implies them.
 */
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

/** TensorProto.DataType. */
const ELEMENT_TYPES: ReadonlyMap<number, OnnxElementType> = new Map([
  [1, 'float32'],
  [6, 'int32'],
  [7, 'int64'],
  [9, 'bool'],
  [10, 'float16'],
]);

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
    1: intField((value) => (irVersion = Number(value))),
    2: stringField((value) => (producer = value)),
    7: bytesField((value) => graphs.push(readGraph(value))),
    8: bytesField((value) => opsets.push(readOpset(value))),
    25: bytesField(() => {
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
    1: stringField((value) => (domain = value)),
    2: intField((value) => (version = Number(value))),
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
    1: bytesField((value) => nodes.push(readNode(value))),
    2: stringField((value) => (name = value)),
    5: bytesField((value) => {
      const { name: tensorName, tensor } = readTensor(value);
      if (initializers.has(tensorName)) throw new Error(`two tensors are named ${tensorName}`);
      initializers.set(tensorName, tensor);
    }),
    11: bytesField((value) => inputs.push(readValueInfo(value))),
    12: bytesField((value) => outputs.push(readValueInfo(value))),
    15: bytesField(() => {
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
    1: stringField((value) => inputs.push(value)),
    2: stringField((value) => outputs.push(value)),
    3: stringField((value) => (name = value)),
    4: stringField((value) => (opType = value)),
    5: bytesField((value) => raw.push(value)),
    7: stringField((value) => (domain = value)),
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
    1: stringField((value) => (name = value)),
    2: floatField((value) => singles.push({ kind: 'float', value })),
    3: intField((value) => singles.push({ kind: 'int', value: plain(value) })),
    4: stringField((value) => singles.push({ kind: 'string', value })),
    5: bytesField((value) => singles.push({ kind: 'tensor', value: readTensor(value).tensor })),
    7: floatField((value) => floats.push(value)),
    8: intField((value) => ints.push(plain(value))),
    9: stringField((value) => strings.push(value)),
    20: intField((value) => (type = Number(value))),
  });
  const single = singles.find(({ kind }) => type === 0 || kind === SINGLE_KINDS.get(type));
  if (single) return [name, single];
  // A list may be empty; a single number or text that is 0 or empty may be left out of the file.
  if (type === 6 || floats.length > 0) return [name, { kind: 'floats', value: floats }];
  if (type === 7 || ints.length > 0) return [name, { kind: 'ints', value: ints }];
  if (type === 8 || strings.length > 0) return [name, { kind: 'strings', value: strings }];
  if (type === 1) return [name, { kind: 'float', value: 0 }];
  if (type === 2) return [name, { kind: 'int', value: 0 }];
  if (type === 3) return [name, { kind: 'string', value: '' }];
  throw new Error(`${node}: attribute ${name} is of a kind that is not read (type ${type})`);
}

/** AttributeProto.AttributeType of attributes that are no lists; the oldest files leave the type out. */
const SINGLE_KINDS: ReadonlyMap<number, OnnxAttribute['kind']> = new Map([
  [1, 'float'],
  [2, 'int'],
  [3, 'string'],
  [4, 'tensor'],
]);

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
      1: intField((size) => (dim = Number(size))),
      2: stringField((symbol) => (dim = symbol)),
    });
    // Some exporters write −1 or 0 where any size will do.
    dims.push(typeof dim === 'number' && !(dim > 0) ? '' : dim);
  };
  const readShape = (value: Uint8Array): void => readMessage(value, { 1: bytesField(readDim) });
  const readTensorType = (value: Uint8Array): void =>
    readMessage(value, {
      1: intField((code) => (elementType = Number(code))),
      2: bytesField(readShape),
    });
  readMessage(bytes, {
    1: stringField((value) => (name = value)),
    2: bytesField((value) => readMessage(value, { 1: bytesField(readTensorType) })),
  });
  const type = ELEMENT_TYPES.get(elementType);
  if (!type) throw new Error(`input or output ${name} has element type ${elementType}, which is not read`);
  return { name, type, dims };
}
