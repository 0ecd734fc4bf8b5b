/**
 * @file Draws pairs without replacement from sets of pairs that are too large to write down. Knows records only by
 * their numbers.
 */
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Pairs } from './pair-kinds.ts';

/** Every record of `first` with every one of `second`; null: every two of `first`. */
export interface PairBlock {
  readonly first: readonly number[];
  readonly second: readonly number[] | null;
}

export interface PairSample {
  readonly pairs: Pairs;
  /** Whether there were more than the limit. */
  readonly limited: boolean;
}

/** Up to so many candidates are gone through one by one. */
const MOST_TO_WALK = 2_000_000;
/** Draws per wanted pair before a large set with few acceptable pairs is gone through after all. */
const MOST_TRIES = 50;

/**
 * @param accepts - Whether a candidate is a pair at all.
 * @returns Up to `limit` accepted pairs, each equally likely, in the order of the blocks.
 */
export function samplePairs(
  blocks: readonly PairBlock[],
  accepts: (first: number, second: number) => boolean,
  limit: number,
  rng: Rng,
): PairSample {
  const space = pairSpace(blocks);
  const drawn = space.size > MOST_TO_WALK ? drawPairs(space, accepts, limit, rng) : null;
  const { chosen, limited } = drawn ?? walkPairs(space, accepts, limit, rng);
  const numbers = Float64Array.from(chosen).sort();
  const first = new Int32Array(numbers.length);
  const second = new Int32Array(numbers.length);
  numbers.forEach((number, at) => {
    [first[at], second[at]] = space.at(number);
  });
  return { pairs: { first, second }, limited };
}

interface PairSpace {
  readonly size: number;
  at(index: number): [first: number, second: number];
}

interface Choice {
  readonly chosen: Iterable<number>;
  readonly limited: boolean;
}

function pairSpace(blocks: readonly PairBlock[]): PairSpace {
  const filled = blocks.filter((block) => sizeOf(block) > 0);
  const starts = new Float64Array(filled.length);
  let size = 0;
  filled.forEach((block, at) => {
    starts[at] = size;
    size += sizeOf(block);
  });
  return {
    size,
    at(index) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if (starts[middle] <= index) low = middle;
        else high = middle - 1;
      }
      return pairAt(filled[low], index - starts[low]);
    },
  };
}

function sizeOf({ first, second }: PairBlock): number {
  return second ? first.length * second.length : (first.length * (first.length - 1)) / 2;
}

function pairAt({ first, second }: PairBlock, index: number): [number, number] {
  if (second) return [first[Math.floor(index / second.length)], second[index % second.length]];
  // Row r of the triangle holds its first r pairs, so it begins at r(r − 1)/2.
  let row = Math.floor((1 + Math.sqrt(1 + 8 * index)) / 2);
  // The square root may be off by one in the last bit.
  if ((row * (row - 1)) / 2 > index) row -= 1;
  else if ((row * (row + 1)) / 2 <= index) row += 1;
  return [first[index - (row * (row - 1)) / 2], first[row]];
}

/** @returns null when acceptable pairs are too rare to find by chance. */
function drawPairs(
  space: PairSpace,
  accepts: (first: number, second: number) => boolean,
  limit: number,
  rng: Rng,
): Choice | null {
  const chosen = new Set<number>();
  for (let tries = limit * MOST_TRIES; tries > 0 && chosen.size < limit; tries -= 1) {
    // Two draws make 64 bits, because one's 32 do not reach every candidate of a large set evenly.
    const index = Math.floor((rng() + rng() / 2 ** 32) * space.size);
    if (index < space.size && accepts(...space.at(index))) chosen.add(index);
  }
  return chosen.size < limit ? null : { chosen, limited: true };
}

/** Reservoir sampling (Vitter 1985, algorithm R). */
function walkPairs(
  space: PairSpace,
  accepts: (first: number, second: number) => boolean,
  limit: number,
  rng: Rng,
): Choice {
  const chosen: number[] = [];
  let accepted = 0;
  for (let index = 0; index < space.size; index += 1) {
    if (!accepts(...space.at(index))) continue;
    accepted += 1;
    if (chosen.length < limit) chosen.push(index);
    else {
      const place = Math.floor(rng() * accepted);
      if (place < limit) chosen[place] = index;
    }
  }
  return { chosen, limited: accepted > limit };
}
