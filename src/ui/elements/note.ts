/** @file `<kiosk-note>`: a message in a box of its own, with an icon at its side. */
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import './kiosk-icon.ts';
import type { IconName } from './kiosk-icon.ts';

export type NoteTone = 'info' | 'good' | 'warn' | 'bad';

const ICONS: Readonly<Record<NoteTone, IconName>> = {
  info: 'info',
  good: 'circle-check',
  warn: 'triangle-alert',
  bad: 'circle-alert',
};

/** Give it `role="alert"` or `role="status"` where it appears later than the page and is to be read aloud. */
@customElement('kiosk-note')
export class KioskNote extends LitElement {
  static override styles = css`
    :host {
      box-sizing: border-box;
      display: flex;
      gap: var(--kiosk-space-3);
      align-items: flex-start;
      padding: var(--kiosk-space-3) var(--kiosk-space-4);
      border-radius: var(--kiosk-radius);
      background: var(--kiosk-sunken);
      text-wrap: pretty;
      overflow-wrap: break-word;
    }
    kiosk-icon {
      flex: none;
      margin-top: 0.1em;
    }
    /* Otherwise a long address would widen the note beyond the screen instead of being broken. */
    div {
      min-width: 0;
    }
    :host([tone='good']) {
      background: var(--kiosk-good-soft);
    }
    :host([tone='good']) kiosk-icon {
      color: var(--kiosk-good);
    }
    :host([tone='warn']) {
      background: var(--kiosk-warn-soft);
    }
    :host([tone='warn']) kiosk-icon {
      color: var(--kiosk-warn);
    }
    :host([tone='bad']) {
      background: var(--kiosk-bad-soft);
    }
    :host([tone='bad']) kiosk-icon {
      color: var(--kiosk-bad);
    }
  `;

  @property({ reflect: true }) tone: NoteTone = 'info';
  /** Instead of the tone's own icon. */
  @property() icon: IconName | null = null;

  override render() {
    return html`<kiosk-icon name=${this.icon ?? ICONS[this.tone]}></kiosk-icon>
      <div><slot></slot></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-note': KioskNote;
  }
}
