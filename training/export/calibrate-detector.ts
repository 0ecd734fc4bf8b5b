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
  /** Share of real images that are at or above the threshold at most, in every dataset. */
  readonly mostFalseAlarms: number;
  readonly evidence: DetectorEvidence;
  readonly reliability: readonly ReliabilityBin[];
}

/**
 * @param model - As trained: its probabilities are still without calibration.
 * @param falseAlarms - Share of a dataset's real images that may be taken for fakes, (0, 1).
 * @throws RangeError without real and fake validation images, or for a detector that has learnt nothing.
 */
export async function calibrateDetector(
  model: ImageModel,
  datasets: readonly PackedDataset[],
  falseAlarms: number,
  startProgress: StartProgress,
): Promise<DetectorCalibration> {
  const raw: Judged[][] = [];
  for (const dataset of datasets) {
    const records = Array.from({ length: dataset.size }, (_, index) => dataset.record(index));
    const held = records.filter(({ split }) => split === 'validation').map(({ index }) => index);
    const probabilities = await detectFakes(dataset, held, model, startProgress);
    raw.push(
      [...probabilities].map(([index, fakeProbability]) => ({
        ...{ fakeProbability, isFake: dataset.record(index).isFake },
      })),
    );
  }
  return calibrationOf(raw, falseAlarms);
}

/**
 * The line is fitted to all datasets together. The threshold is that of the dataset that needs the highest. Otherwise
 * people before a camera that looks suspicious to the network would pay for the clean photos of the others.
 *
 * @param raw - By dataset, without calibration.
 */
export function calibrationOf(raw: readonly (readonly Judged[])[], falseAlarms: number): DetectorCalibration {
  const line = fitLogitLine(raw.flat());
  const byDataset = raw.map((judged) =>
    judged.map(({ fakeProbability, isFake }) => ({
      ...{ fakeProbability: probabilityOf(line.scale * logitOf(fakeProbability) + line.shift), isFake },
    })),
  );
  const calibrated = byDataset.flat();
  const realsOfEach = byDataset.map((judged) => probabilitiesOf(judged, false));
  const found = Math.max(
    ...realsOfEach
      .filter(({ length }) => length > 0)
      .map((reals) => thresholdInSorted(Float64Array.from(reals).sort().reverse(), falseAlarms)),
  );
  const [reals, fakes] = [probabilitiesOf(calibrated, false), probabilitiesOf(calibrated, true)];
  // Rounded up, so that it never alarms more often; above 1 nothing would be a fake.
  const threshold = Math.min(1, Math.ceil(found * 1e5) / 1e5);
  const atOrAbove = (values: readonly number[]): number =>
    values.filter((value) => value >= threshold).length;
  const alarms = proportion(atOrAbove(reals), reals.length);
  const missed = proportion(fakes.length - atOrAbove(fakes), fakes.length);
  return {
    ...{ line, threshold, mostFalseAlarms: falseAlarms, reliability: reliability(calibrated) },
    evidence: {
      ...{ falseAlarmRate: alarms.rate, falseAlarmInterval: alarms.interval, realImages: reals.length },
      ...{ missRate: missed.rate, missInterval: missed.interval, fakeImages: fakes.length },
    },
  };
}

function probabilitiesOf(judged: readonly Judged[], isFake: boolean): number[] {
  return judged.filter((one) => one.isFake === isFake).map((one) => one.fakeProbability);
}
