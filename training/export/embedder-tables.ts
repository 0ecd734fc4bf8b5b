/** @file The tables of an embedder's model card: thresholds, and errors of test people. Markdown. */
import { percent, percentRange } from '../../src/core/metrics/percent.ts';
import { count } from '../../scripts/lib/terminal/rates.ts';
import type { EmbedderEntry, GalleryPoint } from '../../src/core/manifest/types.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import type { GalleryFigures } from '../evaluate/galleries.ts';
import type { Comparison } from '../evaluate/pair-figures.ts';

const LABELS: Readonly<Record<Comparison['against'], string>> = {
  eer_real: 'other people (eer_real)',
  eer_fake: 'fakes of the same person (eer_fake)',
  genuine: 'genuine',
  'other-person': 'other people',
  'fake-same-person': 'fake of the same person, from another video',
  'fake-same-video': 'fake made from the very video',
  'fake-other-person': 'fake of another person',
  fake: 'fakes',
  all: 'all of these together',
};

/** Thresholds between two images. */
export function pairTable({ operatingPoints }: EmbedderEntry, calibrateOn?: readonly string[]): string[] {
  const [{ genuinePairs, impostorPairs }] = operatingPoints;
  return [
    '',
    '## Two images',
    '',
    `Thresholds between single images: ${count(genuinePairs)} genuine and ${count(impostorPairs)} impostor pairs of ` +
      `${calibrateOn?.join(', ') ?? 'all datasets'} together, none of test people. Intervals are Wilson’s at 95 %.`,
    '',
    '| false match rate | similarity | FMR interval | FNMR | FNMR interval |',
    '|---|---|---|---|---|',
    ...operatingPoints.map(
      ({ fmr, threshold, fmrInterval, fnmr, fnmrInterval }) =>
        `| ${percent(fmr)} | ${threshold} | ${percentRange(fmrInterval)} | ${percent(fnmr)} | ${percentRange(fnmrInterval)} |`,
    ),
  ];
}

/** Thresholds of searches, which the door uses. */
export function galleryTable({ galleries }: EmbedderEntry): string[] {
  if (!galleries) return ['', 'Galleries: too few people to measure any.'];
  const { points, evidence, lookAlikeMargin } = galleries;
  return [
    '',
    '## Galleries',
    '',
    'The door compares a face with the mean of each person’s template. So its thresholds are measured on searches: ' +
      `${count(evidence.probes)} images of strangers, ${count(evidence.enrolledProbes)} of people enrolled with other photos, ` +
      `and every gallery that ${count(evidence.templates)} templates can fill. Each data set weighs the same. Intervals are ` +
      'at 95 %, by bootstrap over people. Nobody of the test split has a part in it.',
    '',
    '| people | wanted FPIR | similarity | interval | FPIR interval | FNIR | interval |',
    '|---|---|---|---|---|---|---|',
    ...points.map(galleryRow),
    '',
    `Two people are look-alikes from the threshold less ${lookAlikeMargin} on, template to template: of one’s images at ` +
      'least one in a hundred is taken for the other.',
  ];
}

function galleryRow({ people, fpir, threshold, thresholdInterval, ...rates }: GalleryPoint): string {
  const [low, high] = thresholdInterval.map((bound) => bound.toFixed(3));
  return (
    `| ${count(people)} | ${percent(fpir)} | ${threshold} | ${low} to ${high} | ${percentRange(rates.fpirInterval)} | ` +
    `${percent(rates.fnir)} | ${percentRange(rates.fnirInterval)} |`
  );
}

/** What these thresholds do to test people. */
export function galleryTestTable(figures: readonly GalleryFigures[]): string[] {
  return [
    '',
    '## Test people in galleries',
    '',
    'At the thresholds above, single images. Galleries are filled with everybody, since there are too few test people.',
    '',
    '| people | wanted FPIR | images of | strangers | FPIR | enrolled | FNIR |',
    '|---|---|---|---|---|---|---|',
    ...figures.map(
      ({ dataset, people, fpir, strangers, measuredFpir, enrolled, fnir }) =>
        `| ${count(people)} | ${percent(fpir)} | ${dataset ?? '**all together**'} | ${count(strangers)} | ` +
        `${percent(measuredFpir)} | ${count(enrolled)} | ${fnir === null ? '–' : percent(fnir)} |`,
    ),
  ];
}

/** @returns Markdown: errors between two images of a data set's test people. */
export function testTable({ dataset, cosine, images }: DatasetResult): string[] {
  const { genuine = 0 } = cosine.counts;
  return [
    '',
    `## Test people of ${dataset}`,
    '',
    `${count(images)} images; ${count(genuine)} genuine pairs.`,
    '',
    '| against | pairs | EER (B) | EER (A) | threshold | TPR at FPR 1 % |',
    '|---|---|---|---|---|---|',
    ...cosine.comparisons.map(({ against, kinds, eerA, eerB, tprAtFpr }) => {
      const pairs = kinds.reduce((sum, kind) => sum + (cosine.counts[kind] ?? 0), 0);
      const tpr = tprAtFpr.find(({ fpr }) => fpr === 0.01);
      return (
        `| ${LABELS[against]} | ${count(pairs)} | ${percent(eerB.rate)} | ${percent(eerA.rate)} | ` +
        `${eerB.threshold.toFixed(3)} | ${tpr ? percent(tpr.tpr) : '–'} |`
      );
    }),
    '',
    ...cosine.thresholds.map(({ threshold, fnmr, byKind }) => {
      const others = byKind['other-person'];
      return (
        `- at ${threshold}: FNMR ${fnmr ? `${percent(fnmr.rate)} (${percentRange(fnmr.interval)})` : '–'}, ` +
        `FMR ${others ? `${percent(others.rate)} (${percentRange(others.interval)})` : '–'}`
      );
    }),
  ];
}
