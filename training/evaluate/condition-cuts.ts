/** @file Cuts pairs by the conditions of their two photos: which slice of each condition a pair lies in. */
import type { PackedDataset } from '../data/types.ts';
import { groupBy } from './columns.ts';
import type { Conditions } from './conditions.ts';

export type ConditionName = 'yaw' | 'sharpness' | 'exposure' | 'skin luminance';

/** The slices of one condition. */
export interface Cut {
  readonly condition: ConditionName;
  readonly names: readonly string[];
  /** @returns Position in `names` of the slice that a pair of records lies in; −1: in none. */
  readonly place: (first: number, second: number) => number;
}

/** Of a pair with a photo in which no tracker found the face: it has no yaw, and is shown rather than left out. */
export const YAW_UNKNOWN = 'not known';

const YAW_EDGES_DEG = [15, 30] as const;
const NOWHERE = -1;

/**
 * @param records - Of the pairs to be cut, each once: thirds are thirds of these, or of the people on them.
 * @param conditions - Of every one of `records`.
 * @throws RangeError for a record without conditions.
 */
export function cutsOf(
  dataset: PackedDataset,
  records: Int32Array,
  conditions: ReadonlyMap<number, Conditions>,
): Cut[] {
  const of = (record: number): Conditions => {
    const found = conditions.get(record);
    if (!found) throw new RangeError(`The conditions of record ${record} were not measured.`);
    return found;
  };
  const byLower = (valueOf: (record: number) => number): Cut['place'] => {
    const third = thirdsOf(Array.from(records, valueOf));
    return (first, second) => third(Math.min(valueOf(first), valueOf(second)));
  };
  const people = [...groupBy([...records], (record) => dataset.record(record).identity).values()];
  const means = people.map(
    (images) => images.reduce((sum, record) => sum + of(record).skinLuminance, 0) / images.length,
  );
  const skinThird = thirdsOf(means);
  const skins = new Map(
    people.flatMap((images, person) => images.map((record) => [record, skinThird(means[person])])),
  );
  return [
    {
      condition: 'yaw',
      names: ['|yaw| < 15°', '15° to 30°', '≥ 30°', YAW_UNKNOWN],
      place(first, second) {
        const [a, b] = [of(first).yawDeg, of(second).yawDeg];
        if (a === null || b === null) return YAW_EDGES_DEG.length + 1;
        const turnDeg = Math.max(Math.abs(a), Math.abs(b));
        return YAW_EDGES_DEG.filter((edgeDeg) => turnDeg >= edgeDeg).length;
      },
    },
    {
      condition: 'sharpness',
      names: ['blurred', 'middle', 'sharp'],
      place: byLower((record) => of(record).sharpness),
    },
    {
      condition: 'exposure',
      names: ['dark', 'middle', 'bright'],
      place: byLower((record) => of(record).exposure),
    },
    {
      condition: 'skin luminance',
      names: ['darker', 'middle', 'lighter'],
      place: (first, second) =>
        skins.get(first) === skins.get(second) ? (skins.get(first) ?? NOWHERE) : NOWHERE,
    },
  ];
}

/** @returns Of a value its third of `values`, 0 to 2 from the lowest; equal values lie in one third. */
function thirdsOf(values: readonly number[]): (value: number) => number {
  const sorted = Float64Array.from(values).sort();
  const edges = [1, 2].map((third) => sorted[Math.floor((third * sorted.length) / 3)]);
  return (value) => edges.filter((edge) => value >= edge).length;
}
