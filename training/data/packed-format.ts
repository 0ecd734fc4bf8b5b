/**
 * @file The files of a packed dataset, and how one row of its index is laid out.
 *
 * - `dataset.json`: what `DatasetHeader` says.
 * - `index.bin`: one row of `ROW_BYTES` per image, little-endian.
 * - `crops.bin`: the crops, JPEG files one after the other.
 * - `landmarks.bin`: per row 478 x, y pairs as int16 in 1/`LANDMARK_STEPS` crop pixels; all zero: none.
 * - `paths.txt`: path of each original, one per line.
 * - `split.json`: the split of each person by name.
 */
import type { AlignmentPoints } from '../../src/core/observation.ts';
import { POINT_SOURCES, SPLITS } from './types.ts';
import type { PackedRecord } from './types.ts';

export const FORMAT_VERSION = 1;
const LANDMARKS = 478;
const LANDMARK_STEPS = 64;
export const LANDMARK_ROW_BYTES = LANDMARKS * 2 * 2;
export const ROW_BYTES = 80;

export const FILES = {
  header: 'dataset.json',
  index: 'index.bin',
  crops: 'crops.bin',
  landmarks: 'landmarks.bin',
  paths: 'paths.txt',
  split: 'split.json',
} as const;

export interface DatasetHeader {
  readonly version: typeof FORMAT_VERSION;
  readonly name: string;
  readonly layout: string;
  readonly count: number;
  readonly cropSize: number;
  readonly margin: number;
  readonly splitSeed: number;
  readonly identities: readonly string[];
}

/** A record with where its crop lies in `crops.bin`. */
export interface IndexRow {
  readonly offset: number;
  readonly length: number;
  readonly record: Omit<PackedRecord, 'index'>;
}

const NO_CLIP = 0xffffffff;
const POINTS_AT = 36;

/** Byte positions: offset 0 (float64), length 8, identity 12, group 16, clip 20, flags 24, yaw 28, points 36. */
export function writeRow(view: DataView, at: number, { offset, length, record }: IndexRow): void {
  view.setFloat64(at, offset, true);
  view.setUint32(at + 8, length, true);
  view.setUint32(at + 12, record.identity, true);
  view.setUint32(at + 16, record.group, true);
  view.setUint32(at + 20, record.clip < 0 ? NO_CLIP : record.clip, true);
  view.setUint8(at + 24, record.isFake ? 1 : 0);
  view.setUint8(at + 25, SPLITS.indexOf(record.split));
  view.setUint8(at + 26, POINT_SOURCES.indexOf(record.pointsFrom));
  view.setFloat32(at + 28, record.yawDeg ?? NaN, true);
  for (const [index, { x, y }] of record.points.entries()) {
    view.setFloat32(at + POINTS_AT + index * 8, x, true);
    view.setFloat32(at + POINTS_AT + index * 8 + 4, y, true);
  }
}

export function readRow(view: DataView, at: number): IndexRow {
  const clip = view.getUint32(at + 20, true);
  const yawDeg = view.getFloat32(at + 28, true);
  const points = Array.from({ length: 5 }, (_, index) => ({
    x: view.getFloat32(at + POINTS_AT + index * 8, true),
    y: view.getFloat32(at + POINTS_AT + index * 8 + 4, true),
  }));
  return {
    offset: view.getFloat64(at, true),
    length: view.getUint32(at + 8, true),
    record: {
      identity: view.getUint32(at + 12, true),
      group: view.getUint32(at + 16, true),
      clip: clip === NO_CLIP ? -1 : clip,
      isFake: view.getUint8(at + 24) === 1,
      split: SPLITS[view.getUint8(at + 25)],
      pointsFrom: POINT_SOURCES[view.getUint8(at + 26)],
      yawDeg: Number.isNaN(yawDeg) ? null : yawDeg,
      points: points as unknown as AlignmentPoints,
    },
  };
}

/** @param landmarks - x, y pairs in crop pixels, or null. @returns A row of `landmarks.bin`. */
export function encodeLandmarks(landmarks: Float32Array | null): Uint8Array {
  const row = new Int16Array(LANDMARKS * 2);
  const limit = 0x7fff;
  for (let at = 0; landmarks && at < row.length; at += 1) {
    row[at] = Math.max(-limit, Math.min(limit, Math.round(landmarks[at] * LANDMARK_STEPS)));
  }
  return new Uint8Array(row.buffer);
}

/** Reverses {@link encodeLandmarks}. */
export function decodeLandmarks(row: Uint8Array): Float32Array | null {
  if (row.every((byte) => byte === 0)) return null;
  // A copy, since a Buffer may lie anywhere in a larger one.
  const values = new Int16Array(Uint8Array.from(row).buffer);
  return Float32Array.from(values, (value) => value / LANDMARK_STEPS);
}
