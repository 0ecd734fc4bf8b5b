/**
 * @file Where a verdict goes from the door's page: to listeners on the page, the audit log, and the door. During a drill it
 * goes to the drill alone, and the door stays shut.
 */
import { mayOpenDoor, openDoor } from '../actuators/door.ts';
import type { DoorActuator } from '../actuators/types.ts';
import type { Verdict } from '../core/decision/types.ts';
import type { KioskSession } from './session.ts';

/** A verdict as the page tells others: nothing in it says how near anybody came. */
export type PublicVerdict = Omit<Verdict, 'margin'>;

/**
 * @param triedSubjectId - Whose badge number was typed with a PIN, null for nobody's; left out where none was.
 * @throws what the store and the actuator throw: then the door has not opened.
 */
export async function handOn(
  session: KioskSession,
  verdict: Verdict,
  actuator: DoorActuator,
  triedSubjectId?: string | null,
): Promise<void> {
  const { outcome, reason, subjectId, mode, source, atMs: decidedMs, elapsedMs } = verdict;
  const { challengeFailure, declined } = verdict;
  const told: PublicVerdict = {
    outcome,
    reason,
    subjectId,
    mode,
    source,
    atMs: decidedMs,
    elapsedMs,
    challengeFailure,
    declined,
  };
  document.dispatchEvent(
    new CustomEvent<PublicVerdict>('kiosk-verdict', { detail: told, bubbles: true, composed: true }),
  );
  if (session.drill) {
    await session.drill.answer(verdict);
    return;
  }
  const atMs = Date.now();
  // The log comes first: a door that opened without a trace is worse than one that opens late.
  await session.store?.appendAudit(
    { kind: 'verdict', verdict, ...(triedSubjectId === undefined ? {} : { triedSubjectId }) },
    atMs,
  );
  if (!mayOpenDoor(verdict)) return;
  try {
    await openDoor(verdict, actuator, atMs);
  } catch (error) {
    await session.store?.appendAudit({ kind: 'doorFailed', subjectId: verdict.subjectId }, Date.now());
    throw error;
  }
}

/** @param untilMs - On the page's monotonic clock. */
export async function recordLockOut(session: KioskSession, untilMs: number): Promise<void> {
  const atMs = Date.now();
  await session.store?.appendAudit(
    { kind: 'lockedOut', untilMs: Math.round(atMs + untilMs - performance.now()) },
    atMs,
  );
}

declare global {
  interface DocumentEventMap {
    'kiosk-verdict': CustomEvent<PublicVerdict>;
  }
}
