/**
 * @file Makes one probability of a detector's answers: decides which steps they need and adds them to the file, so that
 * the kiosk runs it like any other detector. Runs no model.
 */
import { GRAPH, MODEL } from '../../../../training/onnx/fields.ts';
import { bytesField, readMessage } from '../../../../training/onnx/reader-wire.ts';
import {
  float32Tensor,
  int,
  int64Tensor,
  tensor,
  type OnnxNode,
  type OnnxTensor,
} from '../../../../training/onnx/types.ts';
import { encodeOnnxModel } from '../../../../training/onnx/writer.ts';
import { rewriteMessage } from '../onnx/wire.ts';
import { areProbabilities } from './judge-trial.ts';

export const ACTIVATIONS = ['none', 'sigmoid', 'softmax'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export interface WantedEnding {
  /** Which value stands for a real, live face, from 0. */
  readonly live?: number | undefined;
  /** Without it, what the answers need. */
  readonly activation?: Activation | undefined;
}

export interface Ending {
  readonly activation: Activation;
  /** Null: the one value is the probability of a fake or an attack already. */
  readonly live: number | null;
}

/** The output that the added steps end in. */
const PROBABILITY = 'facegate_probability';

/**
 * @param answers - To several images; equally long.
 * @throws Error that says which option is missing or wrong.
 */
export function decideEnding(answers: readonly Float32Array[], wanted: WantedEnding): Ending {
  const count = answers[0].length;
  const { live = null } = wanted;
  if (count > 1 && live === null) {
    throw new Error(
      `It gives ${count} values, one for each class. Say with --live which of them stands for a real, live face, counted ` +
        'from 0; all others then count as fakes or attacks.',
    );
  }
  if (live !== null && !(Number.isInteger(live) && live >= 0 && live < count)) {
    throw new Error(
      `It gives ${count} values, so --live must be ${count === 1 ? '0' : `from 0 to ${count - 1}`}.`,
    );
  }
  if (count === 1 && wanted.activation === 'softmax') {
    throw new Error(
      'It gives one value, and a softmax makes 1 of any single value. Say --activation sigmoid.',
    );
  }
  const areReady =
    count === 1
      ? answers.every(([value]) => value >= 0 && value <= 1)
      : answers.every((values) => areProbabilities(values));
  const activation = wanted.activation ?? (areReady ? 'none' : count === 1 ? 'sigmoid' : 'softmax');
  const used = answers.map((values) => values[live ?? 0]);
  const outside = used.find((value) => !(value >= 0 && value <= 1));
  if (activation === 'none' && outside !== undefined) {
    throw new Error(
      `It gives ${outside.toPrecision(3)}, which is no probability. Say --activation ${count === 1 ? 'sigmoid' : 'softmax'}.`,
    );
  }
  return { activation, live };
}

export interface EndedModel {
  readonly bytes: Uint8Array;
  readonly output: string;
  /** A sentence; empty where nothing was added. */
  readonly note: string;
}

/** @param model - Its output `output` gives one image's values. @returns The model with what the ending needs. */
export function withEnding(model: Uint8Array, output: string, { activation, live }: Ending): EndedModel {
  if (activation === 'none' && live === null) return { bytes: model, output, note: '' };
  const graph = rewriteMessage(graphOf(endingModel(output, activation, live)), {
    [GRAPH.name]: 'remove',
    [GRAPH.input]: 'remove',
  });
  const bytes = rewriteMessage(model, { [MODEL.graph]: (whole) => Buffer.concat([whole, graph]) });
  const steps = [
    ...(activation === 'none' ? [] : [`a ${activation}`]),
    ...(live === null ? [] : [`1 minus class ${live}, the live one`]),
  ];
  return { bytes, output: PROBABILITY, note: `Added to the file: ${steps.join(', ')}.` };
}

/** A model of the added operators alone. Constants are operators too, since old files list all tensors as inputs. */
function endingModel(output: string, activation: Activation, live: number | null): Uint8Array {
  const nodes: OnnxNode[] = [];
  let last = output;
  const add = (opType: string, others: readonly string[], attributes: OnnxNode['attributes'] = {}): void => {
    const name = `facegate_${opType.toLowerCase()}`;
    const isConstantFirst = opType === 'Sub';
    nodes.push({
      opType,
      inputs: isConstantFirst ? [...others, last] : [last, ...others],
      outputs: [name],
      attributes,
    });
    last = name;
  };
  const constant = (name: string, value: OnnxTensor): string => {
    nodes.push({ opType: 'Constant', inputs: [], outputs: [name], attributes: { value: tensor(value) } });
    return name;
  };
  add('Reshape', [constant('facegate_shape', int64Tensor([2], [1, -1]))]);
  if (activation === 'softmax') add('Softmax', [], { axis: int(1) });
  if (activation === 'sigmoid') add('Sigmoid', []);
  if (live !== null) {
    add('Gather', [constant('facegate_live', int64Tensor([1], [live]))], { axis: int(1) });
    add('Sub', [constant('facegate_one', float32Tensor([1, 1], [1]))]);
  }
  nodes.push({ opType: 'Identity', inputs: [last], outputs: [PROBABILITY] });
  return encodeOnnxModel({
    irVersion: 8,
    opsets: {},
    producer: '',
    graph: {
      name: '',
      inputs: [],
      outputs: [{ name: PROBABILITY, type: 'float32', dims: [1, 1] }],
      nodes,
      initializers: {},
    },
  });
}

function graphOf(model: Uint8Array): Uint8Array {
  let graph: Uint8Array = new Uint8Array();
  readMessage(model, { [MODEL.graph]: bytesField((value) => (graph = value)) });
  return graph;
}
