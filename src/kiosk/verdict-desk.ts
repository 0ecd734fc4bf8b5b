/**
 * @file Where a verdict goes from the door's page: to the log and the door, and for tools and tests to the page. During
 * a drill it goes to the drill alone, and the door stays shut.
 */
import { mayOpenDoor, openDoor } from '../actuators/door.ts';
import type { DoorActuator } from '../actuators/types.ts';
import type { ClosedFace } from '../core/decision/approaches.ts';
import type { Verdict } from '../core/decision/types.ts';
import type { DoorOutcome } from '../core/site/door-order.ts';
import type { AuditEvent } from '../storage/types.ts';
import type { DrillRun } from './drill-run.ts';

/** Where verdicts and closed faces are logged. */
export interface LoggingKiosk {
  readonly access: {
    readonly store: { appendAudit(event: AuditEvent, atMs: number): Promise<unknown> } | null;
  };
}

export interface VerdictKiosk extends LoggingKiosk {
  /** Null while no drill runs. */
  readonly drill: Pick<DrillRun, 'answer'> | null;
}

/** A verdict as tools and tests hear it: nothing in it says how near anybody came, or who was refused. */
type ToldVerdict = Omit<Verdict, 'margin' | 'refusedSubjectId'>;

/**
 * @param triedSubjectId - Whose badge number was typed with a PIN, null for nobody's; left out where none was.
 * @returns What became of the door; `none` for a verdict that opens nothing.
 * @throws what the store throws, and then nothing was opened. It never throws after the door was told.
 */
export async function handOn(
  kiosk: VerdictKiosk,
  verdict: Verdict,
  actuator: DoorActuator,
  triedSubjectId?: string | null,
): Promise<DoorOutcome> {
  // Not in production: it tells a face that the gallery knows from one that it does not.
  if (import.meta.env.MODE !== 'production') announce(verdict);
  if (kiosk.drill) {
    await kiosk.drill.answer(verdict);
    return NO_DOOR_OPENED;
  }
  const atMs = Date.now();
  const seenMs = performance.now();
  // The log comes first: a grant without a trace is worse than a door that stays shut.
  await kiosk.access.store?.appendAudit(
    { kind: 'verdict', verdict, ...(triedSubjectId === undefined ? {} : { triedSubjectId }) },
    atMs,
  );
  const { outcome, subjectId, source } = verdict;
  if (source !== 'file') actuator.tell?.(outcome, subjectId, atMs);
  if (!mayOpenDoor(verdict)) return NO_DOOR_OPENED;
  const opened = await openDoor(verdict, actuator, atMs, seenMs);
  await recordOutcome(kiosk, verdict.subjectId, opened);
  return opened;
}

function announce(verdict: Verdict): void {
  const { outcome, reason, subjectId, mode, source, atMs, elapsedMs, challengeFailure, declined } = verdict;
  const detail: ToldVerdict = {
    outcome,
    reason,
    subjectId,
    mode,
    source,
    atMs,
    elapsedMs,
    challengeFailure,
    declined,
  };
  document.dispatchEvent(
    new CustomEvent<ToldVerdict>('kiosk-verdict', { detail, bubbles: true, composed: true }),
  );
}

const NO_DOOR_OPENED: DoorOutcome = { kind: 'none' };

/** Records what the door answered. An error of the log must not hide from the person what the door did. */
async function recordOutcome(kiosk: LoggingKiosk, subjectId: string, outcome: DoorOutcome): Promise<void> {
  const event: AuditEvent | null =
    outcome.kind === 'failed'
      ? { kind: 'doorFailed', subjectId, reason: outcome.reason }
      : outcome.kind === 'confirmed'
        ? { kind: 'doorConfirmed', subjectId }
        : null;
  if (event !== null) await kiosk.access.store?.appendAudit(event, Date.now()).catch(() => undefined);
}

/** @param face - Its time is on the page's monotonic clock. */
export async function recordClosed(kiosk: LoggingKiosk, { subjectId, untilMs }: ClosedFace): Promise<void> {
  const atMs = Date.now();
  const untilWallMs = Math.round(atMs + untilMs - performance.now());
  await kiosk.access.store?.appendAudit({ kind: 'lockedOut', subjectId, untilMs: untilWallMs }, atMs);
}

/** @param faces - How many unknown ones came within the hour. */
export async function recordStrangers(kiosk: LoggingKiosk, faces: number): Promise<void> {
  await kiosk.access.store?.appendAudit({ kind: 'manyStrangers', faces }, Date.now());
}

declare global {
  interface DocumentEventMap {
    'kiosk-verdict': CustomEvent<ToldVerdict>;
  }
}
