/**
 * @file The one way to a door: every verdict passes here, and only a grant on live camera frames, or on badge and PIN, goes on.
 *
 * The type forbids the rest at compile time, and the check forbids it again at run time.
 */
import type { Verdict } from '../core/decision/types.ts';
import type { DoorActuator, DoorVerdict } from './types.ts';

export class DoorRefusedError extends Error {
  override readonly name = 'DoorRefusedError';
}

/** Whether `verdict` is a grant that a live camera led to, or badge and PIN. */
export function mayOpenDoor(verdict: Verdict): verdict is DoorVerdict {
  const { outcome, source, reason, subjectId } = verdict;
  const looked = source === 'camera' || (source === 'pad' && reason === 'badgeAndPin');
  return outcome === 'granted' && looked && subjectId !== null;
}

/**
 * @param atMs - Milliseconds since the epoch, for the actuator; the verdict's own time is on the page's clock.
 * @throws DoorRefusedError for anything but a grant on camera frames or on badge and PIN, and what the actuator throws.
 */
export async function openDoor(
  verdict: DoorVerdict,
  actuator: DoorActuator,
  atMs: number,
): Promise<{ readonly confirmed: boolean }> {
  if (!mayOpenDoor(verdict)) {
    const { outcome, source } = verdict as Verdict;
    throw new DoorRefusedError(
      `A door opens only for a grant on live camera frames or on badge and PIN, not for "${outcome}" from a ${source}.`,
    );
  }
  return actuator.open({ subjectId: verdict.subjectId, atMs });
}
