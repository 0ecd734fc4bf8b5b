import { describe, expect, it } from 'vitest';
import { type PinTry, pinBlockedUntil } from '../../../src/core/decision/pin-limit.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function wrong(badgeKey: string, ...atMs: readonly number[]): PinTry[] {
  return atMs.map((at) => ({ atMs: at, badgeKey, right: false }));
}

describe('pinBlockedUntil', () => {
  it('lets a badge be tried until it has failed five times', () => {
    const tries = wrong('a', 0, 1, 2, 3);
    expect(pinBlockedUntil([], 'a', 4)).toBeNull();
    expect(pinBlockedUntil(tries, 'a', 4)).toBeNull();
    expect(pinBlockedUntil([...tries, ...wrong('a', 4)], 'a', 5)).toBe(4 + MINUTE_MS);
  });

  it('ends the wait by itself, and doubles it with each further failure', () => {
    const tries = wrong('a', 0, 1, 2, 3, 4);
    expect(pinBlockedUntil(tries, 'a', 4 + MINUTE_MS)).toBeNull();
    const sixth = [...tries, ...wrong('a', 2 * MINUTE_MS)];
    expect(pinBlockedUntil(sixth, 'a', 2 * MINUTE_MS)).toBe(4 * MINUTE_MS);
    const seventh = [...sixth, ...wrong('a', 4 * MINUTE_MS)];
    expect(pinBlockedUntil(seventh, 'a', 4 * MINUTE_MS)).toBe(8 * MINUTE_MS);
  });

  it('never waits longer than half a day for a badge', () => {
    const tries = wrong('a', ...Array.from({ length: 40 }, (_, at) => at));
    // The kiosk's own wait is shorter.
    expect(pinBlockedUntil(tries, 'a', 40)).toBe(39 + 12 * HOUR_MS);
    expect(pinBlockedUntil(tries, 'b', 40)).toBe(39 + HOUR_MS);
  });

  it('keeps badges apart', () => {
    expect(pinBlockedUntil(wrong('a', 0, 1, 2, 3, 4), 'b', 5)).toBeNull();
  });

  it('forgets failures of a badge after a day, but not within a wait', () => {
    const day = 24 * HOUR_MS;
    const late = [...wrong('a', 0, 1, 2, 3), ...wrong('a', day - 1)];
    expect(pinBlockedUntil(late, 'a', day + 10)).toBe(day - 1 + MINUTE_MS);
    const later = [...wrong('a', 0, 1, 2, 3), ...wrong('a', day + 2)];
    expect(pinBlockedUntil(later, 'a', day + 3)).toBeNull();
  });

  it('clears a badge, and not the kiosk, with the right PIN', () => {
    const right: PinTry = { atMs: 5, badgeKey: 'a', right: true };
    const tries = [...wrong('a', 0, 1, 2, 3, 4), right];
    expect(pinBlockedUntil(tries, 'a', 6)).toBeNull();
    const many = [...tries, ...wrong('b', 6, 7, 8), ...wrong('c', 9, 10)];
    expect(pinBlockedUntil(many, 'a', 11)).toBe(10 + MINUTE_MS);
  });

  it('makes the whole kiosk wait after ten failures of different badges within an hour', () => {
    const tries = Array.from({ length: 10 }, (_, at) => wrong(`badge ${String(at)}`, at * MINUTE_MS)).flat();
    expect(pinBlockedUntil(tries.slice(1), 'new', 9 * MINUTE_MS)).toBeNull();
    expect(pinBlockedUntil(tries, 'new', 9 * MINUTE_MS)).toBe(10 * MINUTE_MS);
    const slow = Array.from({ length: 10 }, (_, at) => wrong(`badge ${String(at)}`, at * 10 * MINUTE_MS));
    expect(pinBlockedUntil(slow.flat(), 'new', 90 * MINUTE_MS)).toBeNull();
  });
});
