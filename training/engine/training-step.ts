/**
 * @file Runs training steps: one ONNX session whose state goes back and forth between two sets of buffers. So a step
 * allocates nothing, and a failed step leaves the state before it untouched. What never changes is part of the model
 * that the session is made of, so that the runtime works it out and lays it out once.
 */
import { Tensor } from './onnxruntime.ts';
import type { InferenceSession } from './onnxruntime.ts';
import { createRng } from '../../src/core/rng/rng.ts';
import type { DropoutSpec } from '../graph/scope.ts';
import { sizeOf } from '../graph/shape.ts';
import type { OnnxModel } from '../onnx/types.ts';
import { encodeOnnxModel } from '../onnx/writer.ts';
import { averageRateAt } from '../optim/ema.ts';
import { createSession, feedTensor } from './devices.ts';
import type { DeviceOptions, TensorData } from './devices.ts';
import { AVERAGE_RATE, feedName, fetchName, REPORT, scalarName, STATE } from './program.ts';
import type { CompiledProgram } from './program.ts';
import type { TrainingState } from './state.ts';

export interface StepReport {
  /** Counts from 1. */
  readonly step: number;
  readonly loss: number;
  /** Length of the whole gradient, before clipping. */
  readonly gradientNorm: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The loss or the gradient became infinite or NaN. The state is still that before the step. */
export class NonFiniteStepError extends Error {
  override readonly name = 'NonFiniteStepError';
  readonly report: StepReport;

  constructor(report: StepReport) {
    super(
      `Step ${report.step}: loss ${report.loss}, gradient length ${report.gradientNorm}. ` +
        'Lower the learning rate, warm up for longer, or clip the gradient.',
    );
    this.report = report;
  }
}

export class TrainingStep {
  readonly program: CompiledProgram;
  private readonly _session: InferenceSession;
  /** What no step changes. */
  private readonly _fixed: Vectors;
  private readonly _report: Float32Array;
  private readonly _reportTensor: Tensor;
  private _current: Record<string, Tensor>;
  private _spare: Record<string, Tensor>;
  private _step: number;
  private _seed: number;

  private constructor(program: CompiledProgram, session: InferenceSession, state: TrainingState) {
    this.program = program;
    this._session = session;
    this._report = new Float32Array(2 + program.metrics.length);
    this._reportTensor = new Tensor('float32', this._report, [this._report.length]);
    this._fixed = fixedVectors(program, state);
    this._current = vectorTensors(program, state);
    this._spare = vectorTensors(program, state);
    this._step = state.step;
    this._seed = state.seed;
  }

  /** @throws Error when the device is not available or the state is of another model. */
  static async create(
    program: CompiledProgram,
    state: TrainingState,
    options: DeviceOptions = {},
  ): Promise<TrainingStep> {
    expectStateFits(program, state);
    const model = encodeOnnxModel(withConstants(program.model, fixedVectors(program, state)));
    return new TrainingStep(program, await createSession(model, options), state);
  }

  /** Steps taken. */
  get step(): number {
    return this._step;
  }

  /**
   * One step: forward, backward, update.
   *
   * @param batch - One entry for each of the program's inputs; borrowed until the promise settles.
   * @throws NonFiniteStepError when the step would spoil the parameters; the state then stays as it was.
   */
  async run(batch: Readonly<Record<string, TensorData>>, learningRate: number): Promise<StepReport> {
    const step = this._step + 1;
    const fetches: Record<string, Tensor> = { [REPORT]: this._reportTensor };
    for (const name of Object.keys(this.program.updated)) fetches[fetchName(name)] = this._spare[name];
    await this._session.run(this._feeds(batch, step, learningRate), fetches);
    const [loss, gradientNorm, ...metrics] = this._report;
    const report: StepReport = {
      ...{ step, loss, gradientNorm },
      metrics: Object.fromEntries(this.program.metrics.map((name, at) => [name, metrics[at]])),
    };
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) throw new NonFiniteStepError(report);
    [this._current, this._spare] = [this._spare, this._current];
    this._step = step;
    return report;
  }

  /** @returns A copy. */
  state(): TrainingState {
    const vectors = Object.entries(this._current).map(
      ([name, tensor]) => [name, (tensor.data as Float32Array).slice()] as const,
    );
    const all = { ...this._fixed, ...Object.fromEntries(vectors) };
    return { step: this._step, seed: this._seed, vectors: all };
  }

  /** @throws Error when the state is of another model, or has other frozen weights. */
  restore(state: TrainingState): void {
    expectStateFits(this.program, state);
    const fixed = fixedVectors(this.program, state);
    for (const [name, own] of Object.entries(this._fixed)) {
      if (!own.every((value, at) => Object.is(value, fixed[name][at]))) {
        throw new Error(`State vector ${name} never changes in a run; the state to restore has another.`);
      }
    }
    this._current = vectorTensors(this.program, state);
    this._spare = vectorTensors(this.program, state);
    this._step = state.step;
    this._seed = state.seed;
  }

  /** Writes the profile that `create` was asked for. */
  endProfile(): void {
    this._session.endProfiling();
  }

  release(): Promise<void> {
    return this._session.release();
  }

  private _feeds(
    batch: Readonly<Record<string, TensorData>>,
    step: number,
    learningRate: number,
  ): Record<string, Tensor> {
    const { inputs, dropouts, options } = this.program;
    const feeds: Record<string, Tensor> = {};
    for (const { name, type, shape } of inputs) {
      if (!(name in batch)) throw new Error(`The batch lacks ${name}.`);
      feeds[name] = feedTensor(name, type, shape, batch[name]);
    }
    for (const [name, tensor] of Object.entries(this._current)) feeds[feedName(name)] = tensor;
    const scalars: Record<string, number> = { ...options.optimiser.scalarsAt(step, learningRate) };
    if (typeof options.averageDecay === 'number') {
      scalars[AVERAGE_RATE] = averageRateAt(step, options.averageDecay);
    }
    for (const [name, value] of Object.entries(scalars)) {
      feeds[scalarName(name)] = new Tensor('float32', [value], []);
    }
    for (const [at, dropout] of dropouts.entries()) {
      feeds[dropout.input] = drawMask(dropout, this._seed, step, at);
    }
    return feeds;
  }
}

/** Depends on nothing but its arguments, so that a resumed run draws the same masks. */
function drawMask({ shape, rate }: DropoutSpec, seed: number, step: number, index: number): Tensor {
  const rng = createRng(Math.imul(seed, 0x9e3779b1) ^ Math.imul(step, 0x85ebca6b) ^ index);
  const kept = 1 / (1 - rate);
  const mask = Float32Array.from({ length: sizeOf(shape) }, () => (rng() < rate ? 0 : kept));
  return new Tensor('float32', mask, shape);
}

type Vectors = Readonly<Record<string, Float32Array>>;

/** The vectors that no step rewrites: frozen weights, and what is wanted as it was at the start. */
function fixedVectors({ updated }: CompiledProgram, { vectors }: TrainingState): Vectors {
  return Object.fromEntries(
    Object.entries(vectors).filter(([name, vector]) => !(name in updated) && vector.length > 0),
  );
}

/** Copies of the vectors that steps rewrite. */
function vectorTensors({ updated }: CompiledProgram, { vectors }: TrainingState): Record<string, Tensor> {
  return Object.fromEntries(
    Object.keys(updated).map((name) => [
      name,
      new Tensor('float32', vectors[name].slice(), [vectors[name].length]),
    ]),
  );
}

/** @returns The model with inputs made constant: layers behind them then cost what they cost in an exported model. */
function withConstants(model: OnnxModel, vectors: Vectors): OnnxModel {
  const { graph } = model;
  const constants = Object.entries(vectors).map(
    ([name, data]) => [feedName(name), { dims: [data.length], data }] as const,
  );
  const initializers = { ...graph.initializers, ...Object.fromEntries(constants) };
  const inputs = graph.inputs.filter(({ name }) => !(name in initializers));
  return { ...model, graph: { ...graph, inputs, initializers } };
}

function expectStateFits({ updated, layout, start }: CompiledProgram, { vectors }: TrainingState): void {
  const wanted: Record<string, number> = {
    ...updated,
    [STATE.frozen]: layout.frozen.length,
    [STATE.start]: start.length,
  };
  for (const [name, length] of Object.entries(wanted)) {
    const found = name in vectors ? vectors[name].length : 0;
    if (found !== length) {
      throw new Error(`State vector ${name} has ${found} numbers, this model and optimiser want ${length}.`);
    }
  }
}
