/** @file What an attempt at this kiosk is judged by now: the session's policy, thresholds, camera and people. */
import { POLICIES } from '../core/decision/policies.ts';
import { similarityThreshold } from '../core/fusion/similarity-threshold.ts';
import type { DecisionContext, Refusal } from '../core/decision/types.ts';
import type { InjectionFlag } from '../core/liveness/types.ts';
import { hoursOf, isWithin } from '../core/schedule/schedule.ts';
import { wallTimeAt } from '../core/schedule/wall-time.ts';
import type { KioskSession } from './session.ts';

/** @returns null while nobody can be judged: no model, locked, or nobody to recognise. */
export function decisionContext(
  session: KioskSession,
  mode: DecisionContext['mode'],
): DecisionContext | null {
  const { report } = session;
  // With nobody to recognise, everybody who passes by would be refused and logged.
  if (!report || !session.store || session.subjectCount === 0) return null;
  const injectionFlags = unapprovedFlags(session.injection.flags, isApproved(session));
  // The engine would judge as strict by itself, but cannot know the threshold that goes with it.
  const policy = injectionFlags.length > 0 ? POLICIES.strict : session.policy;
  return {
    policy,
    mode,
    similarityThreshold: session.similarityThresholdFor(policy),
    continuityThreshold: similarityThreshold(report.embedder.operatingPoints, CONTINUITY_FMR, 1).threshold,
    fakeThreshold: report.fakeDetector?.threshold ?? null,
    attackThreshold: report.attackDetector?.threshold ?? null,
    injectionFlags,
    random: secureRandom,
    subjectCount: session.subjectCount,
    refusalOf: (subjectId) => refusalOf(session, subjectId),
  };
}

/**
 * Why the subject may not pass now, however they were recognised; null for one who may. While the clock cannot be relied on
 * only those pass who may at any time; while the hours themselves cannot, nobody.
 */
export function refusalOf(session: KioskSession, subjectId: string): Refusal | null {
  const subject = session.subjects.get(subjectId);
  const nowMs = Date.now();
  if (subject?.suspendedAtMs !== null || subject.consent.retainUntilMs <= session.expiryNowMs)
    return 'notPermitted';
  if (session.rulesDistrusted) return 'scheduleNotTrusted';
  const hours = hoursOf(session.rules.schedules, subjectId);
  if (hours === null) return null;
  if (!session.clockTrusted) return 'scheduleNotTrusted';
  return isWithin(hours, wallTimeAt(nowMs)) ? null : 'outsideSchedule';
}

/** False match rate at which a frame is taken to go on from the one before. */
const CONTINUITY_FMR = 1e-2;

/** What pictures do is seen in the pictures; the operator's word stands for the device only. */
const NEVER_WAIVED: readonly InjectionFlag[] = ['repeatedFrames', 'resolutionChanged'];

/** @param approved - The operator has checked this camera. */
export function unapprovedFlags(
  flags: readonly InjectionFlag[],
  approved: boolean,
): readonly InjectionFlag[] {
  return approved ? flags.filter((flag) => NEVER_WAIVED.includes(flag)) : flags;
}

function isApproved({ camera, settings }: KioskSession): boolean {
  const label = camera.facts?.label ?? '';
  return label !== '' && label === settings.approvedCameraLabel;
}

/** [0, 1) of 32 bits that nobody can foresee. */
function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;
}
