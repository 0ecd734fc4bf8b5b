/**
 * @file `<kiosk-door-address-form>`: the door's name, and address and secrets of a webhook, a broker, or a relay. A
 * stored secret is never put into the page again. An empty field keeps it, as long as the address has the same origin.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SpokenError } from '../../../locales/errors.ts';
import type { Settings } from '../../../storage/settings.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { keepingSecrets, originOf, pageDoorOrigins } from '../../../kiosk/door-address.ts';
import { blockedText, doorSettingsProblem } from '../../../locales/door-output.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import '../../elements/note.ts';
import { UnsavedController } from '../../elements/unsaved.ts';
import { WorkController } from '../../elements/work-controller.ts';

type TextField = 'doorName' | 'webhookUrl' | 'mqttUrl' | 'mqttUsername' | 'mqttTopic';
type SecretField = 'relaySecret' | 'webhookSecret' | 'mqttPassword' | 'mqttSecret';

/** Dispatches `saved`. */
@localized()
@customElement('kiosk-door-address-form')
export class KioskDoorAddressForm extends LitElement {
  static override styles = baseStyles;

  @property({ attribute: false }) session!: KioskSession;
  @property() kind: 'relay' | 'webhook' | 'mqtt' = 'webhook';
  @state() private _draft: Partial<Settings> = {};
  /** What was typed. An empty secret leaves the stored one as it is. */
  @state() private _secrets: Partial<Pick<Settings, SecretField>> = {};
  private readonly _work = new WorkController(this);

  constructor() {
    super();
    new UnsavedController(this, () => this._isChanged());
  }

  /** What was wrong with the output that was chosen before says nothing of this one. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('kind')) this._work.clear();
  }

  override render() {
    const settings = { ...this.session.site.settings, ...this._draft };
    return html`<form class="stack" @submit=${this._save}>
      ${this._text('doorName', msg('Name of the door'), 'door')} ${this._fields()}
      ${this.kind === 'relay' ? nothing : this._tick(settings)} ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" type="submit">${msg('Save')}</wa-button>
      </div>
    </form>`;
  }

  private _tick(settings: Settings) {
    return html`<label class="tick">
        <input
          type="checkbox"
          .checked=${settings.doorTellsSubject}
          @change=${(event: Event) => {
            this._set({ doorTellsSubject: (event.target as HTMLInputElement).checked });
          }}
        />
        ${msg('Tell the door who enters, by record number, never by name')}
      </label>
      ${this._blocked(this.kind === 'webhook' ? settings.webhookUrl : settings.mqttUrl)}`;
  }

  private _fields() {
    switch (this.kind) {
      case 'relay':
        return this._secret(
          'relaySecret',
          msg('Key of the relay'),
          msg('The key of the controller that switches the relay. Leave it empty for a plain relay.'),
        );
      case 'webhook':
        return this._webhook();
      case 'mqtt':
        return this._mqtt();
    }
  }

  private _webhook() {
    return html`${this._text('webhookUrl', msg('Address'), 'https://door.example/open')}
    ${this._secret('webhookSecret', msg('Secret for signing orders'))}`;
  }

  private _mqtt() {
    return html`${this._text('mqttUrl', msg('Address of the broker'), 'wss://broker.example:8884')}
    ${this._text('mqttTopic', msg('Topic'), 'facegate')}
    ${this._text('mqttUsername', msg('User name at the broker, if it needs one'), '')}
    ${this._secret('mqttPassword', msg('Password at the broker'))}
    ${this._secret('mqttSecret', msg('Secret for signing orders'))} ${this._unsigned()}`;
  }

  /** A version of before set MQTT up without a secret. */
  private _unsigned() {
    const { doorOutput, mqttSecret } = this.session.site.settings;
    if (doorOutput !== 'mqtt' || mqttSecret !== '') return nothing;
    return html`<kiosk-note tone="warn"
      >${msg('The orders are not signed yet: anybody who can write to the topic can open the door. Enter a secret here and at the controller.')}</kiosk-note
    >`;
  }

  private _text(field: TextField, label: string, placeholder: string) {
    return html`<wa-input
      class="code"
      autocapitalize="off"
      autocomplete="off"
      spellcheck="false"
      label=${label}
      placeholder=${placeholder}
      .value=${this._draft[field] ?? this.session.site.settings[field]}
      @input=${(event: Event) => {
        this._set({ [field]: ((event.target as WaInput).value ?? '').trim() });
      }}
    ></wa-input>`;
  }

  private _secret(field: SecretField, label: string, hint = '') {
    const stored = this.session.site.settings[field] !== '';
    return html`<wa-input
      type="password"
      autocomplete="off"
      password-toggle
      label=${label}
      hint=${stored ? msg('One is stored, and not shown again. Type a new one to replace it.') : hint}
      .value=${this._secrets[field] ?? ''}
      @input=${(event: Event) => {
        this._secrets = { ...this._secrets, [field]: (event.target as WaInput).value ?? '' };
      }}
    ></wa-input>`;
  }

  private _blocked(address: string) {
    const origin = originOf(address);
    const mayReach = pageDoorOrigins();
    if (origin === null || origin === location.origin || mayReach.includes(origin)) return nothing;
    return html`<kiosk-note tone="warn">${blockedText(origin, mayReach)}</kiosk-note>`;
  }

  private _isChanged(): boolean {
    const { settings } = this.session.site;
    const typed = Object.values(this._secrets).some((secret) => secret !== '');
    return typed || JSON.stringify({ ...settings, ...this._draft }) !== JSON.stringify(settings);
  }

  private _set(change: Partial<Settings>): void {
    this._draft = { ...this._draft, ...change };
  }

  private async _save(event: Event): Promise<void> {
    event.preventDefault();
    const { session } = this;
    const typed = Object.fromEntries(Object.entries(this._secrets).filter(([, secret]) => secret !== ''));
    const change = keepingSecrets(session.site.settings, { ...this._draft, ...typed, doorOutput: this.kind });
    await this._work.run(async () => {
      const problem = doorSettingsProblem({ ...session.site.settings, ...change });
      if (problem !== null) throw new SpokenError(problem);
      await session.site.changeSettings(change);
      this._draft = {};
      this._secrets = {};
      this.dispatchEvent(new CustomEvent('saved'));
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-door-address-form': KioskDoorAddressForm;
  }
}
