/** @file How well a fake detector judges single frames, and videos by their frames. */
import { mean } from '../../src/core/metrics/statistics.ts';
import { fuseFakeProbabilities } from '../../src/core/fusion/fake-probability.ts';
import { equalErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import type { EqualErrorRate } from '../../src/core/metrics/equal-error-rate.ts';
import { areaUnderCurve, rocCurve } from '../../src/core/metrics/roc.ts';
import type { PackedDataset } from '../data/types.ts';
import { logLoss } from './log-loss.ts';
import type { Judged, LogLoss } from './log-loss.ts';
import { proportion } from './match-rates.ts';
import type { Proportion } from './match-rates.ts';

/** Fakes count as the class to be found. */
export interface DetectorFigures {
  readonly reals: number;
  readonly fakes: number;
  readonly logLoss: LogLoss;
  readonly auc: number;
  readonly eer: EqualErrorRate;
  /** Fakes below the detector's threshold. */
  readonly missedFakes: Proportion;
  /** Reals at or above it. */
  readonly falseAlarms: Proportion;
}

export interface FrameFigures {
  readonly threshold: number;
  readonly frames: DetectorFigures;
  /** Least and most frames of a video. */
  readonly framesPerVideo: readonly [number, number];
  /** A video's probability is the mean of its frames'. */
  readonly videosByMean: DetectorFigures;
  /** By the confident strategy. */
  readonly videosByConfidence: DetectorFigures;
}

/**
 * @param probabilities - Fake probability by record number.
 * @returns null unless there are both reals and fakes.
 */
export function frameFigures(
  dataset: PackedDataset,
  probabilities: ReadonlyMap<number, number>,
  threshold: number,
): FrameFigures | null {
  const frames: Judged[] = [];
  const videos = new Map<string, { isFake: boolean; probabilities: number[] }>();
  for (const [record, fakeProbability] of probabilities) {
    const { isFake, clip } = dataset.record(record);
    frames.push({ isFake, fakeProbability });
    const path = dataset.path(record);
    // Without a clip it is a photo, however its file is numbered.
    const key = `${isFake ? 'fake' : 'real'} ${clip} ${clip < 0 ? path : videoOf(path)}`;
    const video = videos.get(key);
    if (video) video.probabilities.push(fakeProbability);
    else videos.set(key, { isFake, probabilities: [fakeProbability] });
  }
  if (!frames.some(({ isFake }) => isFake) || frames.every(({ isFake }) => isFake)) return null;
  const all = [...videos.values()];
  const judged = (fuse: (values: readonly number[]) => number): DetectorFigures =>
    detectorFigures(
      all.map((video) => ({ isFake: video.isFake, fakeProbability: fuse(video.probabilities) })),
      threshold,
    );
  const lengths = all.map((video) => video.probabilities.length);
  return {
    threshold,
    frames: detectorFigures(frames, threshold),
    framesPerVideo: [lengths.reduce((a, b) => Math.min(a, b)), lengths.reduce((a, b) => Math.max(a, b))],
    videosByMean: judged(mean),
    // A video of the map has a frame, so the fused value is never null.
    videosByConfidence: judged((values) => fuseFakeProbabilities(values) ?? 0.5),
  };
}

/**
 * The video of a frame: its path without the extension and the frame number. The frame number is a last part of
 * digits after a `/` or `#`. The number of the face may follow it (`video/0012.jpg`, `video.mp4#12`,
 * `video/40_1.png`).
 */
export function videoOf(path: string): string {
  const stem = path.replace(/\.[^./#]+$/, '');
  return stem.replace(/[/#]\d+(_\d+)?$/, '');
}

/** @throws RangeError unless there are reals and fakes. */
export function detectorFigures(judged: readonly Judged[], threshold: number): DetectorFigures {
  const [reals, fakes] = [false, true].map((kind) =>
    judged.filter(({ isFake }) => isFake === kind).map((one) => one.fakeProbability),
  );
  const atOrAbove = (values: readonly number[]): number =>
    values.filter((value) => value >= threshold).length;
  return {
    reals: reals.length,
    fakes: fakes.length,
    logLoss: logLoss(judged),
    auc: areaUnderCurve(rocCurve(fakes, reals)),
    eer: equalErrorRates(fakes, reals).eerB,
    missedFakes: proportion(fakes.length - atOrAbove(fakes), fakes.length),
    falseAlarms: proportion(atOrAbove(reals), reals.length),
  };
}
