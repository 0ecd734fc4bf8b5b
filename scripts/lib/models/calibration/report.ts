/**
 * @file Says what a calibration found, in plain lines for the terminal.
 */
import { percent } from '../../../../src/core/metrics/percent.ts';
import type { Galleries, OperatingPoint } from '../../../../src/core/manifest/types.ts';
import type { EqualErrorRate } from '../../../../src/core/metrics/equal-error-rate.ts';
import { DEFAULT_FMR_TARGETS, impostorPairsNeeded } from '../../../../src/core/metrics/operating-points.ts';
import { oneIn } from '../../terminal/rates.ts';
import { textTable } from '../../terminal/text-table.ts';

/** Above it the embeddings tell little of who is who; `judge.ts` refuses twice as much. */
const POOR_EER = 0.1;

export function describeEer({ rate, threshold, genuinePairs, impostorPairs }: EqualErrorRate): string[] {
  const lines = [
    `Equal error rate ${percent(rate)} at a similarity of ${threshold.toFixed(4)} ` +
      `(${genuinePairs.toLocaleString('en-GB')} genuine, ${impostorPairs.toLocaleString('en-GB')} impostor pairs).`,
  ];
  if (rate > POOR_EER) {
    lines.push(
      'That is poor. Check --channels, --mean, --std, --margin and --output against what the model was trained with.',
    );
  }
  return lines;
}

/** A table with a heading; intervals are Wilson's at 95 %. */
export function describeOperatingPoints(points: readonly OperatingPoint[]): string[] {
  const interval = ([low, high]: readonly [number, number]): string => `${percent(low)} to ${percent(high)}`;
  const rows = [
    ['FMR', 'similarity', 'FMR measured, 95 %', 'FNMR', 'FNMR, 95 %'],
    ...points.map(({ fmr, threshold, fmrInterval, fnmr, fnmrInterval }) => [
      oneIn(fmr),
      threshold.toFixed(4),
      interval(fmrInterval),
      percent(fnmr),
      interval(fnmrInterval),
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd(),
  );
  const strictest = points[points.length - 1];
  const next = DEFAULT_FMR_TARGETS.find((fmr) => fmr < strictest.fmr);
  if (next === undefined) return lines;
  const needed = impostorPairsNeeded(next).toLocaleString('en-GB');
  return [...lines, `A threshold at ${oneIn(next)} needs ${needed} impostor pairs.`];
}

/** Thresholds of searches, or why there are none. */
export function describeGalleries(galleries: Galleries | null): string[] {
  if (galleries === null) {
    return [
      'Searches were not measured: that takes a folder of people (--people), dozens of them with several photos each. The ' +
        'kiosk reckons with pairs, and asks for the badge first where they do not reach.',
    ];
  }
  return [
    'Searches, by people in the gallery:',
    ...textTable(
      ['people', 'strangers let in', 'similarity', 'FNIR', 'FNIR, 95 %'],
      galleries.points.map(({ people, fpir, threshold, fnir, fnirInterval: [low, high] }) => [
        String(people),
        oneIn(fpir),
        threshold.toFixed(4),
        percent(fnir),
        `${percent(low)} to ${percent(high)}`,
      ]),
      [0],
    ).map((line) => `  ${line}`),
  ];
}
