/** @file A clock that a busy machine stretches, so that no test depends on the machine's speed. */

const STEP_MS = 5;

/** Goes on by one step whenever this process gets to run in time. Real time passes as fast at the most. */
export class StretchedClock {
  private _nowMs = 0;
  private readonly _timer = setInterval(() => {
    this._nowMs += STEP_MS;
  }, STEP_MS);

  /** Since the clock was made. */
  get nowMs(): number {
    return this._nowMs;
  }

  stop(): void {
    clearInterval(this._timer);
  }
}
