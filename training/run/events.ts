/**
 * @file What a training run leaves in its folder:
 *
 * - `config.json`: the resolved configuration, plain data.
 * - `log.jsonl`: one event per line, the truth that reports read.
 * - `performance_history.json`: every checkpoint that came onto the leaderboard, in order (docs/sources.md #59).
 * - `leaderboard.json`: the best five checkpoints by accuracy and by EER.
 * - `checkpoints/latest.ckpt`, and those of the leaderboard.
 * - `validation.json`: similarities of the last validation, for histograms and curves.
 * - `pca.json`, `hardest.json`: what reports draw besides, where the run wrote them.
 *
 * A figure that is not finite is written as null, since JSON has no other way, and read back as NaN.
 */

export interface StepEvent {
  readonly type: 'step';
  /** Unix time, as in every event. */
  readonly atMs: number;
  /** Counts from 1. */
  readonly step: number;
  readonly epoch: number;
  /** Mean over the steps since the last event. */
  readonly loss: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
  /** Share of the time that the engine waited for a batch, [0, 1]. */
  readonly starved: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface ValidationEvent {
  readonly type: 'validation';
  readonly atMs: number;
  readonly step: number;
  readonly epoch: number;
  /** Share of right answers over all pairs at the EER threshold, [0, 1]. */
  readonly accuracy: number;
  /** EER-B over all pair kinds together, [0, 1]. */
  readonly eer: number;
  /** Real photos of one person against real photos of another. */
  readonly eerReal: number;
  /** Against fakes of the same person; null without fakes. */
  readonly eerFake: number | null;
  readonly pairs: Readonly<Record<string, number>>;
}

export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly atMs: number;
  readonly step: number;
  /** Relative to the run's folder. */
  readonly path: string;
}

export interface NoteEvent {
  /** `alarm`: the run goes on, but somebody should look (collapse, starving, skipped step). */
  readonly type: 'start' | 'resume' | 'alarm' | 'stop';
  readonly atMs: number;
  readonly step: number;
  readonly message: string;
}

export type RunEvent = StepEvent | ValidationEvent | CheckpointEvent | NoteEvent;

/** One line of `performance_history.json`: system 2's form, and the step, which a resume needs. */
export interface HistoryEntry {
  readonly epoch: number;
  /** Within the epoch. */
  readonly batch_number: number;
  readonly accuracy: number;
  readonly eer: number;
  /** Relative to the run's folder; the file is gone if the checkpoint has fallen off the leaderboard. */
  readonly checkpoint_path: string;
  readonly step: number;
}

/** One line of `leaderboard.json`. */
export interface LeaderboardEntry {
  readonly step: number;
  readonly epoch: number;
  /** Within the epoch. */
  readonly batch: number;
  readonly accuracy: number;
  readonly eer: number;
  /** Relative to the run's folder. */
  readonly path: string;
}

export const PAIR_KINDS = [
  'genuine',
  'other-person',
  'fake-same-person',
  'fake-same-video',
  'fake-other-person',
] as const;
export type PairKind = (typeof PAIR_KINDS)[number];

/** `validation.json`: what histograms and curves are drawn from. No embeddings and no images. */
export interface ValidationFile {
  readonly step: number;
  /** Cosines by {@link PairKind}; kinds without pairs are absent or empty. */
  readonly similarities: Readonly<Record<string, readonly number[]>>;
}

/** An embedding in the plane of the two directions in which the embeddings differ most. */
export interface PcaPoint {
  readonly x: number;
  readonly y: number;
  /** Tells people apart, and is the same person before and after. */
  readonly person: number;
  readonly isFake: boolean;
}

/** `pca.json`: the same images before and after training, each in a plane of its own. */
export interface PcaFile {
  readonly before: readonly PcaPoint[];
  readonly after: readonly PcaPoint[];
}

/** An image of a packed dataset. */
export interface ImageReference {
  /** Folder of the packed dataset, absolute or relative to the run's folder. */
  readonly dataset: string;
  readonly index: number;
}

/** A pair on the wrong side of the threshold. */
export interface HardPair {
  readonly kind: PairKind;
  /** Cosine. */
  readonly similarity: number;
  readonly a: ImageReference;
  readonly b: ImageReference;
}

/** `hardest.json`: the worst pairs first. Refers to images and holds none. */
export type HardestFile = readonly HardPair[];
