/**
 * @file What an ONNX file holds: its operators, and the files in which it keeps weights. Reads subgraphs and
 * functions too, and judges nothing.
 */
import {
  ATTRIBUTE,
  DATA_TYPES,
  GRAPH,
  MODEL,
  NODE,
  OPSET,
  TENSOR,
} from '../../../../training/onnx/fields.ts';
import { bytesField, intField, readMessage, stringField } from '../../../../training/onnx/reader-wire.ts';
import { ENTRY, FUNCTION, SUBGRAPH } from './fields.ts';

export interface OnnxOperator {
  readonly type: string;
  /** Empty: ONNX's own. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Of its attributes, those that are one whole number. */
  readonly numbers: ReadonlyMap<string, number>;
}

export interface OnnxSurvey {
  /** By domain; the empty domain is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Of the graph, its subgraphs and its functions. */
  readonly operators: readonly OnnxOperator[];
  /** Functions that the file defines itself, as `domain:name`. */
  readonly functions: ReadonlySet<string>;
  /** Paths beside the file, as it writes them, each once. */
  readonly weightFiles: readonly string[];
  /** Values of constant truths, by name. */
  readonly truths: ReadonlyMap<string, boolean>;
  readonly graphs: number;
}

const EXTERNAL = 1n;

/** @throws Error when the bytes are no complete protobuf message of this kind. */
export function surveyOnnx(bytes: Uint8Array): OnnxSurvey {
  const opsets = new Map<string, number>();
  const operators: OnnxOperator[] = [];
  const functions = new Set<string>();
  const weightFiles = new Set<string>();
  const truths = new Map<string, boolean>();
  let graphs = 0;
  const onTensor = (tensor: Uint8Array, constant?: string): void => {
    const { name, truth, file } = readTensorHead(tensor);
    if (truth !== null) truths.set(constant ?? name, truth);
    if (file !== null) weightFiles.add(file);
  };
  const onGraph = (graph: Uint8Array): void =>
    readMessage(graph, {
      [GRAPH.node]: bytesField(onNode),
      [GRAPH.initializer]: bytesField((tensor) => onTensor(tensor)),
    });
  const onNode = (node: Uint8Array): void => void operators.push(readOperator(node, onGraph, onTensor));
  readMessage(bytes, {
    [MODEL.irVersion]: intField(() => undefined),
    [MODEL.graph]: bytesField((graph) => {
      graphs += 1;
      onGraph(graph);
    }),
    [MODEL.opset]: bytesField((opset) => {
      const [domain, version] = readOpset(opset);
      opsets.set(domain, version);
    }),
    [MODEL.functions]: bytesField((definition) => {
      let [name, domain] = ['', ''];
      readMessage(definition, {
        [FUNCTION.name]: stringField((value) => (name = value)),
        [FUNCTION.domain]: stringField((value) => (domain = value)),
        [FUNCTION.node]: bytesField(onNode),
      });
      functions.add(`${domain}:${name}`);
    }),
  });
  return { opsets, operators, functions, weightFiles: [...weightFiles], truths, graphs };
}

function readOpset(bytes: Uint8Array): [domain: string, version: number] {
  let domain = '';
  let version = 0;
  readMessage(bytes, {
    [OPSET.domain]: stringField((value) => (domain = value)),
    [OPSET.version]: intField((value) => (version = Number(value))),
  });
  return [plainDomain(domain), version];
}

/** The long form of the name of ONNX's own operators. */
const plainDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain);

function readOperator(
  bytes: Uint8Array,
  onGraph: (graph: Uint8Array) => void,
  onTensor: (tensor: Uint8Array, constant?: string) => void,
): OnnxOperator {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const numbers = new Map<string, number>();
  let type = '';
  let domain = '';
  const readAttribute = (attribute: Uint8Array): void => {
    // Fields come in the order of their numbers, so the name is first.
    let name = '';
    readMessage(attribute, {
      [ATTRIBUTE.name]: stringField((value) => (name = value)),
      [ATTRIBUTE.int]: intField((value) => numbers.set(name, Number(value))),
      // The writer of Constant names the value by the operator's output.
      [ATTRIBUTE.tensor]: bytesField((tensor) => onTensor(tensor, outputs.at(0))),
      [SUBGRAPH.tensors]: bytesField((tensor) => onTensor(tensor)),
      [SUBGRAPH.graph]: bytesField(onGraph),
      [SUBGRAPH.graphs]: bytesField(onGraph),
    });
  };
  readMessage(bytes, {
    [NODE.input]: stringField((value) => inputs.push(value)),
    [NODE.output]: stringField((value) => outputs.push(value)),
    [NODE.opType]: stringField((value) => (type = value)),
    [NODE.domain]: stringField((value) => (domain = plainDomain(value))),
    [NODE.attribute]: bytesField(readAttribute),
  });
  return { type, domain, inputs, outputs, numbers };
}

/**
 * @returns The tensor's name, its value where it is a truth, and the file that holds its data; null where it holds them
 * itself.
 */
function readTensorHead(bytes: Uint8Array): { name: string; truth: boolean | null; file: string | null } {
  let name = '';
  let type = 0;
  let first = 0;
  const { external, entries } = readExternal(bytes, {
    [TENSOR.name]: stringField((value) => (name = value)),
    [TENSOR.dataType]: intField((value) => (type = Number(value))),
    [TENSOR.rawData]: bytesField(([value]) => (first = value)),
    [TENSOR.int32Data]: intField((value) => (first = Number(value))),
  });
  const truth = type === DATA_TYPES.bool && !external ? first === 1 : null;
  return { name, truth, file: external ? (entries.get('location') ?? '') : null };
}

export interface ExternalData {
  readonly external: boolean;
  /** `location`, `offset`, `length` and so on. */
  readonly entries: ReadonlyMap<string, string>;
}

/** @param fields - What else to read of the tensor. */
export function readExternal(
  tensor: Uint8Array,
  fields: Parameters<typeof readMessage>[1] = {},
): ExternalData {
  const entries = new Map<string, string>();
  let external = false;
  readMessage(tensor, {
    ...fields,
    [TENSOR.externalData]: bytesField((entry) => {
      let [key, text] = ['', ''];
      readMessage(entry, {
        [ENTRY.key]: stringField((value) => (key = value)),
        [ENTRY.value]: stringField((value) => (text = value)),
      });
      entries.set(key, text);
    }),
    [TENSOR.dataLocation]: intField((value) => (external = value === EXTERNAL)),
  });
  return { external, entries };
}
