/** @file The last validation: histograms, ROC, DET, and what the operating points let through. */
import { percent } from '../../../src/core/metrics/percent.ts';
import { mean } from '../../../src/core/metrics/statistics.ts';
import type { PairKind, ValidationFile } from '../../run/events.ts';
import { figure } from '../../run/terminal-text.ts';
import { renderChart } from '../charts/render.ts';
import {
  detChart,
  fakeHistogramChart,
  histogramChart,
  KIND_TITLES,
  rocChart,
} from '../charts/verification.ts';
import { html, table } from '../html.ts';
import type { Markup } from '../html.ts';
import { verificationOf } from '../verification.ts';
import type { Verification } from '../verification.ts';

/** @returns Null without pairs. */
export function verificationSection(file: ValidationFile): Markup | null {
  const histogram = histogramChart(file);
  if (histogram === null) return null;
  const verification = verificationOf(file);
  const fakes = fakeHistogramChart(file);
  const charts = [
    ...[histogram, ...(fakes === null ? [] : [fakes])],
    ...(verification === null ? [] : [rocChart(verification), detChart(verification)]),
  ];
  return html`<section>
    <h2>Validation at step ${file.step}</h2>
    <div class="charts">${charts.map(renderChart)}</div>
    ${verification === null ? null : html`${kindsTable(file, verification)} ${operatingPointsPart(verification)}`}
  </section>`;
}

function kindsTable({ similarities }: ValidationFile, { genuinePairs, curves }: Verification): Markup {
  const spread = (kind: PairKind): string[] => {
    const values = similarities[kind] ?? [];
    const middle = mean(values);
    const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
    // Adding 0 turns the −0 that rounding may leave into 0.
    return [(Number(middle.toFixed(3)) + 0).toFixed(3), Math.sqrt(variance).toFixed(3)];
  };
  const rows = [
    [KIND_TITLES.genuine, String(genuinePairs), ...spread('genuine'), '–', '–', '–'],
    ...curves.map(({ kind, pairs, eer, area }) => [
      ...[KIND_TITLES[kind], String(pairs), ...spread(kind)],
      ...[percent(eer.rate, 2), eer.threshold.toFixed(3), area.toFixed(4)],
    ]),
  ];
  const header = ['kind', 'pairs', 'mean similarity', 'spread', 'EER', 'threshold', 'area under ROC'];
  return html`<p class="muted">
      Each kind is set against the pairs of the same person. Circles mark the equal error rate.
    </p>
    ${table(header, rows, [1, 2, 3, 4, 5, 6])}`;
}

function operatingPointsPart({ operatingPoints, curves }: Verification): Markup {
  if (operatingPoints.length === 0) {
    return html`<p class="muted">
      There are too few pairs of different people to set operating points: a false match rate of 1 % needs
      1000.
    </p>`;
  }
  const fakes = curves.filter(({ kind }) => kind !== 'other-person');
  const interval = ([low, high]: readonly [number, number]): string =>
    `${figure(low * 100)} to ${figure(high * 100)} %`;
  const rows = operatingPoints.map((point, index) => [
    ...[`${figure(point.fmr * 100)} %`, point.threshold.toFixed(4), interval(point.fmrInterval)],
    ...[percent(point.fnmr, 2), interval(point.fnmrInterval)],
    ...fakes.map(({ marked }) => percent(marked[index].fmr, 2)),
  ]);
  const header = [
    ...['FMR aimed at', 'threshold', 'FMR, 95 %', 'FNMR', 'FNMR, 95 %'],
    ...fakes.map(({ kind }) => `accepted: ${KIND_TITLES[kind]}`),
  ];
  return html`<p class="muted">
      Operating points are set on real pairs of different people, and marked on every curve: diamond,
      triangle, square by falling rate. Intervals take pairs as independent, which pairs that share a photo
      are not.
    </p>
    ${table(
      header,
      rows,
      header.map((_, column) => column),
    )}`;
}
