/** @file Wakes whoever waits for work. */
import { pause } from '../waiting.ts';

export class Bell {
  private _rung = false;
  private _waiting: AbortController | null = null;

  /** Whoever waits goes on; the next wait ends at once where nobody does. */
  ring(): void {
    this._rung = true;
    this._waiting?.abort();
  }

  /** Resolves when the bell was rung since the last wait, after `ms`, or when `signal` is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this._rung && !signal.aborted) {
      const waiting = new AbortController();
      const end = (): void => waiting.abort();
      this._waiting = waiting;
      signal.addEventListener('abort', end);
      await pause(ms, waiting.signal);
      signal.removeEventListener('abort', end);
      this._waiting = null;
    }
    this._rung = false;
  }
}
