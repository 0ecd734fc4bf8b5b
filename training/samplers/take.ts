/** @file Draws several items of a list: each once before any comes twice. */
import type { Rng } from '../../src/core/rng/rng.ts';
import { shuffled } from '../../src/core/rng/rng.ts';

/**
 * @returns `count` items in random order; none when `items` is empty. How often two items come differs by at most 1.
 */
export function take<T>(rng: Rng, items: readonly T[], count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count && items.length > 0) {
    taken.push(...shuffled(rng, items).slice(0, count - taken.length));
  }
  return taken;
}
