/**
 * @file What a model card says of a fake detector: calibration, single images, and the door's decision with an
 * embedder.
 */
import { percent, percentRange } from '../../src/core/metrics/percent.ts';
import { count } from '../../scripts/lib/terminal/rates.ts';
import type { DetectorEntry } from '../../src/core/manifest/types.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import type { DetectorFigures } from '../evaluate/frame-figures.ts';
import type { PairFigures, ThresholdErrors } from '../evaluate/pair-figures.ts';
import type { PairKind } from '../evaluate/pair-kinds.ts';
import type { DetectorCalibration } from './calibrate-detector.ts';
import { calibrationError } from './logistic-fit.ts';

/** What each kind of detector calls what it finds and what it shall leave alone. */
const WORDS = {
  'fake-detector': { found: 'fakes', one: 'a fake', others: 'real images', alarms: '', misses: '' },
  'attack-detector': {
    ...{ found: 'simulated attacks', one: 'an attack', others: 'bona fide images' },
    ...{ alarms: ' (BPCER)', misses: ' (APCER)' },
  },
} as const;

export function calibrationLines(
  role: DetectorEntry['role'],
  { threshold, mostFalseAlarms, evidence, reliability, line }: DetectorCalibration,
  calibrateOn: readonly string[] | undefined,
): string[] {
  const { found, one, others, alarms, misses } = WORDS[role];
  const { falseAlarmRate, falseAlarmInterval, realImages, missRate, missInterval, fakeImages } = evidence;
  return [
    '',
    '## Calibration and threshold',
    '',
    `Chosen on the validation people of ${calibrateOn?.join(', ') ?? 'all datasets'} together: ` +
      `${count(realImages)} ${others} and ${count(fakeImages)} ${found}, both classes counting alike. Platt scaling ` +
      `(logit × ${line.scale.toFixed(3)} ${line.shift < 0 ? '−' : '+'} ${Math.abs(line.shift).toFixed(3)}) is part of the file. ` +
      `Expected calibration error ${percent(calibrationError(reliability))}.`,
    '',
    `The threshold ${threshold} of single images is the least at which no dataset has more than ` +
      `${percent(mostFalseAlarms)} of false alarms. Over all of them: false alarms${alarms} ` +
      `${percent(falseAlarmRate)} (${percentRange(falseAlarmInterval)}), missed ${found}${misses} ${percent(missRate)} ` +
      `(${percentRange(missInterval)}). The kiosk fuses the images of an attempt.`,
    '',
    `| it says ${one} with | images | mean | were ${found} |`,
    '|---|---|---|---|',
    ...reliability.map(
      ({ from, to, images, said, was }) =>
        `| ${percent(from)} to ${percent(to)} | ${count(images)} | ${percent(said)} | ${percent(was)} |`,
    ),
  ];
}

/** @param result - Of the embedder that the detector is measured beside. */
export function detectorTestLines({ dataset, frames, withFakeDetector, cosine }: DatasetResult): string[] {
  if (!frames) return [];
  const rows: [string, DetectorFigures][] = [
    ['single images', frames.frames],
    ['videos, confident strategy', frames.videosByConfidence],
  ];
  return [
    '',
    `## Test people of ${dataset}`,
    '',
    '| | real | fake | AUC | EER (B) | log loss | false alarms | missed fakes |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(
      ([name, { reals, fakes, auc, eer, logLoss, falseAlarms, missedFakes }]) =>
        `| ${name} | ${count(reals)} | ${count(fakes)} | ${auc.toFixed(4)} | ${percent(eer.rate)} | ` +
        `${logLoss.balanced.toFixed(4)} | ${percent(falseAlarms.rate)} (${percentRange(falseAlarms.interval)}) | ` +
        `${percent(missedFakes.rate)} (${percentRange(missedFakes.interval)}) |`,
    ),
    ...(withFakeDetector ? togetherLines(cosine, withFakeDetector) : []),
  ];
}

function togetherLines(cosine: PairFigures, withDetector: readonly ThresholdErrors[]): string[] {
  const [alone] = cosine.thresholds;
  const [both] = withDetector;
  const kinds = Object.keys(both.byKind) as PairKind[];
  return [
    '',
    `Pairs of images, decided at similarity ${alone.threshold} (the standard policy, one comparison) by the embedder alone ` +
      'and by both models, of which the detector judges the second image. Of genuine pairs the table counts those that are refused, of the others those that pass.',
    '',
    '| pairs | number | embedder alone | both |',
    '|---|---|---|---|',
    ...kinds.map((kind) => {
      const [before, after] = [alone.byKind[kind], both.byKind[kind]];
      const shown = (found: typeof before): string =>
        found ? `${percent(found.rate)} (${percentRange(found.interval)})` : '–';
      return `| ${kind} | ${count(both.byKind[kind]?.trials ?? 0)} | ${shown(before)} | ${shown(after)} |`;
    }),
  ];
}
