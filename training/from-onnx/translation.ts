/**
 * @file What the translators of single ONNX operators work with: the values made so far, a node's inputs and
 * attributes, and parameters by name. Knows no operator.
 */
import type { Value } from '../graph/graph.ts';
import type { Initialiser, Scope } from '../graph/scope.ts';
import { sameShape } from '../graph/shape.ts';
import { attributeOf } from '../onnx/types.ts';
import type { OnnxNode, OnnxTensor } from '../onnx/types.ts';

/** A tensor that is known before the model runs. */
export interface ConstantOperand {
  readonly tensor: OnnxTensor;
  /** Name in the file; null where an exporter only numbered it. */
  readonly name: string | null;
}

/** A tensor that depends on the images. */
export interface RuntimeOperand {
  readonly value: Value;
  /** Whether a parameter has had a part in it: what comes before is preprocessing, and stays as it is. */
  readonly learned: boolean;
}

export type Operand = ConstantOperand | RuntimeOperand;

/** One building of an imported network in one graph. */
export interface Translation {
  readonly scope: Scope;
  /** Images per run that the file is fixed to; 1 where it is not. */
  readonly fileBatch: number;
  /** Images per run of the graph that is being built. */
  readonly batch: number;
  readonly operands: Map<string, Operand>;
  /** Parameters made so far, by name. */
  readonly parameters: Map<string, { readonly tensor: OnnxTensor; readonly value: Value }>;
  /** The file's numbers for the parameters and statistics made so far. */
  readonly weights: Map<string, OnnxTensor>;
  /** Names that the file itself gives to tensors: none is made that is one of these. */
  readonly fileNames: ReadonlySet<string>;
  readonly folded: Folded;
  /** Of ONNX's own operators. */
  readonly opset: number;
  /** The node that makes a value, by the value's name. */
  readonly makers: ReadonlyMap<string, OnnxNode>;
}

/** What nodes made of constants, kept from one building to the next: the same tensors, not equal ones. */
export type Folded = Map<
  OnnxNode,
  { readonly sources: readonly ConstantOperand[]; readonly made: ConstantOperand }
>;

export interface ParameterRole {
  /** Last part of the name, where the file has none worth keeping: `weight`, `bias`, … */
  readonly part: string;
  readonly initial: Initialiser;
  /** Whether weight decay applies. */
  readonly decay: boolean;
}

/** Names that exporters count up, and that would make freezing by pattern a matter of luck. */
const NUMBERED = /^\d+$|^onnx::|(^|[./])constant(_\d+)?(_output_\d+)?$/i;

/** @returns The name, or null where it says nothing. */
export function meaningfulName(name: string): string | null {
  return NUMBERED.test(name) ? null : name;
}

/**
 * PyTorch names a node by the path to its module, `/model/stages/stages.0/mlp/fc1/MatMul`, where a list's part repeats
 * the list's name, and the module's parameters by `model.stages.0.mlp.fc1.…`.
 *
 * @returns The module's name, so that a weight that was only numbered stands beside the others of its module; null
 *   for a node outside of any.
 */
function moduleOf(label: string): string | null {
  const [root, ...path] = label.split('/');
  if (root !== '' || path.length < 2) return null;
  const modules = path.slice(0, -1);
  return modules.filter((part, at) => !modules.at(at + 1)?.startsWith(`${part}.`)).join('.');
}

/** A node's inputs, attributes and parameters. Every error names the node and its operator. */
export class NodeView {
  readonly node: OnnxNode;
  readonly translation: Translation;
  /** The node's name, or its operator and number where it has none. */
  readonly label: string;

  constructor(node: OnnxNode, label: string, translation: Translation) {
    this.node = node;
    this.label = label;
    this.translation = translation;
  }

  /** @throws Error with the reason and where it arose. */
  fail(reason: string): never {
    throw new Error(`node ${this.label} (${this.node.opType}): ${reason}`);
  }

  has(index: number): boolean {
    return (this.node.inputs[index] ?? '') !== '';
  }

  operand(index: number): Operand {
    if (!this.has(index)) return this.fail(`input ${index} is missing`);
    const name = this.node.inputs[index];
    return this.translation.operands.get(name) ?? this.fail(`nothing before it makes its input ${name}`);
  }

  /** @returns An input as a value of the graph; a constant stays one. */
  value(index: number): Value {
    const operand = this.operand(index);
    if ('value' in operand) return operand.value;
    return this.translation.scope.graph.constant(operand.tensor.data, operand.tensor.dims);
  }

  /** @returns An input that has to be constant; null where it is left out. */
  constant(index: number): OnnxTensor | null {
    if (!this.has(index)) return null;
    const operand = this.operand(index);
    return 'tensor' in operand ? operand.tensor : this.fail(`input ${index} must be a constant`);
  }

  /** @returns A parameter for a constant input; an input that is computed is taken as it is. */
  parameter(index: number, role: ParameterRole): Value {
    const operand = this.operand(index);
    if ('value' in operand) return operand.value;
    const { scope, parameters, weights } = this.translation;
    const { tensor } = operand;
    if (!(tensor.data instanceof Float32Array)) return this.fail(`input ${index} must be of floats`);
    const name = this.parameterName(index, role.part);
    const known = parameters.get(name);
    if (known) return known.value;
    const value = scope.parameter(name, tensor.dims, role.initial, { decay: role.decay });
    parameters.set(name, { tensor, value });
    weights.set(name, tensor);
    return value;
  }

  /** @returns The file's name for a constant input, or one made of its module's; a shared tensor keeps its name. */
  parameterName(index: number, part: string): string {
    const operand = this.operand(index);
    const { parameters, weights, fileNames } = this.translation;
    if ('value' in operand) return `${this.label}.${part}`;
    const { tensor } = operand;
    const isOwn = (name: string): boolean => {
      const known = parameters.get(name)?.tensor;
      return known ? known.data === tensor.data && sameShape(known.dims, tensor.dims) : !weights.has(name);
    };
    if (operand.name !== null && isOwn(operand.name)) return operand.name;
    const module = moduleOf(this.label);
    const names =
      module === null ? [] : [`${module}.${part}`, `${module}.${this.label.split('/').at(-1)}.${part}`];
    const free = names.find((name) => !fileNames.has(name) && isOwn(name));
    return free ?? `${this.label}.${part}`;
  }

  /**
   * @returns The name of a statistic, whose start is noted. A shared tensor gets several: exporters join equal tensors,
   *   but each batch norm follows its own batches.
   */
  statisticName(index: number, part: string): string {
    const operand = this.operand(index);
    if ('value' in operand) return this.fail(`its ${part} must be a constant`);
    const { weights } = this.translation;
    const free = operand.name !== null && !weights.has(operand.name);
    const name = free ? operand.name : `${this.label}.${part}`;
    weights.set(name, operand.tensor);
    return name;
  }

  int(name: string, fallback: number): number {
    const attribute = attributeOf(this.node, name);
    if (!attribute) return fallback;
    return attribute.kind === 'int' ? Number(attribute.value) : this.fail(`attribute ${name} is no integer`);
  }

  float(name: string, fallback: number): number {
    const attribute = attributeOf(this.node, name);
    if (!attribute) return fallback;
    return attribute.kind === 'float' ? attribute.value : this.fail(`attribute ${name} is no number`);
  }

  text(name: string, fallback: string): string {
    const attribute = attributeOf(this.node, name);
    if (!attribute) return fallback;
    return attribute.kind === 'string' ? attribute.value : this.fail(`attribute ${name} is no text`);
  }

  ints(name: string): number[] | null {
    const attribute = attributeOf(this.node, name);
    if (!attribute) return null;
    if (attribute.kind !== 'ints') return this.fail(`attribute ${name} is no list of integers`);
    return attribute.value.map(Number);
  }

  /** @returns Axes, shapes and bounds: an attribute in older files, an input in newer ones. */
  list(name: string, index: number): number[] | null {
    const input = this.constant(index);
    return input ? Array.from<number | bigint, number>(input.data, Number) : this.ints(name);
  }
}

/** Makes the value of a node's first output, or of each of them. */
export type Translator = (view: NodeView) => Value | readonly Value[];
