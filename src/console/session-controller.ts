/** @file Draws a page of the console anew when its session changes, at most once each tenth of a second. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConsoleSession } from './site/console-session.ts';

/** While 100,000 people are read, each batch would draw the page. */
const DRAW_EVERY_MS = 100;

export class ConsoleController implements ReactiveController {
  private _session: ConsoleSession | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private readonly _changed = (): void => {
    this._timer ??= setTimeout(() => {
      this._timer = undefined;
      this._onChange();
      this._host.requestUpdate();
    }, DRAW_EVERY_MS);
  };

  /**
   * @param _sessionOf - Reads the host's property, which is set after construction.
   * @param _onChange - Before the page is drawn.
   */
  constructor(
    private readonly _host: ReactiveControllerHost,
    private readonly _sessionOf: () => ConsoleSession,
    private readonly _onChange: () => void = () => undefined,
  ) {
    _host.addController(this);
  }

  hostUpdate(): void {
    if (this._session !== null) return;
    this._session = this._sessionOf();
    this._session.addEventListener('change', this._changed);
  }

  hostDisconnected(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    this._session?.removeEventListener('change', this._changed);
    this._session = null;
  }
}
