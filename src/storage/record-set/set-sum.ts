/**
 * @file Sums over a set of members that say whether two sets are the same, and which members differ where few do. Pure;
 * what members and tags are is the caller's.
 *
 * The first sum is an incremental multiset hash: MSet-Add-Hash of Clarke, Devadas, van Dijk, Gassend and Suh,
 * “Incremental Multiset Hash Functions and Their Application to Memory Integrity Checking” (ASIACRYPT 2003), with a
 * prime modulus and without its mask, since the caller keeps the sums sealed. To add or to remove one member costs the
 * same in every set.
 *
 * The other sums weight each tag by powers of its member's own weight, as the syndromes of a Reed–Solomon code. Of the
 * difference of two sets they give a polynomial that vanishes at the weights of the members that differ (Massey,
 * “Shift-register synthesis and BCH decoding”, 1969).
 */

/** 2²⁵⁵ − 19. A set that an attacker puts together fits by chance once in 2²⁵⁵ tries. */
const PRIME = 2n ** 255n - 19n;

/** So many members that differ can be found. */
export const MOST_FOUND = 8;

/** Two of a member that is to be found, and one to see that there are not more of them. */
const SUMS = 2 * MOST_FOUND + 1;

/** [SUMS] numbers from 0 to below the prime. */
export type Sums = readonly bigint[];

export const NO_SUMS: Sums = Array.from({ length: SUMS }, () => 0n);

/** A member of a set; both numbers look random, and nobody can compute them without a key. */
export interface Member {
  /** Stays the same while the member's tag changes. */
  readonly weight: bigint;
  readonly tag: bigint;
}

/** @param hex - 64 digits. */
export function residue(hex: string): bigint {
  return BigInt(`0x${hex}`) % PRIME;
}

/** @param sign - 1 adds the member, −1 takes it away. */
export function withMember(sums: Sums, { weight, tag }: Member, sign: 1 | -1): Sums {
  let term = sign === 1 ? tag : PRIME - tag;
  return sums.map((sum) => {
    const next = (sum + term) % PRIME;
    term = (term * weight) % PRIME;
    return next;
  });
}

/** The sum of tags alone, which is the first of the sums. */
export function sumOf(tags: readonly bigint[]): bigint {
  return tags.reduce((sum, tag) => sum + tag, 0n) % PRIME;
}

/**
 * Finds the members in which two sets differ: by tag, or by being in one alone.
 * @returns Whether a weight is that of such a member, and how many there are; null where they are more than
 * `MOST_FOUND`.
 */
export function differing(
  one: Sums,
  other: Sums,
): { readonly members: number; readonly has: (weight: bigint) => boolean } | null {
  const syndromes = one.map((sum, at) => modulo(sum - other[at]));
  const polynomial = shortestRecurrence(syndromes);
  const members = polynomial.length - 1;
  if (members > MOST_FOUND) return null;
  const [, ...coefficients] = polynomial;
  const valueAt = (weight: bigint): bigint =>
    coefficients.reduce((value, coefficient) => modulo(value * weight + coefficient), 1n);
  return { members, has: (weight) => members > 0 && valueAt(weight) === 0n };
}

/**
 * Berlekamp–Massey over the prime field: the coefficients of the shortest linear recurrence that makes `sequence`,
 * beginning with 1. Its length less one is the number of terms that the sequence is a sum of powers of.
 */
function shortestRecurrence(sequence: readonly bigint[]): readonly bigint[] {
  let current = [1n];
  let length = 0;
  let before = [1n];
  let beforeDiscrepancy = 1n;
  let shift = 1;
  for (let at = 0; at < sequence.length; at += 1) {
    let discrepancy = 0n;
    for (let back = 0; back <= length; back += 1) {
      discrepancy += (current[back] ?? 0n) * sequence[at - back];
    }
    discrepancy = modulo(discrepancy);
    if (discrepancy === 0n) {
      shift += 1;
      continue;
    }
    const factor = modulo(discrepancy * inverse(beforeDiscrepancy));
    const corrected = Array.from({ length: Math.max(current.length, before.length + shift) }, (_, power) =>
      modulo((current[power] ?? 0n) - factor * (before[power - shift] ?? 0n)),
    );
    if (2 * length <= at) {
      [before, beforeDiscrepancy] = [current, discrepancy];
      [length, shift] = [at + 1 - length, 1];
    } else {
      shift += 1;
    }
    current = corrected;
  }
  return Array.from({ length: length + 1 }, (_, power) => current[power] ?? 0n);
}

/** By Fermat's little theorem. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let square = value;
  for (let exponent = PRIME - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

function modulo(value: bigint): bigint {
  const rest = value % PRIME;
  return rest < 0n ? rest + PRIME : rest;
}
