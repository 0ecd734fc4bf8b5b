import { describe, expect, it } from 'vitest';
import { type PinTry, pinBlockedUntil } from '../../../src/core/decision/pin-limit.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function wrong(badgeKey: string, ...atMs: readonly number[]): PinTry[] {
  return atMs.map((at) => ({ atMs: at, badgeKey, right: false, afterFace: false }));
}

/** At the pad, without a face. */
function blockedUntil(tries: readonly PinTry[], badgeKey: string, nowMs: number): number | null {
  return pinBlockedUntil(tries, { badgeKey, afterFace: false }, nowMs);
}

describe('pinBlockedUntil', () => {
  it('lets a badge be tried until it has failed five times', () => {
    const tries = wrong('a', 0, 1, 2, 3);
    expect(blockedUntil([], 'a', 4)).toBeNull();
    expect(blockedUntil(tries, 'a', 4)).toBeNull();
    expect(blockedUntil([...tries, ...wrong('a', 4)], 'a', 5)).toBe(4 + MINUTE_MS);
  });

  it('ends the wait by itself, and doubles it with each further failure', () => {
    const tries = wrong('a', 0, 1, 2, 3, 4);
    expect(blockedUntil(tries, 'a', 4 + MINUTE_MS)).toBeNull();
    const sixth = [...tries, ...wrong('a', 2 * MINUTE_MS)];
    expect(blockedUntil(sixth, 'a', 2 * MINUTE_MS)).toBe(4 * MINUTE_MS);
    const seventh = [...sixth, ...wrong('a', 4 * MINUTE_MS)];
    expect(blockedUntil(seventh, 'a', 4 * MINUTE_MS)).toBe(8 * MINUTE_MS);
  });

  it('never waits longer than half a day for a badge', () => {
    const tries = wrong('a', ...Array.from({ length: 40 }, (_, at) => at));
    // The kiosk's own wait is shorter.
    expect(blockedUntil(tries, 'a', 40)).toBe(39 + 12 * HOUR_MS);
    expect(blockedUntil(tries, 'b', 40)).toBe(39 + HOUR_MS);
  });

  it('keeps badges apart', () => {
    expect(blockedUntil(wrong('a', 0, 1, 2, 3, 4), 'b', 5)).toBeNull();
  });

  it('forgets failures of a badge after a day, but not within a wait', () => {
    const day = 24 * HOUR_MS;
    const late = [...wrong('a', 0, 1, 2, 3), ...wrong('a', day - 1)];
    expect(blockedUntil(late, 'a', day + 10)).toBe(day - 1 + MINUTE_MS);
    const later = [...wrong('a', 0, 1, 2, 3), ...wrong('a', day + 2)];
    expect(blockedUntil(later, 'a', day + 3)).toBeNull();
  });

  it('clears a badge, and not the kiosk, with the right PIN', () => {
    const right: PinTry = { atMs: 5, badgeKey: 'a', right: true, afterFace: false };
    const tries = [...wrong('a', 0, 1, 2, 3, 4), right];
    expect(blockedUntil(tries, 'a', 6)).toBeNull();
    const many = [...tries, ...wrong('b', 6, 7, 8), ...wrong('c', 9, 10)];
    expect(blockedUntil(many, 'a', 11)).toBe(10 + MINUTE_MS);
  });

  it('makes the whole kiosk wait after ten failures of different badges within an hour', () => {
    const tries = Array.from({ length: 10 }, (_, at) => wrong(`badge ${String(at)}`, at * MINUTE_MS)).flat();
    expect(blockedUntil(tries.slice(1), 'new', 9 * MINUTE_MS)).toBeNull();
    expect(blockedUntil(tries, 'new', 9 * MINUTE_MS)).toBe(10 * MINUTE_MS);
    const slow = Array.from({ length: 10 }, (_, at) => wrong(`badge ${String(at)}`, at * 10 * MINUTE_MS));
    expect(blockedUntil(slow.flat(), 'new', 90 * MINUTE_MS)).toBeNull();
  });

  it('keeps tries after the face apart: wrong ones at the pad shut nobody out who shows their face', () => {
    const atPad = wrong('a', ...Array.from({ length: 20 }, (_, at) => at));
    const next = { badgeKey: 'a', afterFace: true };
    expect(pinBlockedUntil(atPad, next, 20)).toBeNull();
    const afterFace = wrong('a', 0, 1, 2, 3, 4).map((one) => ({ ...one, afterFace: true }));
    expect(pinBlockedUntil(afterFace, next, 5)).toBe(4 + MINUTE_MS);
    expect(blockedUntil(afterFace, 'a', 5)).toBeNull();
    const others = Array.from({ length: 20 }, (_, at) => ({ ...wrong(`b ${at}`, at)[0], afterFace: true }));
    expect(pinBlockedUntil(others, next, 20)).toBeNull();
  });
});
