/** @file One door in the console's list: how it stands, and what it said of itself. */
import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { agoText, clockWrongText, doorStateText, mayEnrolText } from '../locales/fleet.ts';
import { fleetErrorText } from '../locales/fleet-errors.ts';
import type { FleetErrorCode } from '../fleet/errors.ts';
import type { IconName } from '../ui/elements/kiosk-icon.ts';
import { type Door, type DoorState, isClockWrong } from './site/door-state.ts';

const ICONS: Readonly<Record<DoorState, IconName>> = {
  joining: 'hourglass',
  inSync: 'circle-check',
  behind: 'refresh',
  differs: 'circle-alert',
  silent: 'triangle-alert',
};

export const doorRowStyles = css`
  .doors {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .doors li {
    display: grid;
    gap: var(--kiosk-space-2);
    padding-block: var(--kiosk-space-4);
    border-top: 1px solid var(--kiosk-line);
  }
  .door-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--kiosk-space-2) var(--kiosk-space-4);
  }
  .door-head h3 {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .state {
    display: flex;
    align-items: center;
    gap: var(--kiosk-space-2);
    font-weight: 600;
  }
  .state.inSync {
    color: var(--kiosk-good);
  }
  .state.differs {
    color: var(--kiosk-bad);
  }
  .state.silent,
  .state.behind {
    color: var(--kiosk-warn);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--kiosk-space-1) var(--kiosk-space-4);
  }
  .warning {
    color: var(--kiosk-warn);
  }
  .bad {
    color: var(--kiosk-bad);
  }
`;

/**
 * @param nowMs - By the hub's clock.
 * @param rename - Asks for another name.
 * @param remove - Asks whether the door is to be removed.
 */
export function doorRow(
  door: Door,
  state: DoorState,
  nowMs: number,
  { rename, remove }: { readonly rename: () => void; readonly remove: () => void },
) {
  const { device, heard } = door;
  const report = heard?.report;
  return html`<li>
    <div class="door-head">
      <h3><bdi>${device.name}</bdi></h3>
      <span class="state ${state}"
        ><kiosk-icon name=${ICONS[state]}></kiosk-icon>${doorStateText(state)}</span
      >
      <wa-button size="l" appearance="plain" @click=${rename}
        >${msg('Rename')}<span class="hidden-visually"> ${device.name}</span></wa-button
      >
      <wa-button size="l" appearance="plain" @click=${remove}
        >${msg('Remove')}<span class="hidden-visually"> ${device.name}</span></wa-button
      >
    </div>
    <div class="facts quiet small">
      <span>${mayEnrolText(device.mayEnrol)}</span>
      ${
        heard && report
          ? html`<span>${msg(str`Heard ${agoText(nowMs - heard.hubMs)}`)}</span>
              <span>${msg(str`${report.people} people`)}</span>
              <span>${msg(str`Facegate ${report.version}`)}</span>
              ${
                report.unsentPeople + report.unsentEvents > 0
                  ? html`<span class="warning"
                      >${msg(str`Yet to send: ${report.unsentPeople} people, ${report.unsentEvents} records`)}</span
                    >`
                  : nothing
              }
              ${
                isClockWrong(door)
                  ? html`<span class="warning">${clockWrongText(report.skewMs)}</span>`
                  : nothing
              }`
          : nothing
      }
      ${
        report && report.rulesLeftOut.length > 0
          ? html`<span class="warning"
              >${msg(str`Its version cannot use these rules: ${report.rulesLeftOut.join(', ')}`)}</span
            >`
          : nothing
      }
      ${
        door.forged
          ? html`<span class="bad">${msg('Something came in its name that it has not signed.')}</span>`
          : nothing
      }
    </div>
    ${
      report && report.refused.length > 0
        ? html`<details class="small">
            <summary>${msg(str`It did not take ${report.refused.length} records`)}</summary>
            <ul>
              ${report.refused.map(
                ({ key, why }) => html`<li><code>${key}</code> ${fleetErrorText(why as FleetErrorCode)}</li>`,
              )}
            </ul>
          </details>`
        : nothing
    }
  </li>`;
}
