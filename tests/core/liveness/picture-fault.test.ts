import { expect, it } from 'vitest';
import { NO_PICTURES, type PictureWatch, watchPicture } from '../../../src/core/liveness/picture-fault.ts';

/** Frames with these fingerprints, 50 ms apart unless told otherwise. */
function show(
  hashes: readonly (string | null)[],
  { from = NO_PICTURES, startMs = 0, everyMs = 50 } = {},
): PictureWatch {
  return hashes.reduce((watch, hash, at) => watchPicture(watch, startMs + at * everyMs, hash), from);
}
const times = (count: number, hash: string | null) => Array.from({ length: count }, () => hash);
const fresh = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `${from + at}`);

it('has nothing against a picture that moves, nor against one that comes twice from a slow camera', () => {
  expect(show(fresh(200)).fault).toBeNull();
  expect(show(fresh(60).flatMap((hash) => [hash, hash, hash])).fault).toBeNull();
});

it.each([
  ['frozen', 'same'],
  ['blank', null],
])('finds a %s picture after two seconds, and ends with three new pictures', (fault, hash) => {
  expect(show(times(40, hash)).fault).toBeNull();
  const stuck = show(times(42, hash));
  expect(stuck.fault).toBe(fault);
  expect(show(fresh(2), { from: stuck, startMs: 2_100 }).fault).toBe(fault);
  expect(show(fresh(3), { from: stuck, startMs: 2_100 }).fault).toBeNull();
});

it('takes a pause of the page for no fault', () => {
  expect(show(times(2, 'same'), { everyMs: 5_000 }).fault).toBeNull();
});

it('is not ended by single glitches of a camera that hangs, nor by dark pictures', () => {
  const stuck = show(times(42, 'same'));
  const glitches = [...fresh(2), ...times(5, 'same'), ...fresh(2, 9)];
  expect(show(glitches, { from: stuck, startMs: 2_100 }).fault).toBe('frozen');
  expect(show(times(30, null), { from: stuck, startMs: 2_100 }).fault).toBe('frozen');
  expect(show(times(42, null), { from: stuck, startMs: 2_100 }).fault).toBe('blank');
});
