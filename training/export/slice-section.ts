/** @file The model card's section on image conditions: where the model is weaker than on the whole. */
import { percent } from '../../src/core/metrics/percent.ts';
import { count } from '../../scripts/lib/terminal/rates.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import {
  isMuchWorse,
  MIN_GENUINE_PAIRS,
  MIN_IMPOSTOR_PAIRS,
  MUCH_WORSE,
  UNLABELLED,
} from '../evaluate/slices.ts';
import type { Slice, SliceEer, SliceFigures } from '../evaluate/slices.ts';

/** @returns Lines of Markdown, none where no dataset was measured by image condition. */
export function sliceSection(results: readonly DatasetResult[]): string[] {
  const tables = results.flatMap(({ dataset, slices }) => (slices ? sliceTable(dataset, slices) : []));
  if (tables.length === 0) return [];
  return [
    '',
    '## By image condition',
    '',
    'Test people again, genuine pairs against other people. A pair lies in the slice of its more turned, blurrier or ' +
      'darker photo; thirds are those of the data set’s own photos. Skin luminance is a person’s, the mean over their ' +
      'photos, and compares only people of one third, who look more alike: a ratio a little above 1 is to be expected ' +
      `there. Fewer than ${count(MIN_GENUINE_PAIRS)} genuine or ${count(MIN_IMPOSTOR_PAIRS)} impostor pairs give no ` +
      `figure. Not told apart: ${UNLABELLED}.`,
    ...tables,
  ];
}

function sliceTable(dataset: string, { mean, slices }: SliceFigures): string[] {
  const cells = ({ genuinePairs, impostorPairs, eerB }: SliceEer): string =>
    `${count(genuinePairs)} | ${count(impostorPairs)} | ${eerB ? percent(eerB.rate) : '–'}`;
  return [
    '',
    `### ${dataset}`,
    '',
    '| condition | slice | genuine pairs | impostor pairs | EER (B) | times the mean |',
    '|---|---|---|---|---|---|',
    `| all pairs | mean | ${cells(mean)} | |`,
    ...slices.map(
      (slice) =>
        // A bar would end the cell.
        `| ${slice.condition} | ${slice.name.replaceAll('|', '\\|')} | ${cells(slice)} | ` +
        `${slice.ratio === null ? '–' : slice.ratio.toFixed(2)}${isMuchWorse(slice) ? ' **!**' : ''} |`,
    ),
    '',
    inWords(slices),
  ];
}

function inWords(slices: readonly Slice[]): string {
  const worse = slices.filter(isMuchWorse);
  const found = worse.map(
    ({ condition, name, ratio }) => `${condition} ${name} (${ratio?.toFixed(1) ?? '–'} times)`,
  );
  return worse.length === 0
    ? `No slice with enough pairs has more than ${MUCH_WORSE} times the EER of all pairs.`
    : `**More than ${MUCH_WORSE} times the EER of all pairs (!)**: ${found.join(', ')}.`;
}
