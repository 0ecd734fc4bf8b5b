/** @file Which rows of a batch may stand beside an anchor: as its positive, as its negative, as the fake. */

/** What a miner needs to know of a batch row; `BatchRow` of training/samplers is one. */
export interface MinedRow {
  readonly dataset: number;
  readonly index: number;
  readonly identity: number;
  readonly group: number;
  readonly isFake: boolean;
}

/**
 * Whose fakes count against an anchor. System 0 mines `same-person` only (docs/sources.md #28); its contest also has
 * fakes of other people.
 */
export type FakesOf = 'same-person' | 'other-person' | 'anybody';

/** Row numbers. */
export interface Candidates {
  /** The same person's other real images. The same image again only where there is no other. */
  readonly positives: readonly number[];
  /** Real images of people who are surely others. */
  readonly negatives: readonly number[];
  /** Fakes of the anchor's own dataset: against another's, telling the datasets apart would do. */
  readonly fakes: readonly number[];
}

/** @param anchor - Row of a real image. */
export function candidatesOf(rows: readonly MinedRow[], anchor: number, fakesOf: FakesOf): Candidates {
  const { identity, group, dataset, index } = rows[anchor];
  const numbers = [...rows.keys()];
  const isOther = (row: MinedRow): boolean => row.identity !== identity && row.group !== group;
  const isVictim = (row: MinedRow): boolean =>
    (fakesOf !== 'other-person' && row.identity === identity) || (fakesOf !== 'same-person' && isOther(row));
  const positives = numbers.filter(
    (row) => row !== anchor && !rows[row].isFake && rows[row].identity === identity,
  );
  const different = positives.filter((row) => rows[row].dataset !== dataset || rows[row].index !== index);
  return {
    positives: different.length > 0 ? different : positives,
    negatives: numbers.filter((row) => !rows[row].isFake && isOther(rows[row])),
    fakes: numbers.filter((row) => rows[row].isFake && rows[row].dataset === dataset && isVictim(rows[row])),
  };
}
