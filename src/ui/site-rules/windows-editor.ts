/** @file `<kiosk-windows-editor>`: hours of the week, as rows of days with a time from and a time until. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TimeWindow, Weekday } from '../../core/schedule/types.ts';
import { weekdayText } from '../../locales/hours.ts';
import { MAX_WINDOWS } from '../../storage/site-rules-codec.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/kiosk-icon.ts';

const DAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const OFFICE_HOURS: TimeWindow = { days: [1, 2, 3, 4, 5], fromMinute: 8 * 60, untilMinute: 18 * 60 };

/** Dispatches `change` (detail: the new windows). It changes nothing by itself. */
@localized()
@customElement('kiosk-windows-editor')
export class KioskWindowsEditor extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--kiosk-space-3);
      }
      fieldset {
        display: grid;
        gap: var(--kiosk-space-3);
        margin: 0;
        padding: var(--kiosk-space-3);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
        min-width: 0;
      }
      .days {
        display: grid;
        grid-template-columns: repeat(7, minmax(0, 1fr));
        gap: var(--kiosk-space-1);
      }
      @media (max-width: 480px) {
        .days {
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
      }
      .days button {
        min-height: var(--kiosk-target);
        padding: 0;
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
        background: var(--kiosk-surface);
        color: inherit;
        font: inherit;
        font-size: var(--kiosk-text-s);
        cursor: pointer;
      }
      .days button[aria-pressed='true'] {
        border-color: var(--kiosk-accent);
        box-shadow: inset 0 0 0 1px var(--kiosk-accent);
        font-weight: 700;
      }
      .times {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--kiosk-space-3);
      }
      label {
        display: grid;
        gap: var(--kiosk-space-1);
      }
      input {
        min-height: var(--kiosk-target);
        padding: 0 var(--kiosk-space-3);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
        background: var(--kiosk-surface);
        color: inherit;
        font: inherit;
      }
    `,
  ];

  @property({ attribute: false }) windows: readonly TimeWindow[] = [];
  /** Nobody changes them here. */
  @property({ type: Boolean }) disabled = false;

  override render() {
    return html`${this.windows.map((window, at) => this._row(window, at))}
    ${
      this.windows.length < MAX_WINDOWS && !this.disabled
        ? html`<wa-button appearance="outlined" @click=${() => this._set([...this.windows, OFFICE_HOURS])}>
            <kiosk-icon slot="start" name="timer"></kiosk-icon>${msg('Add hours')}
          </wa-button>`
        : nothing
    }`;
  }

  private _row(window: TimeWindow, at: number) {
    const language = document.documentElement.lang || 'en';
    const change = (part: Partial<TimeWindow>) => {
      this._set(this.windows.map((one, index) => (index === at ? { ...one, ...part } : one)));
    };
    const { days, fromMinute, untilMinute } = window;
    return html`<fieldset aria-label=${msg(str`Hours, row ${at + 1}`)}>
      <div class="days">
        ${DAYS.map(
          (day) =>
            html`<button
              type="button"
              ?disabled=${this.disabled}
              aria-pressed=${days.includes(day)}
              aria-label=${weekdayText(day, language, 'long')}
              @click=${() => {
                change({ days: toggled(days, day) });
              }}
            >
              ${weekdayText(day, language)}
            </button>`,
        )}
      </div>
      <div class="times">
        ${this._time(msg('From'), fromMinute, (minute) => {
          change({ fromMinute: minute });
        })}
        ${this._time(msg('Until'), untilMinute, (minute) => {
          change({ untilMinute: minute });
        })}
        <wa-button
          appearance="plain"
          ?disabled=${this.disabled}
          @click=${() => this._set(this.windows.filter((_, index) => index !== at))}
        >
          <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Remove these hours')}
        </wa-button>
      </div>
      ${
        untilMinute <= fromMinute
          ? html`<p class="quiet small">
              ${
                fromMinute === 0 && untilMinute === 0
                  ? msg('The whole day.')
                  : msg('Continues past midnight into the next day.')
              }
            </p>`
          : nothing
      }
    </fieldset>`;
  }

  private _time(label: string, minute: number, set: (minute: number) => void) {
    return html`<label
      >${label}
      <input
        type="time"
        required
        ?disabled=${this.disabled}
        .value=${clock(minute)}
        @change=${(event: Event) => {
          const [hours, minutes] = (event.target as HTMLInputElement).value.split(':').map(Number);
          // A field that is half filled in has no value; the time before then stays.
          if (Number.isInteger(hours) && Number.isInteger(minutes)) set(hours * 60 + minutes);
        }}
    /></label>`;
  }

  private _set(windows: readonly TimeWindow[]): void {
    this.dispatchEvent(new CustomEvent('change', { detail: windows }));
  }
}

/** A row without a day would let nobody pass, so the last day cannot be removed. */
function toggled(days: readonly Weekday[], day: Weekday): readonly Weekday[] {
  if (!days.includes(day)) return [...days, day].sort((a, b) => a - b);
  return days.length === 1 ? days : days.filter((one) => one !== day);
}

/** As `<input type="time">` has it. */
function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-windows-editor': KioskWindowsEditor;
  }
}
