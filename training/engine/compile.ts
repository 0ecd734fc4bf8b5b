/** @file Builds the graph that trains a program by one step: forward, backward, update. */
import { gradients } from '../graph/gradients.ts';
import { fix, Graph } from '../graph/graph.ts';
import type { Value } from '../graph/graph.ts';
import { concat, reshape } from '../graph/ops/index.ts';
import { describeModel, Scope } from '../graph/scope.ts';
import type { ParameterSpec } from '../graph/scope.ts';
import { toOnnx } from '../graph/to-onnx.ts';
import { clipByGlobalNorm } from '../optim/clip.ts';
import { moveAverage } from '../optim/ema.ts';
import type { Layout } from '../optim/layout.ts';
import { flatInput, layOut, layOutParameters, readFlat, writeFlat } from '../optim/layout.ts';
import { AVERAGE_RATE, feedName, fetchName, REPORT, scalarName, slotName, STATE } from './program.ts';
import type { CompiledProgram, StateLayout, TrainingOptions, TrainingProgram } from './program.ts';

function declareInputs(graph: Graph, program: TrainingProgram): Record<string, Value> {
  return Object.fromEntries(
    program.inputs.map(({ name, shape, type }) => [name, graph.input(name, shape, type)]),
  );
}

/**
 * @throws ShapeError where shapes do not fit; Error when nothing is left to train, a parameter has no influence on
 *   the loss, or a metric is no scalar.
 */
export function compileProgram(program: TrainingProgram, options: TrainingOptions): CompiledProgram {
  const isFrozen = (name: string): boolean => (options.freeze ?? []).some((pattern) => pattern.test(name));
  const sketch = new Graph();
  const spec = describeModel(
    sketch,
    true,
    (scope) => program.build(scope, declareInputs(sketch, program)),
    isFrozen,
  );
  const layout = {
    trained: layOutParameters(spec.parameters.filter(({ name }) => !isFrozen(name))),
    frozen: layOut(spec.parameters.filter(({ name }) => isFrozen(name))),
    statistics: layOut(spec.statistics),
  };
  const start = layOut(spec.starts);
  if (layout.trained.length === 0) throw new Error('nothing to train: every parameter is frozen');

  const graph = new Graph();
  const inputs = declareInputs(graph, program);
  const { scope, vectors } = flatScope(graph, layout, start, isFrozen);
  const { loss, metrics } = program.build(scope, inputs);
  const update = buildUpdate(graph, loss, scope, vectors, layout, options);

  const scalars = [loss, update.norm, ...Object.values(metrics)].map((value) => reshape(value, [1]));
  const next = Object.entries(update.vectors).map(([name, value]) => [fetchName(name), value] as const);
  const model = toOnnx(graph, { ...Object.fromEntries(next), [REPORT]: concat(scalars, 0) });
  return {
    model,
    inputs: program.inputs,
    dropouts: scope.dropouts,
    spec,
    layout,
    start,
    updated: Object.fromEntries(
      Object.entries(update.vectors).map(([name, value]) => [name, value.shape[0]]),
    ),
    metrics: Object.keys(metrics),
    options,
  };
}

interface Vectors {
  readonly trained: Value;
  readonly frozen: Value | null;
  readonly statistics: Value | null;
}

const byName = (
  made: readonly { readonly spec: { readonly name: string }; readonly value: Value }[],
): Record<string, Value> => Object.fromEntries(made.map(({ spec, value }) => [spec.name, value]));

/** A scope whose parameters and statistics are stretches of flat inputs. */
function flatScope(
  graph: Graph,
  layout: StateLayout,
  start: Layout,
  isFrozen: (name: string) => boolean,
): { scope: Scope; vectors: Vectors } {
  const vectors = {
    trained: graph.input(feedName(STATE.trained), [layout.trained.length]),
    frozen: flatInput(graph, feedName(STATE.frozen), layout.frozen),
    statistics: flatInput(graph, feedName(STATE.statistics), layout.statistics),
  };
  const starts = flatInput(graph, feedName(STATE.start), start);
  const read = (flat: Value | null, { entries }: Layout, name: string): Value => {
    const entry = entries.find((candidate) => candidate.name === name);
    if (!flat || !entry) throw new Error(`the program asked for ${name} only the second time it was built`);
    return readFlat(flat, entry);
  };
  const part = (of: keyof StateLayout, name: string): Value => read(vectors[of], layout[of], name);
  const scope = new Scope({
    graph,
    training: true,
    parameter: ({ name }: ParameterSpec) =>
      isFrozen(name) ? fix(part('frozen', name)) : part('trained', name),
    statistic: ({ name }) => part('statistics', name),
    isFrozen,
    start: ({ name }) => fix(read(starts, start, name)),
  });
  return { scope, vectors };
}

function buildUpdate(
  graph: Graph,
  loss: Value,
  scope: Scope,
  state: Vectors,
  layout: StateLayout & { readonly trained: { readonly decayed: number } },
  { optimiser, clipNorm = null, averageDecay = null }: TrainingOptions,
): { vectors: Record<string, Value>; norm: Value } {
  const parameters = state.trained;
  const { entries, length, decayed } = layout.trained;
  const valueOf = byName(scope.parameters);
  const wrt = entries.map(({ name }) => valueOf[name]);
  const { gradient, norm } = clipByGlobalNorm(writeFlat(gradients(loss, wrt)), clipNorm);
  const named = (names: readonly string[], make: (name: string) => Value): Record<string, Value> =>
    Object.fromEntries(names.map((name) => [name, make(name)]));
  const result = optimiser.build({
    ...{ parameters, gradient, decayed },
    slots: named(optimiser.slots, (slot) => graph.input(feedName(slotName(slot)), [length])),
    scalars: named(optimiser.scalars, (scalar) => graph.input(scalarName(scalar), [])),
  });
  const vectors: Record<string, Value> = { [STATE.trained]: result.parameters };
  for (const slot of optimiser.slots) vectors[slotName(slot)] = result.slots[slot];
  if (averageDecay !== null) {
    const average = graph.input(feedName(STATE.average), [length]);
    const rate = graph.input(scalarName(AVERAGE_RATE), []);
    vectors[STATE.average] = moveAverage(average, result.parameters, rate);
  }
  if (state.statistics) {
    const old = byName(scope.statistics);
    vectors[STATE.statistics] = writeFlat(
      layout.statistics.entries.map(({ name }) => scope.updates.get(name) ?? old[name]),
    );
  }
  return { vectors, norm };
}
