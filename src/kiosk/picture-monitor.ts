/** @file Watches whether the camera's picture stands still or shows nothing. Draws nothing. */
import { NO_PICTURES, type PictureFault, watchPicture } from '../core/liveness/picture-fault.ts';
import type { Observation } from '../core/observation.ts';

export class PictureMonitor {
  private _watch = NO_PICTURES;

  /** @param _changed - Called after a fault has begun or ended. */
  constructor(private readonly _changed: () => void) {}

  /** Null while the picture moves. It ends by itself, and forgives nothing. */
  get fault(): PictureFault | null {
    return this._watch.fault;
  }

  /** A video file may stand still. */
  observe({ source, timestampMs, frameHash }: Observation): void {
    if (source !== 'camera') return;
    const { fault } = this._watch;
    this._watch = watchPicture(this._watch, timestampMs, frameHash);
    if (this._watch.fault !== fault) this._changed();
  }
}
