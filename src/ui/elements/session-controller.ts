/** @file Renders a component again whenever the session changes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { KioskSession } from '../../kiosk/session.ts';

export class SessionController implements ReactiveController {
  private _session: KioskSession | null = null;
  private _connected = false;
  private readonly _host: ReactiveControllerHost;
  private readonly _sessionOf: () => KioskSession | undefined;
  private readonly _onChange = () => {
    this._host.requestUpdate();
  };

  /** @param sessionOf - Reads the host's `session` property, which may be set after construction. */
  constructor(host: ReactiveControllerHost, sessionOf: () => KioskSession | undefined) {
    this._host = host;
    this._sessionOf = sessionOf;
    host.addController(this);
  }

  hostConnected(): void {
    this._connected = true;
    this._follow();
  }

  hostUpdate(): void {
    this._follow();
  }

  hostDisconnected(): void {
    this._connected = false;
    this._session?.removeEventListener('change', this._onChange);
    this._session = null;
  }

  private _follow(): void {
    // Lit finishes an update that was under way when the host was removed. Following the session then would leak the
    // host.
    if (!this._connected) return;
    const session = this._sessionOf() ?? null;
    if (session === this._session) return;
    this._session?.removeEventListener('change', this._onChange);
    session?.addEventListener('change', this._onChange);
    this._session = session;
  }
}
