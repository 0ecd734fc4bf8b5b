/** @file What searches in galleries found, as lines for the terminal. */
import { percent } from '../../src/core/metrics/percent.ts';
import { count } from '../../scripts/lib/terminal/rates.ts';
import { textTable } from '../../scripts/lib/terminal/text-table.ts';
import type { GalleryFigures } from '../evaluate/galleries.ts';

export function describeGalleries(figures: readonly GalleryFigures[]): string[] {
  return [
    'Searches in galleries, single images, at the thresholds of the manifest; together every data set weighs the same',
    ...textTable(
      ['people', 'wanted FPIR', 'similarity', 'images of', 'strangers', 'FPIR', 'enrolled', 'FNIR'],
      figures.map(({ dataset, people, fpir, threshold, strangers, measuredFpir, enrolled, fnir }) => [
        count(people),
        percent(fpir),
        threshold.toFixed(4),
        dataset ?? 'all together',
        count(strangers),
        percent(measuredFpir),
        count(enrolled),
        fnir === null ? '' : percent(fnir),
      ]),
      [0, 1, 2, 4, 5, 6, 7],
    ),
  ];
}
