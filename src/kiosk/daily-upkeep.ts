/** @file Does a piece of work at once, and then once a day. */
import { DAY_MS } from '../core/enrolment/retention.ts';

export class DailyUpkeep {
  private _timer: ReturnType<typeof setInterval> | undefined;

  /** @param failed - Is told why `work` failed; it is tried again a day later. */
  constructor(
    private readonly _work: () => Promise<void>,
    private readonly _failed: (error: unknown) => void,
  ) {}

  /** Begins anew where it has begun already. */
  start(): void {
    this.stop();
    const work = (): void => {
      this._work().catch(this._failed);
    };
    this._timer = setInterval(work, DAY_MS);
    work();
  }

  stop(): void {
    clearInterval(this._timer);
  }
}
