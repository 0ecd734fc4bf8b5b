/** @file Joining bytes: a backup of a hundred thousand people has twice as many parts. */
import { expect, it } from 'vitest';
import { concatAll, concatBytes } from '../../src/storage/bytes.ts';

it('joins parts in their order', () => {
  expect(concatBytes()).toEqual(new Uint8Array());
  expect(concatBytes(Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3))).toEqual(
    Uint8Array.of(1, 2, 3),
  );
});

it('joins more parts than a call takes arguments', () => {
  const parts = Array.from({ length: 400_001 }, (_, at) => Uint8Array.of(at % 251));
  const joined = concatAll(parts);
  expect(joined).toHaveLength(400_001);
  expect(joined.at(-1)).toBe(400_000 % 251);
});
