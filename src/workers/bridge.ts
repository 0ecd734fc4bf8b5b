/**
 * @file The pages' one door to the workers: starts them, pumps frames through them, and starts them again when they
 * crash or hang. It judges no observation.
 */
import * as comlink from 'comlink';
import { pickModels } from '../core/manifest/select.ts';
import { includesModel } from '../core/manifest/lost-models.ts';
import type {
  AttackDetectorEntry,
  DetectorEntry,
  EmbedderEntry,
  FakeDetectorEntry,
} from '../core/manifest/types.ts';
import type { FaceSinkElsewhere } from '../core/matcher/types.ts';
import type { Match, Observation } from '../core/observation.ts';
import type { OnnxBuild } from '../core/site/onnx-build.ts';
import { readProcessors } from '../runtime/capabilities.ts';
import type { VideoSource } from '../runtime/video-source.ts';
import { candidates, fastest, photoBackend } from './backends.ts';
import { startFastest } from './backend-trial.ts';
import { FramePace } from './frame-pace.ts';
import { startPump } from './frame-pump.ts';
import { loadModelsStatus, type ModelsStatus } from './models-status.ts';
import { PipelineError, toPipelineError } from './pipeline-error.ts';
import type {
  Backend,
  BackendChoice,
  BackendTiming,
  FrameRequest,
  RecognitionOptions,
  RecognitionReport,
  TransferableFrame,
  VisionOptions,
} from './protocol.ts';
import { type LoadingWorkers, loadWorkers, startWorkerPair, type WorkerPair } from './worker-pair.ts';

export { loadModelsStatus, type ModelsStatus } from './models-status.ts';
export { PipelineError, type PipelineErrorCode } from './pipeline-error.ts';
export type { BackendChoice } from './protocol.ts';

export interface PipelineOptions {
  /** Absolute URL of the site; ends in a slash. */
  readonly baseUrl: string;
  /** `auto` unless given. */
  readonly provider?: BackendChoice;
  /** What was measured on this device before; nothing unless given. */
  readonly memory?: BackendMemory;
  /** `video`, the default, for `run`; `photos` for `describe`. */
  readonly mode?: VisionOptions['mode'];
  /** Stops the start; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Keeps what was measured. */
export interface BackendMemory {
  /** @param conditions - Under which it was measured; any others need a new measurement. */
  read(conditions: string): readonly BackendTiming[] | null;
  write(conditions: string, timings: readonly BackendTiming[]): void;
}

/** Detectors that failed on this device are null here. */
export interface PipelineReport extends RecognitionReport {
  readonly choice: BackendChoice;
  /** Empty where there was nothing to choose from. */
  readonly measured: readonly BackendTiming[];
  readonly embedder: EmbedderEntry;
  readonly fakeDetector: FakeDetectorEntry | null;
  readonly attackDetector: AttackDetectorEntry | null;
  readonly models: ModelsStatus;
}

export interface RunHandlers {
  onObservation(observation: Observation): void;
  wantLandmarks(): boolean;
}

/** The first frame after a start compiles the models, which takes seconds on a slow tablet. */
const HANG_MS = 15_000;
/** Workers that crash more often in this time are not started again. */
const MAX_RESTARTS = 3;
const RESTART_WINDOW_MS = 60_000;

/**
 * Events: `restart` (CustomEvent, detail: why) once the workers run again after a crash, `failed` (CustomEvent,
 * detail: PipelineError) when they could not be started again.
 */
export class Pipeline extends EventTarget {
  private _workers: WorkerPair | null = null;
  private _running: { readonly source: VideoSource; readonly handlers: RunHandlers } | null = null;
  /** What was measured of this device stays when the workers or the camera start anew. */
  private readonly _pace = new FramePace();
  private _stopPump: () => void = () => undefined;
  private _restartsMs: number[] = [];
  private _closed = false;
  private _backend: Backend;
  private _measured: readonly BackendTiming[] = [];

  /** @param _loading - The first workers; null once they are started. */
  private constructor(
    private readonly _plan: Plan,
    private _loading: LoadingWorkers | null,
  ) {
    super();
    [this._backend] = _plan.candidates;
  }

  /** @throws PipelineError; or the signal's reason. */
  static async start(options: PipelineOptions): Promise<Pipeline> {
    const workers = loadWorkers();
    const plan = await makePlan(options).catch((error: unknown) => {
      workers.stop();
      throw error;
    });
    const pipeline = new Pipeline(plan, workers);
    try {
      await pipeline._startFirst(options);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw toPipelineError(error);
    }
    return pipeline;
  }

  get report(): PipelineReport {
    const { embedder, fakeDetector, attackDetector } = this._plan.vision;
    const { report } = this._activeWorkers();
    const running = <Entry extends DetectorEntry>(entry: Entry | null): Entry | null =>
      entry !== null && includesModel(report.failed, entry) ? null : entry;
    return {
      ...report,
      choice: this._plan.choice,
      measured: this._measured,
      embedder,
      fakeDetector: running(fakeDetector),
      attackDetector: running(attackDetector),
      models: this._plan.models,
    };
  }

  /**
   * Pumps the source's frames through the workers until the returned function is called. One source at a time: a
   * new run ends the one before.
   */
  run(source: VideoSource, handlers: RunHandlers): () => void {
    this._stopPump();
    const run = { source, handlers };
    this._running = run;
    this._pump();
    return () => {
      if (this._running !== run) return;
      this._stopPump();
      this._running = null;
    };
  }

  /**
   * Examines one photo; in mode `photos` only. Takes ownership of `photo`.
   * @throws Error when the photo cannot be examined.
   */
  async describe(photo: ImageBitmap): Promise<Observation> {
    const nowMs = performance.now();
    return this._observe(photo, {
      sequence: 0,
      timestampMs: nowMs,
      waitMs: 0,
      grabMs: 0,
      source: 'file',
      turnDeg: 0,
      wantLandmarks: true,
      isRecognized: true,
    });
  }

  /** Where the gallery that every frame is compared with comes in. A worker that was restarted has none. */
  get gallery(): FaceSinkElsewhere<MessagePort> {
    return {
      connect: async () => {
        const { port1, port2 } = new MessageChannel();
        await this._activeWorkers().recognition.joinGallery(comlink.transfer(port1, [port1]));
        return port2;
      },
    };
  }

  /** Adds a subject to the gallery, or replaces what stands for one. @param vectors - Stay the caller's. */
  async putSubject(subjectId: string, vectors: readonly Float32Array[]): Promise<void> {
    await this._activeWorkers().recognition.putSubject(subjectId, vectors);
  }

  async removeSubject(subjectId: string): Promise<void> {
    await this._activeWorkers().recognition.removeSubject(subjectId);
  }

  /** Overwrites the gallery in the worker. */
  async clearGallery(): Promise<void> {
    await this._activeWorkers().recognition.clearGallery();
  }

  /** How near the nearest of `vectors` is to that subject; null for nobody of the gallery. */
  async similarityTo(subjectId: string, vectors: readonly Float32Array[]): Promise<number | null> {
    return this._activeWorkers().recognition.similarityTo(subjectId, vectors);
  }

  /** For each of the subjects who of the others is at least so near, best first. */
  async nearTo(subjectIds: readonly string[], minSimilarity: number): Promise<readonly (readonly Match[])[]> {
    return this._activeWorkers().recognition.nearTo(subjectIds, minSimilarity);
  }

  /** The nearest subjects to a unit vector, best first. */
  async identify(embedding: Float32Array, limit: number): Promise<readonly Match[]> {
    return this._activeWorkers().recognition.identify(embedding, limit);
  }

  /** Ends the workers at once; calls that are under way never settle. */
  close(): void {
    this._closed = true;
    this._stopPump();
    this._running = null;
    this._workers?.stop();
    this._workers = null;
  }

  /** On what was the fastest before, or on what is now. */
  private async _startFirst({ memory, signal }: PipelineOptions): Promise<void> {
    const { candidates: all, conditions } = this._plan;
    if (all.length > 1) this._measured = memory?.read(conditions) ?? [];
    const known = fastest(this._measured);
    if (known !== null || all.length === 1) {
      this._backend = known ?? this._backend;
      await this._startWorkers(signal);
      return;
    }
    const build = all.some(({ provider }) => provider === 'webgpu') ? 'webgpu' : 'wasm';
    const tried = await startFastest(all, (backend, limit = signal) =>
      this._startPair(backend, build, limit),
    );
    if (signal?.aborted) tried.pair.stop();
    signal?.throwIfAborted();
    this._backend = tried.backend;
    this._measured = tried.timings;
    this._adopt(tried.pair);
    // Where a build was out of reach, not everything was tried.
    if (tried.pair.report.build === build) memory?.write(conditions, tried.timings);
  }

  private async _startWorkers(signal?: AbortSignal): Promise<void> {
    this._adopt(await this._startPair(this._backend, this._backend.provider, signal));
  }

  private async _startPair(backend: Backend, build: OnnxBuild, signal?: AbortSignal): Promise<WorkerPair> {
    const { vision, recognition } = this._plan;
    const workers = this._loading ?? loadWorkers();
    this._loading = null;
    const pair = await startWorkerPair(
      workers,
      vision,
      { ...recognition, backend, build },
      (message) => {
        if (this._workers === pair) void this._restart(message);
      },
      signal,
    );
    return pair;
  }

  private _adopt(workers: WorkerPair): void {
    if (this._closed) {
      workers.stop();
      return;
    }
    this._workers = workers;
  }

  private async _restart(why: string): Promise<void> {
    this._stopPump();
    this._workers?.stop();
    this._workers = null;
    const nowMs = performance.now();
    this._restartsMs = [...this._restartsMs.filter((atMs) => nowMs - atMs < RESTART_WINDOW_MS), nowMs];
    try {
      if (this._restartsMs.length > MAX_RESTARTS) throw new PipelineError('workerFailed', why);
      await this._startWorkers();
    } catch (error) {
      this.dispatchEvent(new CustomEvent('failed', { detail: toPipelineError(error) }));
      return;
    }
    // Before the first frame: the new worker has no gallery to compare it with.
    this.dispatchEvent(new CustomEvent('restart', { detail: why }));
    this._pump();
  }

  private _pump(): void {
    if (!this._running || !this._workers) return;
    const { source, handlers } = this._running;
    const stop = startPump(source, this._pace, {
      observe: (frame, request) => this._observe(frame, request),
      onObservation: (observation) => {
        handlers.onObservation(observation);
      },
      onError: (error) => {
        void this._restart(error instanceof Error ? error.message : String(error));
      },
      wantLandmarks: () => handlers.wantLandmarks(),
    });
    this._stopPump = () => {
      stop();
      this._pace.pause();
    };
  }

  private async _observe(frame: TransferableFrame, request: FrameRequest): Promise<Observation> {
    const workers = this._activeWorkers();
    const watchdog = setTimeout(() => {
      if (this._workers === workers) void this._restart('The face tracker did not answer.');
    }, HANG_MS);
    try {
      return await workers.vision.observe(comlink.transfer(frame, [frame]), request);
    } finally {
      clearTimeout(watchdog);
    }
  }

  private _activeWorkers(): WorkerPair {
    if (!this._workers) throw new PipelineError('workerFailed', 'The face tracker is not running.');
    return this._workers;
  }
}

/** What the workers are started with, at first and after a crash. */
interface Plan {
  readonly models: ModelsStatus;
  readonly vision: VisionOptions;
  readonly recognition: Omit<RecognitionOptions, 'backend' | 'build'>;
  readonly choice: BackendChoice;
  readonly candidates: readonly [Backend, ...Backend[]];
  /** What the fastest backend depends on. */
  readonly conditions: string;
}

async function makePlan(options: PipelineOptions): Promise<Plan> {
  const url = (folder: string): string => new URL(`${folder}/`, options.baseUrl).href;
  const modelsUrl = url('models');
  const [models, processors] = await Promise.all([loadModelsStatus(options.baseUrl), readProcessors()]);
  const { embedder, fakeDetector, attackDetector, landmarker, companion } = pickModels(models.manifest);
  if (!embedder || !landmarker || !companion) {
    const missing = !embedder ? 'embedder' : !landmarker ? 'face landmarker' : 'face detector';
    throw new PipelineError('modelMissing', `There is no model for the ${missing}.`);
  }
  const { provider: choice = 'auto', mode = 'video' } = options;
  const { webgpu, wasmThreads, threads } = processors;
  const networks = [embedder, fakeDetector, attackDetector].map((entry) => entry?.sha256 ?? null);
  return {
    models,
    choice,
    candidates: mode === 'photos' ? [photoBackend(choice, processors)] : candidates(choice, processors),
    conditions: JSON.stringify([choice, networks, webgpu, wasmThreads, threads]),
    vision: {
      modelsUrl,
      mediapipeUrl: url('mediapipe'),
      landmarker,
      companion,
      embedder,
      fakeDetector,
      attackDetector,
      mode,
    },
    recognition: {
      modelsUrl,
      ortUrl: url('ort'),
      embedder,
      fakeDetector,
      attackDetector,
    },
  };
}
