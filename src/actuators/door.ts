/**
 * @file The one way to a door. Only a fresh grant on live camera frames, or on badge and PIN, gets through. The type
 * refuses all else at compile time, and the check refuses it again at run time.
 */
import type { Verdict } from '../core/decision/types.ts';
import { OPEN_WITHIN_MS } from '../core/site/door-order.ts';
import type { DoorOutcome } from '../core/site/door-order.ts';
import { CLOCK } from './clock.ts';
import type { Clock, DoorActuator, DoorVerdict } from './types.ts';

export class DoorRefusedError extends Error {
  override readonly name = 'DoorRefusedError';
}

/** Whether `verdict` is a grant on live camera frames, or on badge and PIN. */
export function mayOpenDoor(verdict: Verdict): verdict is DoorVerdict {
  const { outcome, source, reason, subjectId } = verdict;
  const looked = source === 'camera' || (source === 'pad' && reason === 'badgeAndPin');
  return outcome === 'granted' && looked && subjectId !== null;
}

/**
 * @param atMs - When it was granted, in milliseconds since the epoch. The verdict's own time is on the page's clock.
 * @param seenMs - The same time on the monotonic clock. The door may open within a few seconds after it.
 * @throws DoorRefusedError for anything but a grant on camera frames or on badge and PIN.
 */
export async function openDoor(
  verdict: DoorVerdict,
  actuator: DoorActuator,
  atMs: number,
  seenMs: number,
  clock: Clock = CLOCK,
): Promise<DoorOutcome> {
  if (!mayOpenDoor(verdict)) {
    const { outcome, source } = verdict as Verdict;
    throw new DoorRefusedError(
      `A door opens only for a grant on live camera frames or on badge and PIN, not for "${outcome}" from a ${source}.`,
    );
  }
  const untilMs = seenMs + OPEN_WITHIN_MS;
  // Writing the log, which comes first, may have taken too long.
  if (clock.steadyMs() >= untilMs) return { kind: 'failed', reason: 'tooLate' };
  return actuator.open({ subjectId: verdict.subjectId, atMs, untilMs, test: false });
}

/** Opens the door for an operator who tests it. */
export function tryDoor(actuator: DoorActuator, clock: Clock = CLOCK): Promise<DoorOutcome> {
  return actuator.open({
    subjectId: '',
    atMs: clock.wallMs(),
    untilMs: clock.steadyMs() + OPEN_WITHIN_MS,
    test: true,
  });
}
