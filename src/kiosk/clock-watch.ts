/**
 * @file Watches whether the device's clock is set back while the kiosk runs, against a clock that nobody can set. Reads both
 * through what it is given; what the log says of the clock is the store's to know.
 */
import { type ClockReading, wasSetBack } from '../core/schedule/clock.ts';

export class ClockWatch {
  private _start: ClockReading;

  constructor(private readonly _read: () => ClockReading) {
    this._start = _read();
  }

  get setBack(): boolean {
    return wasSetBack(this._start, this._read());
  }

  /** Somebody who knows the time has looked at the clock. */
  accept(): void {
    this._start = this._read();
  }
}
