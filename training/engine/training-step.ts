/**
 * @file Runs training steps: one ONNX session whose state goes back and forth between two sets of buffers. So a step
 * allocates nothing, and a failed step leaves the state before it untouched.
 */
import { Tensor } from './onnxruntime.ts';
import type { InferenceSession } from './onnxruntime.ts';
import { createRng } from '../../src/core/rng/rng.ts';
import type { DropoutSpec } from '../graph/scope.ts';
import { sizeOf } from '../graph/shape.ts';
import { averageRateAt } from '../optim/ema.ts';
import { createSession, feedTensor } from './devices.ts';
import type { DeviceOptions, TensorData } from './devices.ts';
import { AVERAGE_RATE, feedName, fetchName, REPORT, scalarName } from './program.ts';
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
    return new TrainingStep(program, await createSession(program.model, options), state);
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
    return { step: this._step, seed: this._seed, vectors: Object.fromEntries(vectors) };
  }

  /** @throws Error when the state is of another model. */
  restore(state: TrainingState): void {
    expectStateFits(this.program, state);
    this._current = vectorTensors(this.program, state);
    this._spare = vectorTensors(this.program, state);
    this._step = state.step;
    this._seed = state.seed;
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
    for (const [name, tensor] of Object.entries(this._current)) {
      if (tensor.size > 0) feeds[feedName(name)] = tensor;
    }
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

/** Copies of the state's vectors. */
function vectorTensors({ updated }: CompiledProgram, { vectors }: TrainingState): Record<string, Tensor> {
  const names = new Set([...Object.keys(updated), ...Object.keys(vectors)]);
  return Object.fromEntries(
    [...names].map((name) => [name, new Tensor('float32', vectors[name].slice(), [vectors[name].length])]),
  );
}

function expectStateFits({ updated, layout }: CompiledProgram, { vectors }: TrainingState): void {
  const wanted: Record<string, number> = { ...updated, frozen: layout.frozen.length };
  for (const [name, length] of Object.entries(wanted)) {
    const found = name in vectors ? vectors[name].length : 0;
    if (found !== length) {
      throw new Error(`State vector ${name} has ${found} numbers, this model and optimiser want ${length}.`);
    }
  }
}
