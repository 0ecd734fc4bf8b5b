/** @file What an attempt at this kiosk is judged by now: the session's policy, thresholds and people. */
import type { DecisionContext } from '../core/decision/types.ts';
import type { KioskSession } from './session.ts';

/**
 * @param injectionFlags - What makes the camera suspect, less what the operator has approved.
 * @returns null while nobody can be judged: no model, locked, or nobody to recognise.
 */
export function decisionContext(
  session: KioskSession,
  mode: DecisionContext['mode'],
  injectionFlags: DecisionContext['injectionFlags'],
): DecisionContext | null {
  const { report } = session;
  // With nobody to recognise, everybody who passes by would be refused and logged.
  if (!report || !session.store || session.subjectCount === 0) return null;
  return {
    policy: session.policy,
    mode,
    similarityThreshold: session.similarityThreshold,
    attackThreshold: null,
    injectionFlags,
    random: secureRandom,
    fakeThreshold: report.fakeDetector?.threshold ?? null,
    subjectCount: session.subjectCount,
    mayPass: (subjectId) => {
      const subject = session.subjects.get(subjectId);
      return subject !== undefined && subject.consent.retainUntilMs > Date.now();
    },
  };
}

/** [0, 1) of 32 bits that nobody can foresee. */
function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;
}
