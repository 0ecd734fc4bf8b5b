/** @file Makes one seed out of several numbers, such as a run's seed, a step and a row. */

/**
 * Murmur3's mixing of 32-bit words (Appleby). Neighbouring numbers give unlike seeds.
 *
 * @param parts - Whole numbers; only their lowest 32 bits count.
 * @returns A whole number from 0 to 2³² − 1.
 */
export function mixSeed(...parts: readonly number[]): number {
  let hash = parts.length;
  for (const part of parts) {
    let word = Math.imul(part | 0, 0xcc9e2d51);
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash ^= word;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
