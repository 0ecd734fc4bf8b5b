/**
 * @file `<kiosk-consent-panel>`: the text that people agree to before anything about them is stored, in each
 * language.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type ConsentKind, presentVersion, withTexts } from '../../../core/site/consent-text.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import {
  BuiltInTexts,
  CONSENT_KINDS,
  consentField,
  consentFieldsStyles,
  type ConsentTexts,
  writtenTexts,
} from '../../site-rules/consent-fields.ts';
import '../../elements/note.ts';
import { mayLose, UnsavedController } from '../../elements/unsaved.ts';
import { SessionController } from '../../elements/session-controller.ts';
import { WorkController } from '../../elements/work-controller.ts';

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-consent-panel')
export class KioskConsentPanel extends LitElement {
  static override styles = [baseStyles, panelStyles, consentFieldsStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _change: Partial<Record<ConsentKind, ConsentTexts | null>> = {};
  private readonly _work = new WorkController(this);
  private readonly _unsaved = new UnsavedController(this, () =>
    CONSENT_KINDS.some((kind) => this._isChanged(kind)),
  );
  private readonly _builtIn = new BuiltInTexts(this, () => this.session.fleet.reach);

  constructor() {
    super();
    // The site's console may decide something meanwhile.
    new SessionController(this, () => this.session);
  }

  override render() {
    const distrusted = this.session.site.rulesDistrusted;
    return html`<form class="stack" @submit=${this._save}>
      ${
        distrusted
          ? html`<kiosk-note tone="warn"
              >${msg('The stored texts and hours were altered, damaged or removed. Save the hours again first.')}</kiosk-note
            >`
          : nothing
      }
      <p class="quiet">
        ${msg('A changed text gets a new version. Every record says which version the person agreed to. People can list those who agreed to a version other than the current one.')}
      </p>
      ${this._builtIn.sayLogIsNameless(CONSENT_KINDS.map((kind) => this._texts(kind))) ? html`<kiosk-note tone="warn">${msg('Your own text says that the log holds no name. Records shows visits with names: say so in your text.')}</kiosk-note>` : nothing}
      ${CONSENT_KINDS.map((kind) => this._kind(kind))}
      <div class="foot">
        ${this._work.outcome()}
        <div class="row end">
          <wa-button size="l" appearance="outlined" @click=${this._giveUp}>${msg('Cancel')}</wa-button>
          <wa-button size="l" variant="brand" type="submit" ?disabled=${distrusted}>${msg('Save')}</wa-button>
        </div>
      </div>
    </form>`;
  }

  private _kind(kind: ConsentKind) {
    const { site, fleet } = this.session;
    const before = site.rules.consent[kind].texts;
    return consentField({
      kind,
      texts: this._texts(kind),
      begin: { ...this._builtIn.of(kind), ...before },
      version: presentVersion(site.rules.consent, kind, fleet.reach),
      fixed: site.decided.has(kind === 'face' ? 'consentFace' : 'consentFaceless'),
      set: (texts) => this._set(kind, texts),
    });
  }

  private _isChanged(kind: ConsentKind): boolean {
    const { texts } = this.session.site.rules.consent[kind];
    return JSON.stringify(this._texts(kind)) !== JSON.stringify(texts);
  }

  private _texts(kind: ConsentKind): ConsentTexts | null {
    const changed = this._change[kind];
    return changed === undefined ? this.session.site.rules.consent[kind].texts : changed;
  }

  private _set(kind: ConsentKind, texts: ConsentTexts | null): void {
    this._work.clear();
    this._change = { ...this._change, [kind]: texts };
  }

  private async _save(event: Event): Promise<void> {
    event.preventDefault();
    await this._work.run(async () => {
      const [face, faceless] = CONSENT_KINDS.map((kind) => writtenTexts(this._texts(kind)));
      await this.session.site.changeRules((before) => ({
        ...before,
        consent: {
          face: withTexts(before.consent.face, face),
          faceless: withTexts(before.consent.faceless, faceless),
        },
      }));
      this._done();
    });
  }

  private async _giveUp(): Promise<void> {
    if (await mayLose(this, this._unsaved.isChanged)) this._done();
  }

  private _done(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-consent-panel': KioskConsentPanel;
  }
}
