/**
 * @file The pipeline of the pages: started once, anew when an administrator has it run on something else, counted when
 * it restarts, and kept apart from why it stopped.
 */
import { type BackendChoice, Pipeline, type PipelineReport } from '../workers/bridge.ts';
import { backendMemory, keepBackendChoice, readBackendChoice } from './backend-memory.ts';

export interface PipelineRunHandlers {
  /** A new pipeline runs; it has no gallery yet. */
  onStart(): Promise<void>;
  /** A worker was started again; it has no gallery yet. */
  onRestart(): void;
  onError(error: Error): void;
  onChange(): void;
}

export class PipelineRun {
  private _current: Pipeline | null = null;
  private _start: Promise<Pipeline> | null = null;
  private _report: PipelineReport | null = null;
  private _error: Error | null = null;
  private _restarts = 0;
  /** By the settings; null before they are open. */
  private _chosen: BackendChoice | null = null;
  /** What the pipeline was started on. */
  private _startedOn: BackendChoice | null = null;

  constructor(
    private readonly _baseUrl: string,
    private readonly _handlers: PipelineRunHandlers,
  ) {}

  /** Null until `start()` has succeeded. */
  get current(): Pipeline | null {
    return this._current;
  }

  /** What the models run on; kept while a crashed worker is started again. */
  get report(): PipelineReport | null {
    return this._report;
  }

  /** Why the pipeline stopped or did not start; null while it runs or starts. */
  get error(): Error | null {
    return this._error;
  }

  /** How often a crashed worker was started again since the page was opened. */
  get restarts(): number {
    return this._restarts;
  }

  /**
   * Loads and tests the models, once; a failed start may be tried again.
   * @throws PipelineError
   */
  start(): Promise<Pipeline> {
    this._start ??= this._begin().catch((error: unknown) => {
      this._stopped(error);
      throw error;
    });
    return this._start;
  }

  /** What the settings say that the networks run on. A pipeline that runs or starts on another choice starts anew. */
  async choose(choice: BackendChoice): Promise<void> {
    keepBackendChoice(choice);
    this._chosen = choice;
    const before = this._start;
    if (before === null || choiceInAddress() !== null || choice === this._startedOn) return;
    this._start = before
      .catch(() => null)
      .then((pipeline) => {
        this._current = null;
        pipeline?.close();
        this._handlers.onChange();
        return this._begin();
      })
      .catch((error: unknown) => {
        this._stopped(error);
        throw error;
      });
    await this._start.catch(() => undefined);
  }

  /** The page ends, and its workers with it. */
  end(): void {
    const pipeline = this._current;
    this._current = null;
    pipeline?.close();
  }

  private async _begin(): Promise<Pipeline> {
    const choice = choiceInAddress() ?? this._chosen ?? readBackendChoice();
    this._startedOn = choice;
    const pipeline = await Pipeline.start({
      baseUrl: this._baseUrl,
      provider: choice,
      memory: backendMemory,
    });
    pipeline.addEventListener('restart', () => {
      if (this._current !== pipeline) return;
      this._restarts += 1;
      this._report = pipeline.report;
      this._handlers.onRestart();
      this._handlers.onChange();
    });
    pipeline.addEventListener('failed', (event) => {
      if (this._current !== pipeline) return;
      pipeline.close();
      this._stopped((event as CustomEvent<unknown>).detail);
    });
    this._error = null;
    this._current = pipeline;
    this._report = pipeline.report;
    await this._handlers.onStart();
    this._handlers.onChange();
    return pipeline;
  }

  private _stopped(error: unknown): void {
    this._current = null;
    this._start = null;
    this._error = error instanceof Error ? error : new Error(String(error));
    this._handlers.onError(this._error);
    this._handlers.onChange();
  }
}

/** `?provider=wasm|webgpu` forces a choice, for tests and for comparing devices. */
function choiceInAddress(): BackendChoice | null {
  const provider = new URLSearchParams(location.search).get('provider');
  return provider === 'wasm' || provider === 'webgpu' ? provider : null;
}
