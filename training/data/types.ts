/**
 * @file A packed dataset: aligned face crops of many people in a few large files, with an index of fixed-width rows.
 * Types only; `packed-reader.ts` opens one and `packed-writer.ts` makes one.
 */
import type { AlignmentPoints } from '../../src/core/observation.ts';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/**
 * Where a crop's five points come from: the kiosk's landmarker, or the data set's own list where it found no face.
 * `detector` is in datasets of earlier versions only, which could prepare them with MediaPipe's face detector. `frame`:
 * from nowhere; the picture is not aligned, and its points only say that it is to be shown whole.
 */
export const POINT_SOURCES = ['landmarker', 'detector', 'given', 'frame'] as const;
export type PointSource = (typeof POINT_SOURCES)[number];

/** One image of the dataset. */
export interface PackedRecord {
  /** Row number, from 0. */
  readonly index: number;
  /** Position in `PackedDataset.identities`. For a fake: whom it pretends to be. */
  readonly identity: number;
  /** People who may be the same person share a group; negatives are drawn only across groups. */
  readonly group: number;
  /** A number for the video or photo it was taken from, shared by a real frame and the fakes made of it; −1: none. */
  readonly clip: number;
  readonly isFake: boolean;
  readonly split: Split;
  readonly pointsFrom: PointSource;
  /** In crop pixels. */
  readonly points: AlignmentPoints;
  /** Of the head; null where no tracker found the face. */
  readonly yawDeg: number | null;
}

export interface PackedDataset {
  readonly folder: string;
  readonly name: string;
  /** Number of records. */
  readonly size: number;
  /** Side of the square crops in pixels. */
  readonly cropSize: number;
  /** Share of the alignment template's side that the crops have on each side of it. */
  readonly margin: number;
  /** Names of the people, such as the data set's folder names. */
  readonly identities: readonly string[];
  /** @throws RangeError for an index out of range. */
  record(index: number): PackedRecord;
  /** Path of the original within the data set's folder. */
  path(index: number): string;
  /** @returns The crop as a JPEG file. */
  crop(index: number): Uint8Array;
  /** @returns x, y pairs of the tracker's 478 landmarks in crop pixels; null where it found no face. */
  landmarks(index: number): Float32Array | null;
  close(): void;
}
