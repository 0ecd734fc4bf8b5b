/** @file The model card's section on image conditions: where the model is weaker than on the whole. */
import { percent, percentRange } from '../../src/core/metrics/percent.ts';
import { count } from '../../scripts/lib/terminal/rates.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import type { Proportion } from '../evaluate/match-rates.ts';
import {
  isMuchWorse,
  MIN_GENUINE_PAIRS,
  MIN_IMPOSTOR_PAIRS,
  MUCH_WORSE,
  UNLABELLED,
} from '../evaluate/slices.ts';
import type { Slice, SliceFigures } from '../evaluate/slices.ts';

/**
 * @param threshold - Cosine at which errors were counted, and the false match rate that it was set for.
 * @returns Lines of Markdown, none where no dataset was measured by image condition.
 */
export function sliceSection(
  results: readonly DatasetResult[],
  { threshold, fmr }: { readonly threshold: number; readonly fmr: number },
): string[] {
  const tables = results.flatMap(({ dataset, slices }) => (slices ? sliceTable(dataset, slices) : []));
  if (tables.length === 0) return [];
  return [
    '',
    '## By image condition',
    '',
    `Test people again, genuine pairs against other people, errors at ${threshold} (false match rate ${percent(fmr)}), with ` +
      'Wilson’s intervals at 95 %. A pair lies in the slice of its more turned, blurrier or darker photo; thirds are ' +
      'those of the data set’s own photos. Skin luminance is a person’s, the mean over their photos, and compares only ' +
      'people of one third, who look more alike: an FMR a little above that of all pairs is to be expected there. Fewer ' +
      `than ${count(MIN_GENUINE_PAIRS)} genuine or ${count(MIN_IMPOSTOR_PAIRS)} impostor pairs give no figure, and a rate of ` +
      `all pairs that rests on fewer than ten errors no ratio. Not told apart: ${UNLABELLED}.`,
    ...tables,
  ];
}

function sliceTable(dataset: string, { mean, slices }: SliceFigures): string[] {
  const rate = (found: Proportion | null): string =>
    found ? `${percent(found.rate)} (${percentRange(found.interval)})` : 'too few pairs';
  const times = (ratio: number | null): string => (ratio === null ? '–' : ratio.toFixed(2));
  return [
    '',
    `### ${dataset}`,
    '',
    '| condition | slice | genuine pairs | FNMR | times all | impostor pairs | FMR | times all |',
    '|---|---|---|---|---|---|---|---|',
    `| all pairs | | ${count(mean.genuinePairs)} | ${rate(mean.fnmr)} | | ${count(mean.impostorPairs)} | ${rate(mean.fmr)} | |`,
    ...slices.map(
      (slice) =>
        // A bar would end the cell.
        `| ${slice.condition} | ${slice.name.replaceAll('|', '\\|')}${isMuchWorse(slice) ? ' **!**' : ''} | ` +
        `${count(slice.genuinePairs)} | ${rate(slice.fnmr)} | ${times(slice.fnmrRatio)} | ` +
        `${count(slice.impostorPairs)} | ${rate(slice.fmr)} | ${times(slice.fmrRatio)} |`,
    ),
    '',
    inWords(slices),
  ];
}

function inWords(slices: readonly Slice[]): string {
  const worse = slices.flatMap((slice) =>
    (
      [
        ['EER', slice.ratio],
        ['FNMR', slice.fnmrRatio],
        ['FMR', slice.fmrRatio],
      ] as const
    ).flatMap(([rate, ratio]) =>
      ratio !== null && ratio > MUCH_WORSE
        ? `${slice.condition} ${slice.name} (${rate} ${ratio.toFixed(1)} times)`
        : [],
    ),
  );
  return worse.length === 0
    ? `No slice with enough pairs has more than ${MUCH_WORSE} times the EER, FNMR or FMR of all pairs.`
    : `**More than ${MUCH_WORSE} times that of all pairs (!)**: ${worse.join(', ')}.`;
}
