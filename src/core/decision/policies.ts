/** @file The three policies that an operator can choose from. Holds no similarity threshold: models bring those. */
import type { CueName, CueRule } from '../liveness/types.ts';

export type PolicyName = 'convenience' | 'standard' | 'strict';

/** Whether a signal must be there: a missing required signal counts against the person. */
export type Requirement = 'required' | 'optional';

export interface LivenessRules {
  /** Challenges of two gestures each. */
  readonly challenges: number;
  readonly cues: Readonly<Record<CueName, CueRule>>;
}

export interface Policy {
  readonly name: PolicyName;
  /** Largest false positive identification rate over the whole gallery; fixes the similarity threshold. */
  readonly targetFpir: number;
  /** `votesNeeded` of the last `votesWindow` embedded frames must name the same subject. */
  readonly votesNeeded: number;
  readonly votesWindow: number;
  /** Frames older than this no longer count. */
  readonly windowMs: number;
  /** Good frames without an accepted match, over which a face is refused as unknown. */
  readonly denyAfterMs: number;
  /** From the first face to giving up. */
  readonly attemptTimeoutMs: number;
  /** With frames further apart than this nobody is judged: challenges would refuse too many of the right people. */
  readonly slowestGapMs: number;
  readonly fakeProbability: Requirement;
  readonly liveness: LivenessRules;
  /** How long a verdict stays before the next person may try. */
  readonly grantedHoldMs: number;
  readonly deniedHoldMs: number;
  /** `failures` within `withinMs` lock the kiosk for `waitMs`. */
  readonly lockOut: { readonly failures: number; readonly withinMs: number; readonly waitMs: number };
}

const OFF: CueRule = { need: 'off', weight: 0 };

/**
 * Every policy judges a fake probability that is there, and a kiosk that should have a fake detector lets nobody in by
 * face without it. An administrator may accept that it is lost: a policy with `required` then refuses everybody.
 *
 * The attack detector is optional everywhere: a kiosk without one relies on the other cues. What it says of frames
 * weighs as much as two other cues. Depth is told from the turn that every challenge holds: without it `standard` and
 * `strict` refuse. The operator's settings say in plain words what each policy resists.
 *
 * Lock-out counts 5 failures in 3 minutes (AWS, recommendations for face liveness). AWS then waits 30–60 minutes. Only
 * `strict` does so too: one person's errors should not close a shared door for so long.
 */
export const POLICIES: Readonly<Record<PolicyName, Policy>> = {
  convenience: {
    name: 'convenience',
    // One stranger in a hundred: inner doors.
    targetFpir: 1e-2,
    votesNeeded: 2,
    votesWindow: 4,
    windowMs: 2_000,
    denyAfterMs: 1_500,
    attemptTimeoutMs: 15_000,
    slowestGapMs: 1_100,
    fakeProbability: 'optional',
    liveness: {
      challenges: 0,
      cues: {
        challenge: OFF,
        light: OFF,
        depth: OFF,
        passive: { need: 'optional', weight: 2 },
        continuity: { need: 'optional', weight: 1 },
      },
    },
    grantedHoldMs: 3_000,
    deniedHoldMs: 3_000,
    lockOut: { failures: 5, withinMs: 180_000, waitMs: 60_000 },
  },
  standard: {
    name: 'standard',
    // NIST SP 800-63A-4: FPIR at most 1 : 1,000.
    targetFpir: 1e-3,
    // Three embeddings at ten a second: a verdict well under a second after the face is found.
    votesNeeded: 3,
    votesWindow: 5,
    windowMs: 2_000,
    denyAfterMs: 1_500,
    attemptTimeoutMs: 20_000,
    slowestGapMs: 285,
    fakeProbability: 'optional',
    liveness: {
      challenges: 1,
      cues: {
        challenge: { need: 'required', weight: 1 },
        light: OFF,
        depth: { need: 'required', weight: 1 },
        passive: { need: 'optional', weight: 2 },
        continuity: { need: 'required', weight: 1 },
      },
    },
    grantedHoldMs: 3_000,
    deniedHoldMs: 3_000,
    lockOut: { failures: 5, withinMs: 180_000, waitMs: 300_000 },
  },
  strict: {
    name: 'strict',
    targetFpir: 1e-4,
    votesNeeded: 5,
    votesWindow: 6,
    windowMs: 2_000,
    denyAfterMs: 2_000,
    // Two challenges and the light take about 15 s; a challenge that is drawn anew, 5 s more.
    attemptTimeoutMs: 45_000,
    slowestGapMs: 220,
    fakeProbability: 'required',
    liveness: {
      challenges: 2,
      cues: {
        challenge: { need: 'required', weight: 1 },
        light: { need: 'required', weight: 1 },
        depth: { need: 'required', weight: 1 },
        passive: { need: 'optional', weight: 2 },
        continuity: { need: 'required', weight: 1 },
      },
    },
    grantedHoldMs: 3_000,
    deniedHoldMs: 4_000,
    lockOut: { failures: 5, withinMs: 180_000, waitMs: 1_800_000 },
  },
};
