/**
 * @file Tells when nobody has touched an operator's page for a while, so that it closes before a visitor finds it.
 */

/** An open page or menu for the operator closes after this long without a touch. */
export const OPERATOR_IDLE_MS = 120_000;
/** The menu closes so soon while nobody has shown who they are. A passkey may take as long. */
export const GATE_IDLE_MS = 30_000;

/** So long before a page closes its operator is warned of changes that would be lost. */
export const LAST_CALL_MS = 30_000;

/** What counts as a sign of a person at the screen. */
export const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'input', 'wheel'] as const;

export class IdleTimer {
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _lastCall: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param _onIdle - Called once, `_idleMs` after the last `touch()`.
   * @param _onLastCall - Called once, `LAST_CALL_MS` before that.
   */
  constructor(
    private readonly _idleMs: number,
    private readonly _onIdle: () => void,
    private readonly _onLastCall: () => void = () => undefined,
  ) {}

  /** Starts the wait anew. */
  touch(): void {
    this.stop();
    this._timer = setTimeout(this._onIdle, this._idleMs);
    this._lastCall = setTimeout(this._onLastCall, this._idleMs - LAST_CALL_MS);
  }

  stop(): void {
    clearTimeout(this._timer);
    clearTimeout(this._lastCall);
  }
}
