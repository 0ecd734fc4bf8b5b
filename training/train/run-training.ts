/** @file The training loop: batches in, steps, validations, checkpoints. Stops and goes on without a trace. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { expectSameModel, loadCheckpoint, saveCheckpoint } from '../engine/checkpoint.ts';
import type { DeviceOptions } from '../engine/devices.ts';
import { weightsOf } from '../engine/state.ts';
import { NonFiniteStepError, TrainingStep } from '../engine/training-step.ts';
import type { StepReport } from '../engine/training-step.ts';
import { createLoader } from '../loader/loader.ts';
import type { Loader } from '../loader/types.ts';
import type { RunEvent, ValidationEvent } from '../run/events.ts';
import { RUN_FILES } from '../run/files.ts';
import { openRun } from '../run/run-folder.ts';
import type { RunFolder } from '../run/run-folder.ts';
import type { Tracker } from '../run/tracker.ts';
import { feedsOf } from './batch-feeds.ts';
import { INPUT_MEAN, INPUT_STD, perChannel } from '../evaluate/network-model.ts';
import type { TrainConfig } from './config.ts';
import { createControl } from './control.ts';
import type { Control } from './control.ts';
import { findHardest, mapEmbeddings } from './report-files.ts';
import { createStepLog } from './step-log.ts';
import { buildSession } from './session.ts';
import type { Session } from './session.ts';
import { findStartModel } from './start-model.ts';
import { validate, validationSets } from './validate.ts';
import type { ValidationSet } from './validate.ts';

export interface RunTrainingOptions extends DeviceOptions {
  readonly config: TrainConfig;
  readonly dataFolder: string;
  readonly runFolder: string;
  /** Go on from the folder's latest checkpoint. */
  readonly resume: boolean;
  /** Threads that decode and augment. */
  readonly workers: number;
  /** Besides the log. */
  readonly trackers: readonly Tracker[];
  /** Aborting saves a checkpoint and ends the run; it can be resumed. */
  readonly signal: AbortSignal;
}

export interface TrainingResult {
  readonly steps: number;
  readonly finished: boolean;
  /** Of the last validation. */
  readonly validation: ValidationEvent | null;
  /** Best checkpoint by EER, relative to the run's folder. */
  readonly best: string | null;
}

/** Batches that are ready or being made while a step runs. */
const BATCHES_AHEAD = 4;
/** So many steps in a row with an infinite loss end the run. */
const MOST_SKIPPED = 20;

/** What a checkpoint holds besides the state of the engine. */
const extraSchema = v.object({
  control: v.unknown(),
  /** Batch of the sampler that comes next: ahead of the steps where some were skipped. */
  nextBatch: v.number(),
});

/** @throws Error when data, checkpoint or configuration do not fit together, or the loss stays infinite. */
export async function runTraining(options: RunTrainingOptions): Promise<TrainingResult> {
  const { config, runFolder, resume, trackers } = options;
  const startModel = await findStartModel(config, options);
  const session = buildSession(config, options.dataFolder, startModel);
  const control = createControl(config, session.sampler.stepsPerEpoch);
  const checkpoint = resume ? await loadCheckpoint(join(runFolder, RUN_FILES.latest)) : null;
  const extra = checkpoint && v.parse(extraSchema, checkpoint.extra);
  if (checkpoint) expectSameModel(checkpoint.layout, session.program.layout);
  if (extra) control.restore(extra.control);
  const state = checkpoint?.state ?? session.start;
  const run = await openRun(runFolder, { config, ...(checkpoint && { resumeAt: state.step }) });
  if (startModel && !checkpoint) await writeFile(join(runFolder, RUN_FILES.start), startModel.bytes);
  const nextBatch = extra?.nextBatch ?? 0;
  const step = await TrainingStep.create(session.program, state, options);
  const loader = createLoader({
    datasets: session.datasets.map(({ folder }) => folder),
    tensor: {
      size: session.network.inputSize,
      alignment: config.alignment,
      mean: perChannel(INPUT_MEAN),
      std: perChannel(INPUT_STD),
    },
    augment: config.augment,
    workers: options.workers,
    ahead: BATCHES_AHEAD,
    plan: (number) => session.sampler.batchAt(number),
    fromStep: nextBatch,
  });
  const training = new Training(options, session, control, run, step, loader, nextBatch);
  try {
    return await training.run();
  } finally {
    await loader.close();
    await step.release();
    run.close();
    for (const dataset of session.datasets) dataset.close();
    await Promise.all(trackers.map((tracker) => tracker.close()));
  }
}

class Training {
  private readonly _options: RunTrainingOptions;
  private readonly _session: Session;
  private readonly _control: Control;
  private readonly _run: RunFolder;
  private readonly _step: TrainingStep;
  private readonly _loader: Loader;
  private readonly _sets: readonly ValidationSet[];
  private _latest: ValidationEvent | null = null;
  private _nextBatch: number;

  constructor(
    options: RunTrainingOptions,
    session: Session,
    control: Control,
    run: RunFolder,
    step: TrainingStep,
    loader: Loader,
    nextBatch: number,
  ) {
    this._options = options;
    this._session = session;
    this._control = control;
    this._run = run;
    this._step = step;
    this._loader = loader;
    this._nextBatch = nextBatch;
    const { validation, seed } = options.config;
    this._sets = validationSets(session.datasets, validation.pairsPerKind, seed);
  }

  async run(): Promise<TrainingResult> {
    const { config, signal, resume } = this._options;
    const { people, sampler, program } = this._session;
    this._note(
      resume ? 'resume' : 'start',
      `${people} people, ${sampler.batchSize} images a batch, ${sampler.stepsPerEpoch} batches an epoch, ` +
        `${program.layout.trained.length} parameters`,
    );
    const log = createStepLog(config.logEverySteps, sampler.batchSize);
    let skipped = 0;
    let stopped = false;
    while (this._step.step < config.steps && !signal.aborted && !stopped) {
      const { plan, images, starvedMs } = await this._loader.next();
      this._nextBatch = plan.step + 1;
      const rate = this._control.rateAt(this._step.step + 1);
      const report = await this._tryStep(feedsOf(plan, images, config.losses, config.seed), rate);
      if (report === null) {
        skipped += 1;
        if (skipped >= MOST_SKIPPED) {
          throw new Error(
            `The loss stayed infinite for ${skipped} steps. Lower the learning rate or clip more.`,
          );
        }
        continue;
      }
      skipped = 0;
      const alarm = this._control.watch(report);
      if (alarm !== null) this._note('alarm', alarm);
      const line = log.add(report, { epoch: plan.epoch, learningRate: rate, starvedMs });
      if (line) this._emit({ ...line, type: 'step', atMs: Date.now() });
      const isLast = report.step === config.steps;
      if (isLast || report.step % config.validation.everySteps === 0) {
        stopped = await this._validate(plan.epoch);
        log.restart();
      }
      if (isLast || stopped || report.step % config.checkpointEverySteps === 0) await this._save();
    }
    if (signal.aborted) await this._save();
    const finished = !signal.aborted;
    if (finished) await this._leaveForReport();
    this._note('stop', finished ? 'finished' : 'interrupted; --resume goes on from here');
    const best = [...this._run.leaderboard].sort((a, b) => a.eer - b.eer).at(0)?.path ?? null;
    return { steps: this._step.step, finished, validation: this._latest, best };
  }

  /** @returns null where the step would have spoilt the weights; they are as before. */
  private async _tryStep(...[feeds, rate]: Parameters<TrainingStep['run']>): Promise<StepReport | null> {
    try {
      return await this._step.run(feeds, rate);
    } catch (error) {
      if (!(error instanceof NonFiniteStepError)) throw error;
      this._note('alarm', `step skipped: ${error.message}`);
      return null;
    }
  }

  /** @returns Whether the run should stop early. */
  private async _validate(epoch: number): Promise<boolean> {
    const { config, device, threads } = this._options;
    const { network, program } = this._session;
    const weights = weightsOf(program.layout, this._step.state(), config.averageDecay !== null);
    const { similarities, ...figures } = await validate(network, weights, this._sets, {
      ...(device && { device }),
      ...(threads !== undefined && { threads }),
      alignment: config.alignment,
    });
    const { step } = this._step;
    const event: ValidationEvent = { type: 'validation', atMs: Date.now(), step, epoch, ...figures };
    this._latest = event;
    this._emit(event);
    await this._run.writeValidation({ step, similarities });
    const stop = this._control.observe(figures);
    const batch = step % this._session.sampler.stepsPerEpoch;
    await this._run.offer({ step, epoch, batch, accuracy: figures.accuracy, eer: figures.eer }, (path) =>
      this._saveTo(path),
    );
    return stop;
  }

  private async _leaveForReport(): Promise<void> {
    const { config, device, threads } = this._options;
    const { network, program, start } = this._session;
    if (network.outputSize === 1) return;
    const options = { ...(device && { device }), ...(threads !== undefined && { threads }) };
    const before = weightsOf(program.layout, start);
    const after = weightsOf(program.layout, this._step.state(), config.averageDecay !== null);
    const map = await mapEmbeddings(network, { before, after }, this._sets, config.alignment, options);
    if (map) await this._run.writePca(map);
    await this._run.writeHardest(await findHardest(network, after, this._sets, config.alignment, options));
  }

  private async _save(): Promise<void> {
    const { step } = this._step;
    this._emit({ type: 'checkpoint', atMs: Date.now(), step, path: RUN_FILES.latest });
    await this._saveTo(this._run.latestPath);
  }

  private async _saveTo(path: string): Promise<void> {
    const { layout, options } = this._session.program;
    await saveCheckpoint(path, {
      state: this._step.state(),
      layout,
      optimiser: options.optimiser.name,
      extra: { control: this._control.state(), nextBatch: this._nextBatch },
    });
  }

  private _note(type: 'start' | 'resume' | 'alarm' | 'stop', message: string): void {
    this._emit({ type, atMs: Date.now(), step: this._step.step, message });
  }

  private _emit(event: RunEvent): void {
    this._run.append(event);
    for (const tracker of this._options.trackers) tracker.event(event);
  }
}
