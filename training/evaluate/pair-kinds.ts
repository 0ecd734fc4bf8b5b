/** @file The kinds of pairs that are compared, and lists of them. Draws none: `draw-pairs.ts` and the readers do. */

export const PAIR_KINDS = [
  /** Two real photos of one person, from different clips where clips are known. */
  'genuine',
  /** Two real photos of people who are certainly not one. */
  'other-person',
  /** A real photo and a fake that pretends to be the same person, made from another clip. */
  'fake-same-person',
  /** A real photo and a fake made from the very clip that it was taken from. */
  'fake-same-video',
  /** A real photo of one person and a fake that pretends to be another. */
  'fake-other-person',
  /** With a fake in it; the list does not say of whom. */
  'fake',
] as const;

export type PairKind = (typeof PAIR_KINDS)[number];

/** Record numbers of a packed dataset; pair `i` is `first[i]` with `second[i]`. For a fake pair the fake is second. */
export interface Pairs {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** A kind that is absent has no pairs. */
export type PairsByKind = Readonly<Partial<Record<PairKind, Pairs>>>;

/** Cosines, or what else is compared, in the order of the pairs. */
export type SimilaritiesByKind = Readonly<Partial<Record<PairKind, Float64Array>>>;

/** The kinds that must not match. */
export const IMPOSTOR_KINDS = PAIR_KINDS.filter((kind) => kind !== 'genuine');

export function pairsFrom(list: readonly (readonly [number, number])[]): Pairs {
  return {
    first: Int32Array.from(list, ([first]) => first),
    second: Int32Array.from(list, ([, second]) => second),
  };
}

export function isFakeKind(kind: PairKind): boolean {
  return kind !== 'genuine' && kind !== 'other-person';
}

/** Every record that some pair names, once, rising. */
export function recordsIn(pairs: PairsByKind): Int32Array {
  const records = new Set<number>();
  for (const { first, second } of Object.values(pairs)) {
    for (const record of first) records.add(record);
    for (const record of second) records.add(record);
  }
  return Int32Array.from(records).sort();
}
