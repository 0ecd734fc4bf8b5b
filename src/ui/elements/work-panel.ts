/** @file What the operator's panels that do one piece of work at a time have in common: busy, done, failed. */
import { LitElement, html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { baseStyles, noteStyles } from './base-styles.ts';
import { errorText } from '../../locales/errors.ts';
import { errorNote } from './error-note.ts';
import './kiosk-icon.ts';
import { panelStyles } from './panel-styles.ts';
import type { KioskSession } from '../../kiosk/session.ts';

/** One piece of work that may fail, with its outcome in words. */
export abstract class WorkPanel extends LitElement {
  static override styles = [baseStyles, noteStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() protected _busy = false;
  @state() private _done: string | null = null;
  @state() private _error: string | null = null;

  /** @param work - Returns the sentence that reports success; null where the panel ends with it. */
  protected async _run(work: () => Promise<string | null>): Promise<void> {
    if (this._busy) return;
    this._busy = true;
    this._done = this._error = null;
    try {
      await new Promise((resolve) => setTimeout(resolve, 30));
      this._done = await work();
    } catch (error) {
      this._error = errorText(error);
    } finally {
      this._busy = false;
    }
  }

  /** The work was done, or given up. */
  protected _finish(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }

  protected _outcome() {
    return this._done === null
      ? errorNote(this._error)
      : html`<p class="note good" role="status">
          <kiosk-icon name="circle-check"></kiosk-icon><span>${this._done}</span>
        </p>`;
  }
}
