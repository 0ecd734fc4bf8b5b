/** @file Finds a head for a face in an identity swap: a picture of another person, turned alike. */
import { randomInteger, type Rng } from '../../src/core/rng/rng.ts';
import type { PackedRecord, Split } from '../data/types.ts';

export interface HeadChooserOptions {
  /** Heads are drawn uniformly among those turned alike within this. */
  readonly nearYawDeg?: number;
  /** Where there are none so near, the nearest one is taken up to this. */
  readonly farYawDeg?: number;
  /** Heads and faces turned further than this are left out: too little of their far side is to be seen. */
  readonly maxYawDeg?: number;
}

/** Draws within the near heads before the search turns to the nearest one. */
const DRAWS = 16;

interface Head {
  readonly record: PackedRecord;
  readonly yawDeg: number;
}

/**
 * Prepares a search among the records for pictures to put a face on.
 *
 * @param records - Fakes and pictures without landmarks are passed over.
 * @returns A function that gives a head for a face: a real picture with landmarks of the same split and another group,
 *   turned alike; null where there is none, or where the face itself is a fake, has no landmarks or is turned too far.
 */
export function createHeadChooser(
  records: Iterable<PackedRecord>,
  { nearYawDeg = 8, farYawDeg = 20, maxYawDeg = 40 }: HeadChooserOptions = {},
): (face: PackedRecord, rng: Rng) => PackedRecord | null {
  const bySplit = new Map<Split, Head[]>();
  for (const record of records) {
    const head = usable(record, maxYawDeg);
    if (head === null) continue;
    const heads = bySplit.get(record.split);
    if (heads === undefined) bySplit.set(record.split, [head]);
    else heads.push(head);
  }
  for (const heads of bySplit.values()) heads.sort((p, q) => p.yawDeg - q.yawDeg);

  return (record, rng) => {
    const face = usable(record, maxYawDeg);
    if (face === null) return null;
    const heads = bySplit.get(record.split) ?? [];
    const first = lowerBound(heads, face.yawDeg - nearYawDeg);
    const last = upperBound(heads, face.yawDeg + nearYawDeg) - 1;
    for (let draw = 0; draw < DRAWS && first <= last; draw += 1) {
      const head = heads[randomInteger(rng, first, last)].record;
      if (head.group !== record.group) return head;
    }
    return nearestStranger(heads, face, farYawDeg);
  };
}

function usable(record: PackedRecord, maxYawDeg: number): Head | null {
  const { isFake, pointsFrom, yawDeg } = record;
  // Only the landmarker gives landmarks.
  if (isFake || pointsFrom !== 'landmarker' || yawDeg === null) return null;
  return Math.abs(yawDeg) > maxYawDeg ? null : { record, yawDeg };
}

/** Walks outwards from the face's yaw until a head of another group comes. */
function nearestStranger(heads: readonly Head[], face: Head, farYawDeg: number): PackedRecord | null {
  let above = lowerBound(heads, face.yawDeg);
  let below = above - 1;
  while (below >= 0 || above < heads.length) {
    const gapBelow = below >= 0 ? face.yawDeg - heads[below].yawDeg : Infinity;
    const gapAbove = above < heads.length ? heads[above].yawDeg - face.yawDeg : Infinity;
    if (Math.min(gapBelow, gapAbove) > farYawDeg) return null;
    const nearest = gapBelow < gapAbove ? heads[below--] : heads[above++];
    if (nearest.record.group !== face.record.group) return nearest.record;
  }
  return null;
}

/** The first of the sorted heads with at least this yaw. */
function lowerBound(heads: readonly Head[], yawDeg: number): number {
  return partition(heads.length, (index) => heads[index].yawDeg < yawDeg);
}

/** The first of the sorted heads with more than this yaw. */
function upperBound(heads: readonly Head[], yawDeg: number): number {
  return partition(heads.length, (index) => heads[index].yawDeg <= yawDeg);
}

/** Counts the leading indices for which `belongs` holds; it must hold for none after the first exception. */
function partition(count: number, belongs: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (belongs(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
