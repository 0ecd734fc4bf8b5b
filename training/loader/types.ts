/** @file What the loader is asked for and what it gives; and what its threads say to each other. */
import type { Alignment } from '../../src/core/align/template.ts';
import type { AugmentConfig } from '../augment/types.ts';
import type { BatchPlan, BatchRow } from '../samplers/types.ts';

/** How an aligned picture becomes a row of the batch: NCHW, value = (channel − mean) / std. */
export interface TensorConfig {
  /** Side in pixels. */
  readonly size: number;
  /** Its crop must lie within the datasets' own. */
  readonly alignment: Alignment;
  /** Per channel in the order of `channels`, on the scale of 0 to 255. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** RGB when absent. */
  readonly channels?: 'RGB' | 'BGR';
}

/** What a thread needs to turn rows into pixels; plain data. */
export interface RenderConfig {
  /** Folders, in the order that the pools were made of. */
  readonly datasets: readonly string[];
  readonly tensor: TensorConfig;
  /** null: none, as for validation. */
  readonly augment: AugmentConfig | null;
}

/** An image that could not be decoded. */
export interface Fault {
  /** Path of the original, after the dataset's folder. */
  readonly path: string;
  readonly message: string;
}

export interface LoaderConfig extends RenderConfig {
  /** Threads, ≥ 1. */
  readonly workers: number;
  /** Batches in the making while another one is trained on, ≥ 1. */
  readonly ahead: number;
  /** Called once per step, in order. */
  readonly plan: (step: number) => BatchPlan;
  /** The first step to give. */
  readonly fromStep: number;
  /** Told once of each image that another one of the same person had to replace. */
  readonly notify?: (fault: Fault) => void;
}

export interface LoadedBatch {
  readonly plan: BatchPlan;
  /** [N, 3, size, size]; overwritten after the next call of `next()`. */
  readonly images: Float32Array;
  /** How long `next()` waited for it. */
  readonly starvedMs: number;
}

export interface Loader {
  /**
   * The batches of `fromStep`, `fromStep` + 1 and so on. Call it again only after it has answered.
   *
   * @throws Error of a thread or of `plan`; none of the later calls succeeds then.
   */
  next(): Promise<LoadedBatch>;
  /** Ends the threads, which keep the process alive until then. A call of `next()` that waits fails. */
  close(): Promise<void>;
}

export interface RenderJob {
  readonly type: 'render';
  readonly job: number;
  readonly rows: readonly BatchRow[];
  /** Has room for the rows at least; goes to the thread and comes back. */
  readonly buffer: ArrayBuffer;
}

export type ToWorker = RenderJob | { readonly type: 'stop' };

export type FromWorker =
  | {
      readonly type: 'rendered';
      readonly job: number;
      readonly buffer: ArrayBuffer;
      readonly faults: readonly Fault[];
    }
  | { readonly type: 'failed'; readonly job: number; readonly error: Error };
