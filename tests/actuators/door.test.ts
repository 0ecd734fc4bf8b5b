/** @file The door opens for a grant on camera frames, or on badge and PIN, and for nothing else. */
import { describe, expect, it, vi } from 'vitest';
import { verdictOf } from '../../simulator/builders.ts';
import { DoorRefusedError, mayOpenDoor, openDoor } from '../../src/actuators/door.ts';
import { OPEN_WITHIN_MS } from '../../src/core/site/door-order.ts';
import { NO_DOOR } from '../../src/actuators/none.ts';
import type { DoorVerdict } from '../../src/actuators/types.ts';
import type { Verdict } from '../../src/core/decision/types.ts';

const GRANT = verdictOf() as DoorVerdict;

const SEEN_MS = 700;
const CLOCK = { wallMs: () => 5_000, steadyMs: () => SEEN_MS };

describe('openDoor', () => {
  it('tells the actuator who and when, and nothing else', async () => {
    const open = vi.fn(() => Promise.resolve({ kind: 'confirmed' } as const));
    await expect(openDoor(GRANT, { answers: true, open }, 5_000, SEEN_MS, CLOCK)).resolves.toEqual({
      kind: 'confirmed',
    });
    expect(open).toHaveBeenCalledExactlyOnceWith({
      subjectId: 'a',
      atMs: 5_000,
      untilMs: SEEN_MS + OPEN_WITHIN_MS,
      test: false,
    });
  });

  it('opens for badge and PIN', async () => {
    const open = vi.fn(() => Promise.resolve({ kind: 'confirmed' } as const));
    await openDoor(
      { ...GRANT, source: 'pad', reason: 'badgeAndPin' },
      { answers: true, open },
      5_000,
      SEEN_MS,
      CLOCK,
    );
    expect(open).toHaveBeenCalledExactlyOnceWith({
      subjectId: 'a',
      atMs: 5_000,
      untilMs: SEEN_MS + OPEN_WITHIN_MS,
      test: false,
    });
  });

  it.each<[string, Partial<Verdict>]>([
    ['a face that no camera saw', { source: 'pad', reason: 'matched' }],
    ['a video file', { source: 'file' }],
    ['a denial', { outcome: 'denied', reason: 'unknownSubject' }],
    ['a time-out', { outcome: 'timedOut' }],
    ['a grant to nobody', { subjectId: null }],
  ])('refuses %s at run time, without calling the actuator', async (_name, change) => {
    const open = vi.fn(() => Promise.resolve({ kind: 'confirmed' } as const));
    const verdict = { ...GRANT, ...change };
    expect(mayOpenDoor(verdict)).toBe(false);
    // @ts-expect-error -- a verdict that has not passed mayOpenDoor() does not compile.
    await expect(openDoor(verdict, { answers: true, open }, 0, SEEN_MS, CLOCK)).rejects.toBeInstanceOf(
      DoorRefusedError,
    );
    expect(open).not.toHaveBeenCalled();
  });

  it('lets what the actuator says be seen', async () => {
    const refused = { kind: 'failed', reason: 'refused' } as const;
    const actuator = { answers: true, open: () => Promise.resolve(refused) };
    await expect(openDoor(GRANT, actuator, 0, SEEN_MS, CLOCK)).resolves.toEqual(refused);
  });

  it('opens nothing once the grant is stale, as after a log that hung', async () => {
    const open = vi.fn(() => Promise.resolve({ kind: 'confirmed' } as const));
    const late = { ...CLOCK, steadyMs: () => SEEN_MS + OPEN_WITHIN_MS };
    await expect(openDoor(GRANT, { answers: true, open }, 0, SEEN_MS, late)).resolves.toEqual({
      kind: 'failed',
      reason: 'tooLate',
    });
    expect(open).not.toHaveBeenCalled();
  });

  it('has an output for a kiosk without a door', async () => {
    await expect(openDoor(GRANT, NO_DOOR, 0, SEEN_MS, CLOCK)).resolves.toEqual({ kind: 'none' });
  });
});
