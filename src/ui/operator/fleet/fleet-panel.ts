/**
 * @file `<kiosk-fleet-panel>`: the fleet that the kiosk is in, and the way into one and out of it. Loaded when it is
 * opened.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { FleetMembership } from '../../../kiosk/fleet-door.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { fleetErrorText } from '../../../locales/fleet-errors.ts';
import { hublessText, hubOverdueText, linkText, syncText } from '../../../locales/fleet-door.ts';
import { momentText } from '../../../locales/moments.ts';
import { siteDecidesText, siteFieldText } from '../../../locales/settings.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/note.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { SessionController } from '../../elements/session-controller.ts';
import { WorkController } from '../../elements/work-controller.ts';
import './join-fleet.ts';

@localized()
@customElement('kiosk-fleet-panel')
export class KioskFleetPanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _leaving = false;
  private readonly _work = new WorkController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override render() {
    const { membership } = this.session.fleet;
    if (membership === null) return html`<kiosk-join-fleet .session=${this.session}></kiosk-join-fleet>`;
    return this._leaving ? this._leaveQuestion() : this._joined(membership);
  }

  private _joined({ siteName, door, mayEnrol, joinedAtMs }: FleetMembership) {
    const { fleet, site } = this.session;
    const { facts } = fleet;
    return html`<div class="stack">
      ${fleet.isHubOverdue ? html`<kiosk-note tone="bad">${hubOverdueText(site.hublessDays ?? 0)}</kiosk-note>` : ''}
      ${facts && facts.link !== 'up' ? html`<kiosk-note tone="warn">${linkText(facts)}</kiosk-note>` : ''}
      <dl>
        <dt>${msg('Site')}</dt>
        <dd>${siteName}</dd>
        <dt>${msg('This door')}</dt>
        <dd>${door}</dd>
        <dt>${msg('May enrol people')}</dt>
        <dd>${mayEnrol ? msg('Yes') : msg('No, it only checks')}</dd>
        <dt>${msg('In the fleet since')}</dt>
        <dd>${momentText(joinedAtMs)}</dd>
        <dt>${siteFieldText('hublessDays')}</dt>
        <dd>${hublessText(site.hublessDays)} <span class="quiet small">${siteDecidesText()}</span></dd>
        ${
          facts
            ? html`<dt>${msg('Hub')}</dt>
                <dd>${linkText(facts)}</dd>
                <dt>${msg('People of the fleet')}</dt>
                <dd>${facts.people}</dd>
                <dt>${msg('Sending')}</dt>
                <dd>${syncText(facts)}</dd>
                <dt>${msg('Records that were refused')}</dt>
                <dd>
                  ${facts.refused.length === 0 ? msg('None') : facts.refused.map(({ key, why }) => html`<div>${key}: ${fleetErrorText(why)}</div>`)}
                </dd>`
            : ''
        }
        ${
          facts && facts.rulesLeftOut.length > 0
            ? html`<dt>${msg('Rules of the site that this version cannot use')}</dt>
                <dd>${facts.rulesLeftOut.join(', ')}</dd>`
            : ''
        }
      </dl>
      ${this._work.outcome()}
      <div class="row end">
        <wa-button
          size="l"
          appearance="outlined"
          variant="danger"
          @click=${() => {
            this._leaving = true;
          }}
          >${msg('Leave the fleet')}</wa-button
        >
      </div>
    </div>`;
  }

  private _leaveQuestion() {
    const stay = () => {
      this._leaving = false;
    };
    return html`<div class="stack">
      <p>
        ${msg('This door keeps the people whom it knows, and hears of no change any more: nobody who is erased or suspended elsewhere is erased or suspended here.')}
      </p>
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${stay}>${msg('Cancel')}</wa-button>
        <wa-button
          size="l"
          variant="danger"
          ?loading=${this._work.busy}
          @click=${() =>
            this._work.run(async () => {
              await this.session.fleet.leave();
              stay();
            })}
          >${msg('Leave the fleet')}</wa-button
        >
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-fleet-panel': KioskFleetPanel;
  }
}
