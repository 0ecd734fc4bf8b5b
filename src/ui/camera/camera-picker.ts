/** @file `<kiosk-camera-picker>`: which camera, and how its picture is turned, as selects. Changes nothing itself. */
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { QUARTER_TURNS_DEG, type QuarterTurnDeg } from '../../core/geometry/quarter-turn.ts';
import { turnText } from '../../locales/camera.ts';
import { settingText } from '../../locales/settings.ts';
import type { Camera, CameraDevice } from '../../runtime/camera.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { perLanguage } from '../elements/per-language.ts';

/** The value of “let the browser choose”, since an option needs one. */
const ANY = 'any';

/**
 * Dispatches `pick` (CustomEvent<string | null>: a deviceId, or null for the browser's choice) and `turn`
 * (CustomEvent<QuarterTurnDeg>).
 */
@localized()
@customElement('kiosk-camera-picker')
export class KioskCameraPicker extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--kiosk-space-3);
      }
    `,
  ];

  @property({ attribute: false }) camera!: Camera;
  @property({ attribute: false }) value: string | null = null;
  @property({ attribute: false }) turnDeg: QuarterTurnDeg = 0;
  @state() private _devices: readonly CameraDevice[] = [];

  private readonly _refresh = () => {
    void this._list().catch(() => undefined);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.camera.addEventListener('statechange', this._refresh);
    if ('mediaDevices' in navigator) navigator.mediaDevices.addEventListener('devicechange', this._refresh);
    this._refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.camera.removeEventListener('statechange', this._refresh);
    if ('mediaDevices' in navigator)
      navigator.mediaDevices.removeEventListener('devicechange', this._refresh);
  }

  override render() {
    const chosen = this._devices.some(({ deviceId }) => deviceId === this.value) ? this.value : null;
    return perLanguage(
      html`<wa-select label=${msg('Camera')} .value=${chosen ?? ANY} @change=${this._pick}>
          <wa-option value=${ANY}>${msg('Any camera')}</wa-option>
          ${this._devices.map(
            ({ deviceId, label }, index) =>
              html`<wa-option value=${deviceId}>${label || msg(str`Camera ${index + 1}`)}</wa-option>`,
          )}
        </wa-select>
        <wa-select
          label=${settingText('cameraTurnDeg')}
          hint=${msg('For a camera that is mounted sideways or upside down.')}
          .value=${String(this.turnDeg)}
          @change=${this._turn}
        >
          ${QUARTER_TURNS_DEG.map(
            (turnDeg) => html`<wa-option value=${turnDeg}>${turnText(turnDeg)}</wa-option>`,
          )}
        </wa-select>`,
    );
  }

  /** A browser that lists none now is asked again when the camera or the list changes. */
  private async _list(): Promise<void> {
    const devices = await this.camera.devices();
    // A device has no id before the browser has given the permission.
    this._devices = devices.filter((device) => device.deviceId !== '');
  }

  private _turn(event: Event): void {
    const value = Number((event.target as WaSelect).value);
    const detail = QUARTER_TURNS_DEG.find((turnDeg) => turnDeg === value) ?? 0;
    this.dispatchEvent(new CustomEvent('turn', { detail }));
  }

  private _pick(event: Event): void {
    const value = (event.target as WaSelect).value;
    this.dispatchEvent(new CustomEvent('pick', { detail: value === ANY ? null : value }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-camera-picker': KioskCameraPicker;
  }
}
