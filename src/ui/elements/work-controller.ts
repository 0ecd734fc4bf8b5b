/** @file Runs one piece of a component's work at a time, and keeps how it stands: busy, done or failed. */
import { type ReactiveControllerHost, type TemplateResult, html, nothing } from 'lit';
import { errorText } from '../../locales/errors.ts';
import './note.ts';

/**
 * The page waits this long so that the browser paints "busy" first: Argon2id, which derives keys from passphrases,
 * then holds the main thread for about a second. Not `requestAnimationFrame`, which a hidden tab never calls.
 */
const PAINT_MS = 30;

export class WorkController {
  private _busy = false;
  private _done: string | null = null;
  private _error: string | null = null;

  /**
   * @param _host - Is drawn anew at every change. What a piece of work came to goes when somebody types or chooses
   *   something there: it spoke of what stood there before.
   */
  constructor(private readonly _host: Pick<ReactiveControllerHost, 'requestUpdate'> & EventTarget) {
    for (const type of ['input', 'change']) {
      _host.addEventListener(type, () => {
        if (this._done !== null || this._error !== null) this.clear();
      });
    }
  }

  get busy(): boolean {
    return this._busy;
  }

  /** Why the last piece of work failed, in the reader's language; null when it did not. */
  get error(): string | null {
    return this._error;
  }

  /**
   * Never rejects. Does nothing while another piece of work is under way.
   *
   * @param work - May return the sentence that reports success.
   */
  async run(work: () => Promise<string | null> | Promise<void>): Promise<void> {
    if (this._busy) return;
    this._set(true, null, null);
    try {
      await new Promise((resolve) => setTimeout(resolve, PAINT_MS));
      const done = await work();
      this._set(false, done ?? null, null);
    } catch (error) {
      this._set(false, null, errorText(error));
    }
  }

  /** Shows why something failed that was not started by `run`. */
  fail(error: unknown): void {
    this._set(this._busy, null, errorText(error));
  }

  /** Takes away what the last piece of work came to. */
  clear(): void {
    this._set(this._busy, null, null);
  }

  /** What the last piece of work came to, as a note that is read aloud. */
  outcome(): TemplateResult | typeof nothing {
    if (this._error !== null) return html`<kiosk-note tone="bad" role="alert">${this._error}</kiosk-note>`;
    if (this._done !== null) return html`<kiosk-note tone="good" role="status">${this._done}</kiosk-note>`;
    return nothing;
  }

  private _set(busy: boolean, done: string | null, error: string | null): void {
    [this._busy, this._done, this._error] = [busy, done, error];
    this._host.requestUpdate();
  }
}
