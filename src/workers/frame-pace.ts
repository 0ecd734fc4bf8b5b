/** @file Measures how fast this device follows faces, and passes over frames of a slow one. */
import {
  followPace,
  isRecognised,
  NO_PACE,
  type Pace,
  type PacedFrame,
  pausePace,
} from '../core/pace/pace.ts';

export class FramePace {
  private _meter = NO_PACE;

  /** Whether the frame of this number is to be recognised. */
  isRecognized(sequence: number): boolean {
    return isRecognised(this._meter, sequence);
  }

  /** Takes in the next frame that was followed. */
  follow(frame: PacedFrame): Pace {
    this._meter = followPace(this._meter, frame);
    const { gapMs, cameraGapMs, stride, settled } = this._meter;
    return { gapMs, cameraGapMs, stride, settled };
  }

  /** No frame comes for a while. */
  pause(): void {
    this._meter = pausePace(this._meter);
  }
}
