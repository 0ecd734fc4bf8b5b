/** @file `<kiosk-health-finding>`: one thing that Health has found, what to do, and a button where one helps. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { isClockBehind } from '../../../core/schedule/clock.ts';
import type { PreflightCheck } from '../../../locales/preflight-check.ts';
import { recordPlaceText } from '../../../locales/stored-records.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/note.ts';

@localized()
@customElement('kiosk-health-finding')
export class KioskHealthFinding extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @property({ attribute: false }) check!: PreflightCheck;

  override render() {
    const { id, title, state, detail, command, technical } = this.check;
    return html`<kiosk-note tone=${state === 'warn' ? 'warn' : 'bad'} data-check=${id}>
      <div class="stack">
        <span><strong>${title}</strong><br />${detail}</span>
        ${command === null ? nothing : html`<code>${command}</code>`}
        ${technical === null ? nothing : html`<span class="small" lang="en" dir="ltr">${technical}</span>`}
        ${id === 'records' ? this._doubts() : nothing} ${id === 'clock' ? this._clock() : nothing}
      </div>
    </kiosk-note>`;
  }

  private _doubts() {
    const { records, people, access } = this.session;
    const { doubts } = records;
    const whose =
      doubts.people === 'all'
        ? [msg('Everybody: it is not known whose record is old')]
        : doubts.people.map((id) => people.names.of(id) ?? msg(str`Record ${id}, missing or unreadable`));
    return html`<ul>
        ${[...doubts.records.map(recordPlaceText), ...whose].map((name) => html`<li><bdi>${name}</bdi></li>`)}
      </ul>
      <span>
        ${msg('None of these people are let in. Settings among them have their safest values, and hours let nobody in. Nothing is deleted. An administrator decides. Records shows when it was noticed.')}
      </span>
      ${
        access.may('storedRecords')
          ? html`<wa-button appearance="outlined" @click=${() => records.accept()}>
              ${msg('I have checked each of them: use them as they are')}
            </wa-button>`
          : nothing
      }`;
  }

  private _clock() {
    if (!isClockBehind(Date.now(), this.session.clock.latestMs) || !this.session.access.may('clock'))
      return nothing;
    return html`<wa-button appearance="outlined" @click=${() => this.session.site.acceptClock()}>
      ${msg('The clock is right: use it again')}
    </wa-button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-health-finding': KioskHealthFinding;
  }
}
