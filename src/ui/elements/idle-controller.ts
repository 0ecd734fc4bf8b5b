/** @file Watches an operator's page for a touch as long as it is shown. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ACTIVITY_EVENTS, IdleTimer, OPERATOR_IDLE_MS } from './idle-timer.ts';

/** The wait begins when the page is shown, and anew at each touch of it. */
export class IdleController implements ReactiveController {
  private readonly _timer: IdleTimer;
  private readonly _onActivity = (): void => {
    this.touch();
  };

  /** @param whenIdle - As `IdleTimer` calls them, after `OPERATOR_IDLE_MS`. */
  constructor(
    private readonly _host: ReactiveControllerHost & EventTarget,
    ...whenIdle: readonly [onIdle: () => void, onLastCall?: () => void]
  ) {
    this._timer = new IdleTimer(OPERATOR_IDLE_MS, ...whenIdle);
    _host.addController(this);
  }

  /** Something else shows that somebody is there. */
  touch(): void {
    this._timer.touch();
  }

  hostConnected(): void {
    for (const type of ACTIVITY_EVENTS)
      this._host.addEventListener(type, this._onActivity, { passive: true });
    this.touch();
  }

  hostDisconnected(): void {
    for (const type of ACTIVITY_EVENTS) this._host.removeEventListener(type, this._onActivity);
    this._timer.stop();
  }
}
