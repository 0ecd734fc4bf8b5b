/**
 * @file `<kiosk-records-charts>`: visits by day, reasons of refusals and margins as charts, and whose margins fall.
 * Each chart says its figures in words too.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { histogram } from '../../../core/metrics/histogram.ts';
import { marginDrift } from '../../../core/metrics/margin-drift.ts';
import { decimalText } from '../../../locales/decimals.ts';
import type { LogFigures, Outcome } from '../../../storage/log/audit-query.ts';
import { type BarChartData, drawBarChart } from './bar-chart.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { breathe } from './breathe.ts';
import { shortDayText } from '../../../locales/moments.ts';
import { OUTCOMES, outcomeText, refusalText } from '../../../locales/records.ts';
import '../../elements/note.ts';
import { WorkController } from '../../elements/work-controller.ts';

/** So many days are shown. */
export const CHART_DAYS = 30;
/** Bins of 0.05. */
const BINS_PER_UNIT = 20;
/** With fewer grants the histogram would show whose margins they are. */
const FEWEST_MARGINS = 20;
const CHART_HEIGHT_PX = 240;
const ROW_HEIGHT_PX = 38;
const NARROWEST_PX = 280;
/** A few tens of milliseconds of work. */
const PEOPLE_AT_ONCE = 500;

interface Chart {
  readonly title: string;
  /** Says in a sentence what it shows. */
  readonly label: string;
  readonly heightPx: number;
  readonly data: BarChartData;
}

@localized()
@customElement('kiosk-records-charts')
export class KioskRecordsCharts extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: var(--kiosk-space-5);
      }
      figure {
        display: grid;
        gap: var(--kiosk-space-2);
        margin: 0;
      }
      figcaption {
        font-weight: 620;
      }
      img {
        display: block;
        max-width: 100%;
      }
      ul {
        margin: 0;
        padding-inline-start: 1.2em;
      }
    `,
  ];

  /** Of `CHART_DAYS` days. */
  @property({ attribute: false }) figures!: LogFigures;
  /** Names of subjects, in their order; null of those who are not enrolled any more. */
  @property({ attribute: false }) namesOf!: (ids: readonly string[]) => Promise<readonly (string | null)[]>;
  /** An object URL for each chart. */
  @state() private _pictures: readonly string[] = [];
  private readonly _work = new WorkController(this);
  private _charts: readonly Chart[] = [];
  /** Names of people whose margins fall; null while they are looked for. */
  @state() private _falling: readonly string[] | null = null;
  private _widthPx = 0;
  private _language = '';
  private readonly _dark = matchMedia('(prefers-color-scheme: dark)');
  private readonly _resized = new ResizeObserver(() => {
    const widthPx = Math.max(NARROWEST_PX, Math.floor(this.clientWidth));
    if (widthPx === this._widthPx) return;
    this._widthPx = widthPx;
    void this._draw();
  });
  private readonly _recolour = () => {
    void this._draw();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this._resized.observe(this);
    this._dark.addEventListener('change', this._recolour);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._resized.disconnect();
    this._dark.removeEventListener('change', this._recolour);
    this._show([]);
    this._widthPx = 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { lang } = document.documentElement;
    if (changed.has('figures')) void this._findFalling(this.figures);
    else if (lang === this._language) return;
    // The pictures hold words.
    this._language = lang;
    this._charts = this._chartsOf(this.figures);
    if (this._widthPx > 0) void this._draw();
  }

  override render() {
    return html`${this._charts.map(
      ({ title, label, heightPx }, at) =>
        html`<figure>
          <figcaption>${title}</figcaption>
          ${
            this._pictures.at(at) === undefined
              ? html`<div aria-hidden="true" .style.height=${`${String(heightPx)}px`}></div>`
              : html`<img src=${this._pictures[at]} alt=${label} />`
          }
        </figure>`,
    )}
    ${this._work.outcome()} ${this._drift()}`;
  }

  private async _findFalling(figures: LogFigures): Promise<void> {
    this._falling = null;
    const falling: string[] = [];
    let looked = 0;
    for (const [subjectId, margins] of figures.comparable) {
      looked += 1;
      if (looked % PEOPLE_AT_ONCE === 0) await breathe();
      // Others have come meanwhile.
      if (figures !== this.figures) return;
      if (marginDrift(margins)?.falling === true) falling.push(subjectId);
    }
    const names = await this.namesOf(falling).catch((): (string | null)[] => []);
    if (figures === this.figures) this._falling = names.flatMap((name) => name ?? []);
  }

  private _drift(): TemplateResult | typeof nothing {
    const falling = this._falling;
    if (falling === null) return nothing;
    if (falling.length === 0) {
      return html`<kiosk-note tone="good">${msg('Nobody is becoming harder to recognise.')}</kiosk-note>`;
    }
    return html`<kiosk-note tone="warn">
      <p>
        ${msg('These people are harder to recognise with every visit. Let them enrol again before the door refuses them:')}
      </p>
      <ul>
        ${falling.map((name) => html`<li><bdi>${name}</bdi></li>`)}
      </ul>
    </kiosk-note>`;
  }

  private _chartsOf({ days, reasons, margins }: LogFigures): readonly Chart[] {
    const total = (outcome: Outcome): number => days.reduce((sum, day) => sum + day[outcome], 0);
    const [granted, denied, timedOut] = OUTCOMES.map(total);
    const charts: Chart[] = [
      {
        title: msg(str`Visits in the last ${CHART_DAYS} days`),
        label: msg(
          str`${granted} visitors were let in, ${denied} were refused and ${timedOut} ran out of time.`,
        ),
        heightPx: CHART_HEIGHT_PX,
        data: {
          categories: days.map(({ day }) => shortDayText(day)),
          series: OUTCOMES.map((outcome) => ({
            name: outcomeText(outcome),
            colour: OUTCOME_COLOURS[outcome],
            values: days.map((day) => day[outcome]),
          })),
          lying: false,
        },
      },
    ];
    if (reasons.length > 0) {
      charts.push({
        title: msg('Why visitors were not let in'),
        label: reasons.map(({ reason, count }) => `${refusalText(reason)}: ${String(count)}`).join('; '),
        heightPx: ROW_HEIGHT_PX * reasons.length,
        data: {
          categories: reasons.map(({ reason }) => refusalText(reason)),
          series: [
            {
              name: msg('Visits'),
              colour: OUTCOME_COLOURS.denied,
              values: reasons.map(({ count }) => count),
            },
          ],
          lying: true,
        },
      });
    }
    if (margins.length >= FEWEST_MARGINS) {
      const bins = histogram(margins, BINS_PER_UNIT);
      const narrow = margins.filter((margin) => margin < 1 / BINS_PER_UNIT).length;
      charts.push({
        title: msg('How clearly visitors were recognised: similarity above the threshold'),
        label: msg(
          str`Of ${margins.length} visitors who were let in, ${narrow} were less than 0.05 above the threshold.`,
        ),
        heightPx: CHART_HEIGHT_PX,
        data: {
          categories: bins.map(({ from }) => decimalText(from, 2)),
          series: [
            { name: msg('Visits'), colour: OUTCOME_COLOURS.granted, values: bins.map(({ count }) => count) },
          ],
          lying: false,
        },
      });
    }
    return charts;
  }

  private async _draw(): Promise<void> {
    const [widthPx, charts] = [this._widthPx, this._charts];
    // Another width or other entries came meanwhile, or the panel has gone.
    const isLate = (): boolean => widthPx !== this._widthPx || charts !== this._charts || !this.isConnected;
    try {
      const drawn: string[] = [];
      for (const { data, heightPx } of charts) {
        if (isLate()) return;
        const colour = this._colours();
        const series = data.series.map((one) => ({ ...one, colour: colour(one.colour) }));
        const look = {
          widthPx,
          heightPx,
          font: 'system-ui, sans-serif',
          ink: colour('--kiosk-ink'),
          line: colour('--kiosk-line'),
          ground: colour('--kiosk-surface'),
          mirrored: getComputedStyle(this).direction === 'rtl',
          countText: (count: number) => decimalText(count, 0),
        };
        drawn.push(drawBarChart({ ...data, series }, look));
        await breathe();
      }
      if (isLate()) return;
      this._show(drawn.map((svg) => URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))));
      this._work.clear();
    } catch (error) {
      this._work.fail(error);
    }
  }

  private _colours(): (name: string) => string {
    const style = getComputedStyle(this);
    return (name) => style.getPropertyValue(name).trim();
  }

  private _show(pictures: readonly string[]): void {
    for (const url of this._pictures) URL.revokeObjectURL(url);
    this._pictures = pictures;
  }
}

/** Names of the tokens. */
const OUTCOME_COLOURS: Readonly<Record<Outcome, string>> = {
  granted: '--kiosk-good',
  denied: '--kiosk-bad',
  timedOut: '--kiosk-warn',
};

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-records-charts': KioskRecordsCharts;
  }
}
