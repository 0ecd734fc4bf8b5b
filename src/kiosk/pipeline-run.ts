/** @file The pipeline of the pages: started once, counted when it restarts, and kept apart from why it stopped. */
import { Pipeline, type PipelineOptions, type PipelineReport } from '../workers/bridge.ts';

export interface PipelineRunHandlers {
  /** A new pipeline runs; it has no gallery yet. */
  onStart(): Promise<void>;
  onError(error: Error): void;
  onChange(): void;
}

export class PipelineRun {
  private _current: Pipeline | null = null;
  private _start: Promise<Pipeline> | null = null;
  private _report: PipelineReport | null = null;
  private _error: Error | null = null;
  private _restarts = 0;

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

  private async _begin(): Promise<Pipeline> {
    const pipeline = await Pipeline.start({ baseUrl: this._baseUrl, ...pipelineChoice(location.search) });
    pipeline.addEventListener('restart', () => {
      this._restarts += 1;
      this._report = pipeline.report;
      this._handlers.onChange();
    });
    pipeline.addEventListener('failed', (event) => {
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
function pipelineChoice(query: string): Pick<PipelineOptions, 'provider'> {
  const provider = new URLSearchParams(query).get('provider');
  return { provider: provider === 'wasm' || provider === 'webgpu' ? provider : 'auto' };
}
