/** @file `<kiosk-drill-panel>`: plans an attack drill, and shows what all drills so far came to. For the operator. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ATTACK_SPECIES, type AttackSpecies } from '../../../core/site/drill.ts';
import { attackRates } from '../../../core/metrics/attack-rates.ts';
import { policyText } from '../../../locales/policies.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { drillAttempts, drillJson, type LoggedAttempt } from '../../../kiosk/drill-export.ts';
import { drillTable } from './drill-table.ts';
import { instructionText, speciesText } from '../../../locales/drill.ts';
import '../../elements/kiosk-icon.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { saveFile } from '../../elements/save-file.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import '../../elements/note.ts';
import { WorkController } from '../../elements/work-controller.ts';
import { perLanguage } from '../../elements/per-language.ts';

/** The select's value for bona fide attempts, since an option needs one. */
const BONA_FIDE = 'bonaFide';
/** With no error in 20 the rate is below 15 %. */
const DEFAULT_ATTEMPTS = 20;
const MAX_ATTEMPTS = 500;

/** Dispatches `start` once the drill has begun. */
@localized()
@customElement('kiosk-drill-panel')
export class KioskDrillPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      .plan {
        display: grid;
        grid-template-columns: 2fr 1fr;
        gap: var(--kiosk-space-4);
      }
      @media (max-width: 480px) {
        .plan {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _species: AttackSpecies | null = null;
  @state() private _attempts = DEFAULT_ATTEMPTS;
  @state() private _logged: readonly LoggedAttempt[] = [];
  private readonly _work = new WorkController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.access.store
      ?.auditEntries(({ event }) => event.kind === 'drill')
      .then(
        (entries) => {
          this._logged = drillAttempts(entries);
        },
        (error: unknown) => {
          this._work.fail(error);
        },
      );
  }

  override render() {
    const { session } = this;
    const nobody = session.people.recognisable === 0;
    const policyName = policyText(session.site.settings.policy).name;
    return html`<form class="stack" @submit=${this._start}>
      <p class="quiet">
        ${msg('Find out who gets in. The door stays shut during the drill. Only the result of each attempt is stored: no picture, no name.')}
      </p>
      <div class="plan">
        ${perLanguage(
          html`<wa-select
            label=${msg('What is shown to the camera')}
            .value=${this._species ?? BONA_FIDE}
            @change=${(event: Event) => {
              this._choose((event.target as WaSelect).value);
            }}
          >
            <wa-option value=${BONA_FIDE}>${speciesText(null)}</wa-option>
            ${ATTACK_SPECIES.map((name) => html`<wa-option value=${name}>${speciesText(name)}</wa-option>`)}
          </wa-select>`,
        )}
        <wa-input
          type="number"
          inputmode="numeric"
          min="1"
          max=${MAX_ATTEMPTS}
          required
          label=${msg('Attempts')}
          .value=${String(this._attempts)}
          @input=${(event: Event) => {
            this._attempts = Number((event.target as WaInput).value);
          }}
        ></wa-input>
      </div>
      <kiosk-note class="small"
        >${instructionText(this._species)} ${msg(str`Checked under the policy “${policyName}”.`)}</kiosk-note
      >
      ${
        nobody
          ? html`<kiosk-note tone="warn"
              >${msg('Enrol somebody first: a drill needs an enrolled person to imitate.')}</kiosk-note
            >`
          : nothing
      }
      ${this._work.outcome()}
      <wa-button size="l" variant="brand" type="submit" ?disabled=${nobody}
        >${msg('Start the drill')}</wa-button
      >
      ${this._results(policyName)}
    </form>`;
  }

  private _results(policyName: string) {
    const { site, pipeline } = this.session;
    const counted = this._logged.filter(
      ({ policy, embedder }) =>
        policy === site.settings.policy && embedder === pipeline.report?.embedder.name,
    );
    if (this._logged.length === 0) return nothing;
    return html`<h3>${msg(str`All drills under “${policyName}” with this model`)}</h3>
      ${drillTable(attackRates(counted))}
      <wa-button size="l" appearance="outlined" @click=${this._save}>
        <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save all results')}
      </wa-button>`;
  }

  private _choose(value: WaSelect['value']): void {
    this._species = ATTACK_SPECIES.find((name) => name === value) ?? null;
  }

  private _start(event: Event): void {
    event.preventDefault();
    try {
      this.session.startDrill({ species: this._species, attempts: this._attempts });
      this.dispatchEvent(new CustomEvent('start'));
    } catch (error) {
      this._work.fail(error);
    }
  }

  private _save(): void {
    const name = `facegate-drill-${new Date().toISOString().slice(0, 10)}.json`;
    saveFile(drillJson(this._logged), 'application/json', name);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-drill-panel': KioskDrillPanel;
  }
}
