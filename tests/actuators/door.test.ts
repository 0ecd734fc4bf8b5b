/** @file The door opens for a grant on camera frames, or on badge and PIN, and for nothing else. */
import { describe, expect, it, vi } from 'vitest';
import { DoorRefusedError, mayOpenDoor, openDoor } from '../../src/actuators/door.ts';
import { NO_DOOR } from '../../src/actuators/none.ts';
import type { DoorVerdict } from '../../src/actuators/types.ts';
import type { Verdict } from '../../src/core/decision/types.ts';

const GRANT: DoorVerdict = {
  outcome: 'granted',
  reason: 'matched',
  subjectId: 'a',
  mode: 'identify',
  source: 'camera',
  atMs: 1_000,
  elapsedMs: 700,
  margin: 0.1,
  challengeFailure: null,
  declined: [],
};

describe('openDoor', () => {
  it('tells the actuator who and when, and nothing else', async () => {
    const open = vi.fn(() => Promise.resolve({ confirmed: true }));
    await expect(openDoor(GRANT, { name: 'test', open }, 5_000)).resolves.toEqual({ confirmed: true });
    expect(open).toHaveBeenCalledExactlyOnceWith({ subjectId: 'a', atMs: 5_000 });
  });

  it('opens for badge and PIN', async () => {
    const open = vi.fn(() => Promise.resolve({ confirmed: true }));
    await openDoor({ ...GRANT, source: 'pad', reason: 'badgeAndPin' }, { name: 'test', open }, 5_000);
    expect(open).toHaveBeenCalledExactlyOnceWith({ subjectId: 'a', atMs: 5_000 });
  });

  it.each<[string, Partial<Verdict>]>([
    ['a face that no camera saw', { source: 'pad', reason: 'matched' }],
    ['a video file', { source: 'file' }],
    ['a denial', { outcome: 'denied', reason: 'unknownSubject' }],
    ['a time-out', { outcome: 'timedOut' }],
    ['a grant to nobody', { subjectId: null }],
  ])('refuses %s at run time, without calling the actuator', async (_name, change) => {
    const open = vi.fn(() => Promise.resolve({ confirmed: true }));
    const verdict = { ...GRANT, ...change };
    expect(mayOpenDoor(verdict)).toBe(false);
    // @ts-expect-error -- a verdict that has not passed mayOpenDoor() does not compile.
    await expect(openDoor(verdict, { name: 'test', open }, 0)).rejects.toBeInstanceOf(DoorRefusedError);
    expect(open).not.toHaveBeenCalled();
  });

  it('lets a failing actuator be seen', async () => {
    const broken = { name: 'broken', open: () => Promise.reject(new Error('no relay')) };
    await expect(openDoor(GRANT, broken, 0)).rejects.toThrow('no relay');
  });

  it('has an output for a kiosk without a door', async () => {
    await expect(openDoor(GRANT, NO_DOOR, 0)).resolves.toEqual({ confirmed: false });
  });
});
