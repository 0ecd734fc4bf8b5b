/**
 * @file `<kiosk-access-panel>`: who may unlock, and with what. For the administrator: passphrases, passkeys, the
 * recovery code. No secret is shown but a new code.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Role } from '../../core/site/permissions.ts';
import { forgetPasskey, hasPasskeys } from '../../runtime/passkey.ts';
import type { CredentialList, PasskeyFacts } from '../../storage/types.ts';
import './code-renewal.ts';
import { roleText } from '../../locales/credentials.ts';
import { dateText } from '../../locales/moments.ts';
import '../elements/kiosk-icon.ts';
import './passkey-form.ts';
import './role-passphrase.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { panelStyles } from '../elements/panel-styles.ts';
import { WorkController } from '../elements/work-controller.ts';
import type { KioskSession } from '../../kiosk/session.ts';

type View =
  { readonly kind: 'list' | 'code' | 'passkey' } | { readonly kind: 'passphrase'; readonly role: Role };

@localized()
@customElement('kiosk-access-panel')
export class KioskAccessPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      section {
        display: flex;
        flex-direction: column;
        gap: var(--kiosk-space-2);
        padding-bottom: var(--kiosk-space-4);
        border-bottom: 1px solid var(--kiosk-line);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kiosk-space-2);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _view: View = { kind: 'list' };
  @state() private _list: CredentialList | null = null;
  @state() private _mayAddPasskeys = false;
  private readonly _work = new WorkController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this._read();
    void hasPasskeys().then((may) => {
      this._mayAddPasskeys = may;
    });
  }

  override render() {
    const view = this._view;
    switch (view.kind) {
      case 'list':
        return this._overview();
      case 'passphrase':
        return html`<kiosk-role-passphrase
          .session=${this.session}
          .forRole=${view.role}
          @done=${this._leave}
        ></kiosk-role-passphrase>`;
      case 'code':
        return html`<kiosk-code-renewal .session=${this.session} @done=${this._leave}></kiosk-code-renewal>`;
      case 'passkey':
        return html`<kiosk-passkey-form
          .session=${this.session}
          .known=${this._list?.passkeys ?? []}
          @done=${this._leave}
        ></kiosk-passkey-form>`;
    }
  }

  private _overview() {
    const list = this._list;
    if (list === null) return this._work.outcome();
    return html`<div class="stack">
      ${this._section(
        msg('Administrator'),
        msg('May do everything.'),
        this._button(msg('Change the passphrase'), () =>
          this._show({ kind: 'passphrase', role: 'administrator' }),
        ),
      )}
      ${this._operator(list.operatorPassphrase)} ${this._code(list.recoveryCode)}
      ${list.passkeys.length > 0 || this._mayAddPasskeys ? this._passkeys(list.passkeys) : nothing}
      ${this._work.outcome()}
    </div>`;
  }

  private _operator(exists: boolean) {
    const set = () => this._show({ kind: 'passphrase', role: 'operator' });
    return this._section(
      msg('Operator'),
      msg(
        'May unlock and lock, enrol, manage people and records, and run drills. May not change settings, door output, backups or this page.',
      ),
      exists
        ? html`${this._button(msg('Give another passphrase'), set)}
          ${this._button(msg('Remove the passphrase'), () =>
            this._change(
              () => this.session.access.changeCredentials({ kind: 'removeOperator' }),
              msg('The operator’s passphrase no longer opens anything.'),
            ),
          )}`
        : this._button(msg('Give a passphrase'), set),
    );
  }

  private _code(exists: boolean) {
    return this._section(
      msg('Recovery code'),
      exists
        ? msg('There is one. It sets a new passphrase for the administrator when theirs is forgotten.')
        : msg('There is none: a forgotten passphrase could not be replaced. Make one now.'),
      this._button(msg('Make a new code'), () => this._show({ kind: 'code' })),
    );
  }

  private _passkeys(passkeys: readonly PasskeyFacts[]) {
    return this._section(
      msg('Passkeys'),
      msg('Open like a passphrase, with the fingerprint, face or PIN of this device or of a security key.'),
      html`<ul>
          ${passkeys.map(
            (passkey) =>
              html`<li>
                <span>${passkeyText(passkey)}</span>
                <wa-button size="l" appearance="plain" @click=${() => this._remove(passkey)}>
                  <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Remove')}
                  <span class="hidden-visually">${passkeyText(passkey)}</span>
                </wa-button>
              </li>`,
          )}
        </ul>
        ${
          this._mayAddPasskeys
            ? this._button(msg('Add a passkey'), () => this._show({ kind: 'passkey' }))
            : nothing
        }`,
    );
  }

  private _section(title: string, text: string, content: TemplateResult) {
    return html`<section>
      <h2>${title}</h2>
      <p class="quiet">${text}</p>
      <div class="stack">${content}</div>
    </section>`;
  }

  private _button(text: string, act: () => void) {
    return html`<wa-button size="l" appearance="outlined" @click=${act}>${text}</wa-button>`;
  }

  private _remove({ id, role }: PasskeyFacts): void {
    this._change(async () => {
      await this.session.access.changeCredentials({ kind: 'removePasskey', id, role });
      forgetPasskey(id);
    }, msg('The passkey no longer opens anything.'));
  }

  private _change(change: () => Promise<void>, done: string): void {
    void this._work.run(async () => {
      await change();
      await this._read();
      return done;
    });
  }

  private _show(view: View): void {
    this._view = view;
  }

  private _leave(): void {
    this._view = { kind: 'list' };
    void this._read();
  }

  private async _read(): Promise<void> {
    this._list = await this.session.access.storeFor('credentials').credentials();
  }
}

function passkeyText({ role, addedAtMs }: PasskeyFacts): string {
  return msg(str`${roleText(role)}, since ${dateText(addedAtMs, 'medium')}`);
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-access-panel': KioskAccessPanel;
  }
}
