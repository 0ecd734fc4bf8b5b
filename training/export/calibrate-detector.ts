/** @file Calibrates a fake detector on the people it was validated on; nobody of the test split has a say. */
import type { DetectorEvidence } from '../../src/core/manifest/types.ts';
import { thresholdInSorted } from '../../src/core/metrics/error-rates.ts';
import type { PackedDataset } from '../data/types.ts';
import type { ImageModel } from '../evaluate/image-model.ts';
import type { Judged } from '../evaluate/log-loss.ts';
import { proportion } from '../evaluate/match-rates.ts';
import { detectFakes } from '../evaluate/read-dataset.ts';
import type { StartProgress } from '../progress.ts';
import { fitLogitLine, logitOf, probabilityOf, reliability } from './logistic-fit.ts';
import type { LogitLine, ReliabilityBin } from './logistic-fit.ts';

export interface DetectorCalibration {
  readonly line: LogitLine;
  /** `fakeProbability`, calibrated, at or above which an image is a fake. */
  readonly threshold: number;
  readonly evidence: DetectorEvidence;
  readonly reliability: readonly ReliabilityBin[];
}

/**
 * @param model - As trained: its probabilities are still without calibration.
 * @param falseAlarms - Share of real images that may be taken for fakes, (0, 1).
 * @throws RangeError without real and fake validation images, or for a detector that has learnt nothing.
 */
export async function calibrateDetector(
  model: ImageModel,
  datasets: readonly PackedDataset[],
  falseAlarms: number,
  startProgress: StartProgress,
): Promise<DetectorCalibration> {
  const raw: Judged[] = [];
  for (const dataset of datasets) {
    const records = Array.from({ length: dataset.size }, (_, index) => dataset.record(index));
    const held = records.filter(({ split }) => split === 'validation').map(({ index }) => index);
    for (const [index, fakeProbability] of await detectFakes(dataset, held, model, startProgress)) {
      raw.push({ fakeProbability, isFake: dataset.record(index).isFake });
    }
  }
  return calibrationOf(raw, falseAlarms);
}

/** @param raw - Without calibration. */
export function calibrationOf(raw: readonly Judged[], falseAlarms: number): DetectorCalibration {
  const line = fitLogitLine(raw);
  const calibrated = raw.map(({ fakeProbability, isFake }) => ({
    ...{ fakeProbability: probabilityOf(line.scale * logitOf(fakeProbability) + line.shift), isFake },
  }));
  const [reals, fakes] = [false, true].map((kind) =>
    calibrated.filter(({ isFake }) => isFake === kind).map((one) => one.fakeProbability),
  );
  const found = thresholdInSorted(Float64Array.from(reals).sort().reverse(), falseAlarms);
  // Rounded up, so that it never alarms more often; above 1 nothing would be a fake.
  const threshold = Math.min(1, Math.ceil(found * 1e5) / 1e5);
  const atOrAbove = (values: readonly number[]): number =>
    values.filter((value) => value >= threshold).length;
  const alarms = proportion(atOrAbove(reals), reals.length);
  const missed = proportion(fakes.length - atOrAbove(fakes), fakes.length);
  return {
    ...{ line, threshold, reliability: reliability(calibrated) },
    evidence: {
      ...{ falseAlarmRate: alarms.rate, falseAlarmInterval: alarms.interval, realImages: reals.length },
      ...{ missRate: missed.rate, missInterval: missed.interval, fakeImages: fakes.length },
    },
  };
}
