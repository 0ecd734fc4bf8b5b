/**
 * @file Watches the session's camera for signs of injected video while it runs. It judges nothing and draws nothing.
 */
import {
  type CameraFacts,
  type InjectionWatch,
  injectionFlags,
  startInjectionWatch,
  watchInjection,
} from '../core/liveness/injection.ts';
import type { InjectionFlag } from '../core/liveness/types.ts';
import type { Observation } from '../core/observation.ts';

/** The part of `Camera` that is read. */
export interface WatchedCamera {
  readonly facts: CameraFacts | null;
}

export class InjectionMonitor {
  private _watch: InjectionWatch | null = null;

  constructor(private readonly _camera: WatchedCamera) {}

  /** Signs of the camera that runs now, also before its first frame; none without a camera. */
  get flags(): readonly InjectionFlag[] {
    const watch = this._current();
    return watch ? injectionFlags(watch) : [];
  }

  /** The pictures so far are forgotten: somebody has looked. What the camera says of itself is told again. */
  restart(): void {
    this._watch = null;
  }

  /** Frames of a video file, which can open no door, are passed over. */
  observe({ source, timestampMs, frameHash, frame }: Observation): void {
    const watch = source === 'camera' ? this._current() : null;
    if (watch) this._watch = watchInjection(watch, { atMs: timestampMs, frameHash, frame });
  }

  /** A camera that was started anew is watched anew: its facts are another object. `CameraWatch` keeps the signs. */
  private _current(): InjectionWatch | null {
    const { facts } = this._camera;
    if (facts === null) this._watch = null;
    else if (this._watch?.facts !== facts) this._watch = startInjectionWatch(facts);
    return this._watch;
  }
}
