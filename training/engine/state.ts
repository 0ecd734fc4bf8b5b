/** @file The state of a training run as plain data: its start, and the named weights inside it. */
import type { OnnxTensor } from '../onnx/types.ts';
import { initialise } from '../optim/layout.ts';
import type { Layout } from '../optim/layout.ts';
import { sameShape, showShape } from '../graph/shape.ts';
import type { CompiledProgram, StateLayout } from './program.ts';
import { slotName, STATE } from './program.ts';

export interface TrainingState {
  /** Steps taken. */
  readonly step: number;
  /** Seed of the dropout masks. */
  readonly seed: number;
  /** Flat vectors by name: `trained`, `frozen`, `statistics`, `start`, `average`, `optimiser.<slot>`. */
  readonly vectors: Readonly<Record<string, Float32Array>>;
}

/** Parameters and running statistics of a model by name. */
export type Weights = Readonly<Record<string, OnnxTensor>>;

/**
 * @param weights - Used in place of the random start where names match, as for fine-tuning.
 * @throws Error when a weight of that name has another shape, or the program wants a start that they lack.
 */
export function initialState(
  { layout, start, spec, updated, options }: CompiledProgram,
  seed: number,
  weights: Weights = {},
): TrainingState {
  const statistics = new Float32Array(layout.statistics.length);
  for (const { name, offset, size } of layout.statistics.entries) {
    const initial = spec.statistics.find((statistic) => statistic.name === name)?.initial ?? 0;
    statistics.fill(initial, offset, offset + size);
  }
  const parts = {
    trained: initialise(layout.trained, spec.parameters, seed),
    frozen: initialise(layout.frozen, spec.parameters, seed),
    statistics,
  };
  for (const part of ['trained', 'frozen', 'statistics'] as const) {
    fillFrom(parts[part], layout[part], weights);
  }
  const vectors: Record<string, Float32Array> = { ...parts };
  if (start.length > 0) vectors[STATE.start] = startVector(start, weights);
  for (const slot of options.optimiser.slots) {
    vectors[slotName(slot)] = new Float32Array(layout.trained.length);
  }
  if (STATE.average in updated) vectors[STATE.average] = parts.trained.slice();
  return { step: 0, seed, vectors };
}

function startVector(layout: Layout, weights: Weights): Float32Array {
  const missing = layout.entries.find(({ name }) => !(name in weights));
  if (missing) {
    throw new Error(
      `${missing.name} has no start to be held near: the run must begin from a whole model (init).`,
    );
  }
  const flat = new Float32Array(layout.length);
  fillFrom(flat, layout, weights);
  return flat;
}

function fillFrom(flat: Float32Array, layout: Layout, weights: Weights): void {
  for (const { name, shape, offset } of layout.entries) {
    if (!(name in weights)) continue;
    const { dims, data } = weights[name];
    if (!sameShape(dims, shape)) {
      throw new Error(`weight ${name} has shape ${showShape(dims)}, the model wants ${showShape(shape)}`);
    }
    flat.set(data as Float32Array, offset);
  }
}

/**
 * @param useAverage - Take the moving average of the trained parameters, where the run keeps one.
 * @returns Copies, by name.
 */
export function weightsOf(layout: StateLayout, state: TrainingState, useAverage = false): Weights {
  const { vectors } = state;
  const trained = useAverage ? (vectors[STATE.average] ?? vectors[STATE.trained]) : vectors[STATE.trained];
  const sources = [
    [layout.trained, trained],
    [layout.frozen, vectors[STATE.frozen]],
    [layout.statistics, vectors[STATE.statistics]],
  ] as const;
  return Object.fromEntries(
    sources.flatMap(([{ entries }, flat]) =>
      entries.map(({ name, shape, offset, size }) => [
        name,
        { dims: shape, data: flat.slice(offset, offset + size) },
      ]),
    ),
  );
}
