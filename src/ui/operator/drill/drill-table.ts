/** @file The table of a drill's rates as a template. It counts nothing itself. */
import { msg, str } from '@lit/localize';
import { html } from 'lit';
import type { AttackSpecies } from '../../../core/site/drill.ts';
import type { AttackRates, PresentationRate } from '../../../core/metrics/attack-rates.ts';
import { percentText } from '../../../locales/decimals.ts';
import { speciesText } from '../../../locales/drill.ts';

/** Of components that use `panelStyles`. */
export function drillTable({ attacks, worst, bonaFide }: AttackRates<AttackSpecies>) {
  return html`<table>
      <thead>
        <tr>
          <th scope="col">${msg('Shown')}</th>
          <th scope="col">${msg('Times')}</th>
          <th scope="col">${msg('Errors')}</th>
          <th scope="col">${msg('Rate')}</th>
          <th scope="col">${msg('At most')}</th>
          <th scope="col">${msg('No answer')}</th>
        </tr>
      </thead>
      <tbody>
        ${attacks.map((attack) => row(msg(str`${speciesText(attack.species)} (APCER)`), attack))}
        ${row(msg(str`${speciesText(null)} (BPCER)`), bonaFide)}
      </tbody>
    </table>
    <p class="quiet small">
      ${
        worst
          ? msg(
              str`APCER over all kinds of attack is that of the worst: ${rateText(worst.rate)}, ${speciesText(worst.species)}.`,
            )
          : msg('No attack has been answered yet.')
      }
      ${msg('An error is an attack that was let in, or the right person refused. “At most” holds with 95 % confidence: 3 ÷ attempts when no error was seen.')}
    </p>`;
}

function row(name: string, { presentations, errors, rate, interval, bound, nonResponses }: PresentationRate) {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${presentations}</td>
    <td>${errors}</td>
    <td>${rateText(rate)}</td>
    <td>${rateText(bound ?? interval?.[1] ?? null)}</td>
    <td>${nonResponses}</td>
  </tr>`;
}

function rateText(rate: number | null): string {
  return rate === null ? '–' : percentText(rate, 3);
}
