/** @file What an evaluation found, as lines for the terminal. */
import { percent } from '../../src/core/metrics/percent.ts';
import { textTable } from '../../scripts/lib/terminal/text-table.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import type { DetectorFigures, FrameFigures } from '../evaluate/frame-figures.ts';
import type { IdRate } from '../evaluate/id-rate.ts';
import type { Proportion, TprAtFpr } from '../evaluate/match-rates.ts';
import type { Comparison, PairFigures, ThresholdErrors } from '../evaluate/pair-figures.ts';
import { isMuchWorse, MUCH_WORSE, UNLABELLED } from '../evaluate/slices.ts';
import type { Slice, SliceEer, SliceFigures } from '../evaluate/slices.ts';

export function describeEvaluation(result: DatasetResult): string[] {
  const { cosine, withFakeDetector, frames, lfw, slices } = result;
  const images = `${count(result.images)} images`;
  return [
    result.pairList === null
      ? `${result.dataset}, ${result.split === 'all' ? 'all splits' : `${result.split} split`}, ${images}`
      : `${result.dataset}, pairs of ${result.pairList}, ${images}`,
    ...describeCounts(result),
    ...describePairs('By cosine', cosine),
    ...(slices ? describeSlices(slices) : []),
    ...(withFakeDetector
      ? ['', 'Where the second image is judged for fakes too', ...withFakeDetector.flatMap(describeThreshold)]
      : []),
    ...(result.idRate ? describeIdRate(result.idRate) : []),
    ...(lfw ? describeLfw(lfw) : []),
    ...(frames ? describeFrames(frames) : []),
  ];
}

function describeCounts({ cosine, limitedKinds, droppedPairs }: DatasetResult): string[] {
  const counts = Object.entries(cosine.counts).map(([kind, pairs]) => {
    const limited = limitedKinds.some((name) => name === kind);
    return `${kind} ${count(pairs)}${limited ? ' (drawn)' : ''}`;
  });
  return [
    `pairs: ${counts.join(', ')}`,
    ...(droppedPairs > 0 ? [`pairs left out, because an image is missing: ${count(droppedPairs)}`] : []),
  ];
}

function describePairs(title: string, { comparisons, thresholds }: PairFigures): string[] {
  const [first] = comparisons;
  const overview = textTable(
    ['genuine against', 'EER-A', 'EER-B', 'at', 'AUC', 'AUC as CGS'],
    comparisons.map((comparison) => [
      nameOf(comparison),
      percent(comparison.eerA.rate),
      percent(comparison.eerB.rate),
      comparison.eerB.threshold.toFixed(4),
      comparison.auc.toFixed(5),
      comparison.aucAsCgs.toFixed(4),
    ]),
    [1, 2, 3, 4, 5],
  );
  return [
    '',
    title,
    ...(comparisons.length > 0 ? overview : ['no genuine pairs, so no equal error rate']),
    ...(comparisons.length > 0
      ? [
          '',
          ...tprTable(
            'TPR at FPR',
            comparisons.map((one) => [nameOf(one), one.tprAtFpr] as const),
            first.tprAtFpr,
          ),
        ]
      : []),
    ...thresholds.flatMap(describeThreshold),
  ];
}

function nameOf({ against, kinds }: Comparison): string {
  return against.startsWith('eer_') ? `${kinds.join(' + ')} (${against})` : against;
}

function tprTable(
  title: string,
  rows: readonly (readonly [name: string, rates: readonly TprAtFpr[]])[],
  columns: readonly TprAtFpr[],
): string[] {
  return textTable(
    [title, ...columns.map(({ fpr }) => `${fpr}`)],
    // A rate that the pairs cannot resolve is no figure to quote.
    rows.map(([name, rates]) => [
      name,
      ...rates.map(({ tpr, supported }) => (supported ? percent(tpr) : 'too few')),
    ]),
    columns.map((_, at) => at + 1),
  );
}

function describeThreshold({ threshold, fmr, fnmr, byKind, errorTypes }: ThresholdErrors): string[] {
  const rows = [
    ...(fnmr ? [['FNMR', fnmr] as const] : []),
    ...(fmr ? [['FMR, all kinds', fmr] as const] : []),
    ...Object.entries(byKind).flatMap(([kind, found]) =>
      kind === 'genuine' ? [] : [[`FMR, ${kind}`, found] as const],
    ),
  ];
  return [
    '',
    ...errorTable(`at similarity ${threshold.toFixed(4)}`, rows),
    `errors: ${count(errorTypes.samePerson)} same person, ${count(errorTypes.differentReal)} different real, ` +
      `${count(errorTypes.syntheticInvolved)} synthetic involved`,
  ];
}

function errorTable(title: string, rows: readonly (readonly [name: string, found: Proportion])[]): string[] {
  return textTable(
    [title, 'errors', 'of', 'rate', '95 %'],
    rows.map(([name, { errors, trials, rate, interval, boundAtNoError }]) => [
      name,
      count(errors),
      count(trials),
      percent(rate),
      boundAtNoError === null
        ? `${percent(interval[0])} to ${percent(interval[1])}`
        : `below ${percent(boundAtNoError)} (rule of three)`,
    ]),
    [1, 2, 3],
  );
}

function describeSlices({ mean, slices }: SliceFigures): string[] {
  const rate = (found: Proportion | null): string => (found ? percent(found.rate) : 'too few');
  const times = (ratio: number | null): string => (ratio === null ? '' : `× ${ratio.toFixed(2)}`);
  const rates = mean.fnmr !== null;
  const cells = (of: SliceEer, { ratio, fnmrRatio, fmrRatio }: Ratios): string[] => [
    count(of.genuinePairs),
    count(of.impostorPairs),
    of.eerB ? percent(of.eerB.rate) : 'too few',
    times(ratio),
    ...(rates ? [rate(of.fnmr), times(fnmrRatio), rate(of.fmr), times(fmrRatio)] : []),
  ];
  return [
    '',
    'By image condition, genuine against other-person, by cosine',
    ...textTable(
      [
        ...['condition', 'slice', 'genuine', 'impostor', 'EER-B', 'of mean'],
        ...(rates ? ['FNMR', 'of mean', 'FMR', 'of mean'] : []),
        '',
      ],
      [
        ['all pairs', 'mean', ...cells(mean, NO_RATIOS), ''],
        ...slices.map((slice) => [
          slice.condition,
          slice.name,
          ...cells(slice, slice),
          isMuchWorse(slice) ? '!' : '',
        ]),
      ],
      rates ? [2, 3, 4, 5, 6, 7, 8, 9] : [2, 3, 4, 5],
    ),
    `!: more than ${MUCH_WORSE} times that of all pairs`,
    UNLABELLED,
  ];
}

type Ratios = Pick<Slice, 'ratio' | 'fnmrRatio' | 'fmrRatio'>;
const NO_RATIOS: Ratios = { ratio: null, fnmrRatio: null, fmrRatio: null };

function describeIdRate(result: IdRate): string[] {
  return [
    '',
    `ID rate: ${count(result.queryPeople)} query people with ${count(result.queryImages)} photos, ` +
      `${count(result.distractorPeople)} distractors with ${count(result.distractorImages)}; ` +
      `${count(result.genuinePairs)} genuine, ${count(result.impostorPairs)} impostor pairs`,
    ...tprTable('TPR at FPR', [['query photos', result.tprAtFpr]], result.tprAtFpr),
  ];
}

function describeLfw(lfw: NonNullable<DatasetResult['lfw']>): string[] {
  const { accuracy, validationRate, far, folds, notHeldBack } = lfw;
  return [
    '',
    `LFW, ${folds.length} folds: accuracy ${percent(accuracy.mean)} ± ${percent(accuracy.deviation)}, ` +
      `VAL ${percent(validationRate.mean)} ± ${percent(validationRate.deviation)} at FAR ${percent(far)}`,
    ...(notHeldBack > 0
      ? [
          `${count(notHeldBack)} of the pairs show people of the training or validation split: this is a figure to ` +
            'quote only for a model that never saw them.',
        ]
      : []),
  ];
}

function describeFrames({ threshold, framesPerVideo, ...figures }: FrameFigures): string[] {
  const rows: [string, DetectorFigures][] = [
    ['single frames', figures.frames],
    ['videos, mean', figures.videosByMean],
    ['videos, confident strategy', figures.videosByConfidence],
  ];
  const [fewest, most] = framesPerVideo;
  return [
    '',
    `Fake detector, ${fewest === most ? fewest : `${fewest} to ${most}`} frames per video`,
    ...textTable(
      ['', 'real', 'fake', 'log loss', 'balanced', 'AUC', 'EER-B'],
      rows.map(([name, { reals, fakes, logLoss, auc, eer }]) => [
        name,
        count(reals),
        count(fakes),
        logLoss.overall.toFixed(5),
        logLoss.balanced.toFixed(5),
        auc.toFixed(5),
        percent(eer.rate),
      ]),
      [1, 2, 3, 4, 5, 6],
    ),
    '',
    ...errorTable(
      `at fake probability ${threshold}`,
      rows.flatMap(([name, { missedFakes, falseAlarms }]) => [
        [`${name}: missed fakes`, missedFakes] as const,
        [`${name}: false alarms`, falseAlarms] as const,
      ]),
    ),
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}
