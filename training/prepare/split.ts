/** @file Which people are trained on, validated on, and tested on: fixed by a seeded hash of a name, never by order. */
import { createHash } from 'node:crypto';
import type { Split } from '../data/types.ts';

/** Of the people; the rest is trained on. */
const VALIDATION_SHARE = 0.1;
const TEST_SHARE = 0.1;

/**
 * @param key - Name of the person, or of the group of people who may be one: those must not be torn apart.
 * @returns The same for the same seed and key, whatever else a data set holds.
 */
export function splitOf(seed: number, key: string): Split {
  const share = createHash('sha256').update(`${seed}:${key}`).digest().readUInt32LE(0) / 2 ** 32;
  if (share < TEST_SHARE) return 'test';
  return share < TEST_SHARE + VALIDATION_SHARE ? 'validation' : 'train';
}
