/**
 * @file What a network, or a loss with weights of its own, sees while it builds its part of a graph: it asks for
 * parameters and running statistics by name, and the scope decides where they come from.
 */
import type { Graph, Value } from './graph.ts';
import type { Shape } from './shape.ts';

/** How a parameter starts. */
export type Initialiser =
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'constant'; readonly value: number };

export interface ParameterSpec {
  /** Dotted path, unique within a model, such as `stage1.block1.conv1.weight`. */
  readonly name: string;
  readonly shape: Shape;
  readonly initial: Initialiser;
  /** Whether weight decay applies: not to biases and batch norm. */
  readonly decay: boolean;
}

/** A number that training keeps beside the parameters, such as a batch norm's running mean. */
export interface StatisticSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: number;
}

/** A random mask that is fed with every step: 0, or 1/(1 − rate) where the value is kept. */
export interface DropoutSpec {
  /** Name of the graph's input. */
  readonly input: string;
  readonly shape: Shape;
  readonly rate: number;
}

/** A parameter or statistic as it was when training began. */
export interface StartSpec {
  readonly name: string;
  readonly shape: Shape;
}

export interface ScopeSource {
  readonly graph: Graph;
  /** Batch statistics and dropout, or neither. */
  readonly training: boolean;
  readonly parameter: (spec: ParameterSpec) => Value;
  readonly statistic: (spec: StatisticSpec) => Value;
  /** Whether a parameter is held as it is; its layer's statistics then stay too. Never, when absent. */
  readonly isFrozen?: (name: string) => boolean;
  /** What a parameter or statistic was when training began. Absent where nothing is trained. */
  readonly start?: (spec: StartSpec) => Value;
}

export class Scope {
  readonly graph: Graph;
  readonly training: boolean;
  readonly parameters: { readonly spec: ParameterSpec; readonly value: Value }[] = [];
  readonly statistics: { readonly spec: StatisticSpec; readonly value: Value }[] = [];
  /** New values of statistics, by name. */
  readonly updates = new Map<string, Value>();
  readonly dropouts: DropoutSpec[] = [];
  /** What was asked for as it was at the start. */
  readonly starts: StartSpec[] = [];
  private readonly _source: ScopeSource;
  private readonly _names = new Set<string>();

  constructor(source: ScopeSource) {
    this._source = source;
    this.graph = source.graph;
    this.training = source.training;
  }

  /** @throws Error when the name is taken. */
  parameter(name: string, shape: Shape, initial: Initialiser, { decay = true } = {}): Value {
    this._claim(name);
    const spec = { name, shape, initial, decay };
    const value = this._source.parameter(spec);
    this.parameters.push({ spec, value });
    return value;
  }

  /** @throws Error when the name is taken. */
  statistic(name: string, shape: Shape, initial: number): Value {
    this._claim(name);
    const spec = { name, shape, initial };
    const value = this._source.statistic(spec);
    this.statistics.push({ spec, value });
    return value;
  }

  /** Says what a statistic becomes after this step. */
  updateStatistic(name: string, value: Value): void {
    this.updates.set(name, value);
  }

  isFrozen(name: string): boolean {
    return this._source.isFrozen?.(name) ?? false;
  }

  /** A mask for `shape` that is drawn anew for each step. Only for training. */
  dropoutMask(name: string, shape: Shape, rate: number): Value {
    this._claim(name);
    const input = `${name}.mask`;
    this.dropouts.push({ input, shape, rate });
    return this.graph.input(input, shape);
  }

  /**
   * The same model as it was when training began, to build it a second time. What is frozen is the very same value
   * there, so that the graph holds its layers once.
   *
   * Only after the model itself was built, and only for what it asked for.
   */
  atStart(): Scope {
    const current = new Map(
      [...this.parameters, ...this.statistics].map(({ spec, value }) => [spec.name, value]),
    );
    const read = ({ name, shape }: StartSpec, moves: boolean): Value => {
      const value = current.get(name);
      if (!value) throw new Error(`the model has no ${name} that could have had a start`);
      if (!moves) return value;
      const start = { name, shape };
      this.starts.push(start);
      if (!this._source.start) throw new Error(`${name} has no start: nothing is trained here`);
      return this._source.start(start);
    };
    return new Scope({
      graph: this.graph,
      training: false,
      parameter: (spec) => read(spec, !this.isFrozen(spec.name)),
      statistic: (spec) => read(spec, this.updates.has(spec.name)),
    });
  }

  private _claim(name: string): void {
    if (this._names.has(name)) throw new Error(`two parts of the model are named ${name}`);
    this._names.add(name);
  }
}

export interface ModelSpec {
  readonly parameters: readonly ParameterSpec[];
  readonly statistics: readonly StatisticSpec[];
  /** What it also wants as it was at the start. */
  readonly starts: readonly StartSpec[];
}

/** Builds a model once in a graph that is thrown away, to learn what it needs. */
export function describeModel(
  graph: Graph,
  training: boolean,
  build: (scope: Scope) => void,
  isFrozen: (name: string) => boolean = () => false,
): ModelSpec {
  const scope = new Scope({
    ...{ graph, training, isFrozen },
    parameter: ({ name, shape }) => graph.input(name, shape),
    statistic: ({ name, shape }) => graph.input(name, shape),
    start: ({ name, shape }) => graph.input(`start.${name}`, shape),
  });
  build(scope);
  return {
    parameters: scope.parameters.map(({ spec }) => spec),
    statistics: scope.statistics.map(({ spec }) => spec),
    starts: scope.starts,
  };
}
