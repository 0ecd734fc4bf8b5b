/** @file What a sampler says of a batch: which images, of whom, and which fakes to make. Plain data, no pixels. */

/** One image: the dataset's position in the list that the pools were made of, and its row there. */
export interface ImageRef {
  readonly dataset: number;
  readonly index: number;
}

/** A fake that the loader makes of a real image. A swap puts the row's face onto the head of another person. */
export type MakeFake = { readonly kind: 'self-blended' } | { readonly kind: 'swap'; readonly head: ImageRef };

export interface BatchRow extends ImageRef {
  /** The person's number over all pools, from 0 without gaps. For a fake: whom it pretends to be. */
  readonly identity: number;
  /** Over all pools. People who may be the same person share it. */
  readonly group: number;
  /** True for a fake of the dataset and for one to be made. */
  readonly isFake: boolean;
  /** Over all pools; −1: not known. */
  readonly clip: number;
  /** Of everything random that happens to this row. */
  readonly seed: number;
  /** Absent: the image is taken as it is. */
  readonly make?: MakeFake;
}

export interface BatchPlan {
  /** Counts from 0. */
  readonly step: number;
  readonly epoch: number;
  readonly rows: readonly BatchRow[];
}

export interface Sampler {
  readonly stepsPerEpoch: number;
  /** Rows of every batch. */
  readonly batchSize: number;
  /** A pure function of the step: a run that resumes sees the batches it would have seen. */
  batchAt(step: number): BatchPlan;
}
