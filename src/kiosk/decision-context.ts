/** @file What an attempt at this kiosk is judged by now: the session's policy, thresholds, camera and people. */
import { refusalOf } from '../core/decision/refusal.ts';
import { POLICIES } from '../core/decision/policies.ts';
import { similarityThreshold } from '../core/fusion/similarity-threshold.ts';
import type { DecisionContext, Refusal } from '../core/decision/types.ts';
import { unapprovedFlags } from '../core/liveness/injection.ts';
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
    refusalOf: (subjectId) => refusalAt(session, subjectId),
  };
}

/** Why the subject may not pass now, however they were recognised; null for one who may. */
export function refusalAt(session: KioskSession, subjectId: string): Refusal | null {
  const { subjects, rules, rulesDistrusted, clock } = session;
  return refusalOf(subjects.get(subjectId), rulesDistrusted ? null : rules.schedules, clock.trust);
}

/** False match rate at which a frame is taken to go on from the one before. */
const CONTINUITY_FMR = 1e-2;

function isApproved({ camera, settings }: KioskSession): boolean {
  const label = camera.facts?.label ?? '';
  return label !== '' && label === settings.approvedCameraLabel;
}

/** [0, 1) of 32 bits that nobody can foresee. */
function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;
}
