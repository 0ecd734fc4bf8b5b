/**
 * @file Which of the open tabs runs the kiosk: one leads, the others wait. A Web Lock decides. The browser frees it
 * when its tab is closed, killed, or left. Knows no element.
 */

export type TabState =
  /** Not answered yet. */
  | 'asking'
  | 'leading'
  /** Another tab leads. This one leads as soon as that one is closed. */
  | 'waiting'
  /** It led until another tab took over. It never leads again: the kiosk of this tab must stop. */
  | 'lost';

const LOCK = 'facegate kiosk';
/** After a reload the page gets the lock a moment later than the old page ends; that is no other tab. */
const PATIENCE_MS = 500;

/** Event `change` whenever `state` did. */
export class TabLead extends EventTarget {
  private _state: TabState = 'asking';
  private _queued = new AbortController();

  get state(): TabState {
    return this._state;
  }

  /** Leads where no other tab does, and waits otherwise. Where the browser has no Web Locks, every tab leads. */
  ask(): void {
    // Not there at an address that is not secure, whatever the types say.
    if (!('locks' in navigator)) {
      this._to('leading');
      return;
    }
    setTimeout(() => {
      if (this._state === 'asking') this._to('waiting');
    }, PATIENCE_MS);
    this._hold({ signal: this._queued.signal });
  }

  /** Leads now; the tab that does loses it. */
  take(): void {
    this._queued.abort();
    this._hold({ steal: true });
  }

  private _hold(options: LockOptions): void {
    const held = async (): Promise<never> => {
      this._to('leading');
      return new Promise<never>(() => undefined);
    };
    navigator.locks.request(LOCK, options, held).catch(() => {
      // This tab itself ended a request that was still waiting.
      if (this._state === 'leading' && options.signal?.aborted !== true) this._to('lost');
    });
  }

  private _to(state: TabState): void {
    this._state = state;
    this.dispatchEvent(new Event('change'));
  }
}
