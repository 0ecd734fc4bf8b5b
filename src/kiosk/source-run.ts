/** @file Keeps the pipeline running on the session's source, also when either is exchanged. It judges nothing. */
import type { Observation } from '../core/observation.ts';
import type { VideoSource } from '../runtime/video-source.ts';
import type { Pipeline } from '../workers/bridge.ts';

export interface SourceRunHandlers {
  readonly onObservation: (observation: Observation) => void;
  /** The source's state is another. */
  readonly onSourceState: () => void;
  readonly wantLandmarks: () => boolean;
}

export class SourceRun {
  private _source: VideoSource | null = null;
  private _pipeline: Pipeline | null = null;
  private _stop: (() => void) | null = null;

  constructor(private readonly _handlers: SourceRunHandlers) {}

  get running(): boolean {
    return this._stop !== null;
  }

  /** The source's picture is there. */
  get live(): boolean {
    return this._source?.state.kind === 'live';
  }

  /**
   * @param pipeline - Null while no frames are wanted.
   * @returns Whether a run began: its frames are numbered anew.
   */
  follow(source: VideoSource, pipeline: Pipeline | null): boolean {
    if (source === this._source && pipeline === this._pipeline) return false;
    this.end();
    source.addEventListener('statechange', this._handlers.onSourceState);
    this._source = source;
    this._pipeline = pipeline;
    if (pipeline === null) return false;
    const { onObservation, wantLandmarks } = this._handlers;
    this._stop = pipeline.run(source, { onObservation, wantLandmarks });
    return true;
  }

  end(): void {
    this._stop?.();
    this._source?.removeEventListener('statechange', this._handlers.onSourceState);
    this._stop = null;
    this._source = null;
    this._pipeline = null;
  }
}
