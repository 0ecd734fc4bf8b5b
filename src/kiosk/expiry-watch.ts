/** @file Has people erased at the moment at which their consent runs out. Keeps no list of them. */

/**
 * The longest wait of its timer. A device that slept, or whose clock was set, is late by no more; and no timer can wait
 * for longer than 24.8 days.
 */
const LONGEST_WAIT_MS = 60_000;

export interface ExpiryPorts {
  /** When the next consent runs out, milliseconds since the epoch; Infinity for none. */
  nextMs(): number;
  /** What consents are measured by now: no clock that is set back gives anybody more time. */
  nowMs(): number;
  /** Erases everybody whose consent has run out. */
  erase(): Promise<void>;
  failed(error: unknown): void;
}

export class ExpiryWatch {
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _running = false;
  /** Erasing is under way, or failed and is not tried again before the timer. */
  private _resting = false;

  constructor(private readonly _ports: ExpiryPorts) {}

  /** Begins anew where it has begun already: the people may be others now. */
  start(): void {
    this._running = true;
    this._wait();
  }

  stop(): void {
    this._running = false;
    clearTimeout(this._timer);
  }

  /** Looks at once, for whoever is about to compare a face with the people. Cheap. */
  check(): void {
    if (this._running && !this._resting && this._isDue()) void this._erase();
  }

  private async _erase(): Promise<void> {
    this._resting = true;
    try {
      await this._ports.erase();
    } catch (error) {
      this._ports.failed(error);
    }
    this._resting = this._isDue();
    this._wait();
  }

  private _isDue(): boolean {
    return this._ports.nextMs() <= this._ports.nowMs();
  }

  private _wait(): void {
    clearTimeout(this._timer);
    if (!this._running) return;
    const untilMs = this._ports.nextMs() - this._ports.nowMs();
    const waitMs = this._resting ? LONGEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, Math.max(0, untilMs));
    this._timer = setTimeout(() => {
      this._resting = false;
      if (this._isDue()) void this._erase();
      else this._wait();
    }, waitMs);
  }
}
