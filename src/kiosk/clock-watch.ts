/** @file Watches whether the device's clock can be relied on while the kiosk runs, by `core/schedule/clock.ts`. */
import { type ClockReading, clockTrust, type ClockTrust } from '../core/schedule/clock.ts';

/** Milliseconds since the epoch, as the clock was when the page was opened and counted on steadily from there. */
export function steadyWallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Both clocks of this device, now. */
export function readClocks(): ClockReading {
  return { wallMs: Date.now(), steadyMs: steadyWallMs() };
}

/** IANA name of the zone that the device is set to; anybody who may set the device changes it. */
export function deviceTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export class ClockWatch {
  /** The latest moment in the log; −Infinity before it was read. `People` sets it. */
  latestMs = -Infinity;
  private _start: ClockReading;

  constructor(private readonly _read: () => ClockReading = readClocks) {
    this._start = _read();
  }

  /** As of now. */
  get trust(): ClockTrust {
    return clockTrust(this._start, this._read(), this.latestMs);
  }

  /** Somebody who knows the time has looked at the clock. */
  accept(): void {
    this._start = this._read();
  }
}
