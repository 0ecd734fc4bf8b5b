/** @file Builds observations and drives the engine through them, for the engine's tests. */
import { type FaceChange, type FrameChange, observationOf } from '../../../simulator/builders.ts';
import {
  acceptHeld,
  cancelHeld,
  createDecision,
  decide,
  decline,
  reset,
  retry,
  tick,
  type Decision,
} from '../../../src/core/decision/engine.ts';
import { POLICIES, type Policy } from '../../../src/core/decision/policies.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { DecisionContext, Phase, Verdict } from '../../../src/core/decision/types.ts';
import type { Box, Observation } from '../../../src/core/observation.ts';

export const THRESHOLD = 0.4;

export const ELSEWHERE: Box = { x: 450, y: 120, width: 180, height: 180 };

export function names(subjectId: string, similarity = 0.7, more: FaceChange = {}): FrameChange {
  return { face: { ...more, matches: [{ subjectId, similarity }] } };
}

export const STRANGER = names('a', 0.1);
/** Somebody unknown whose embedding is far from that of the frame before. */
export const SWAPPED = names('a', 0.1, { liveness: { continuity: 0.1 } });
export const TOO_FAR: FrameChange = { face: { matches: null, quality: { faceSizePx: 40 } } };
export const NOBODY: FrameChange = { face: null };

/** The numbers of the standard policy, with no challenge to answer. */
export const UNCHALLENGED: Policy = {
  ...POLICIES.standard,
  liveness: POLICIES.convenience.liveness,
  attemptTimeoutMs: 12_000,
};

export function contextOf(
  change: Partial<DecisionContext> = {},
  policy: Partial<Policy> = {},
): DecisionContext {
  return {
    policy: { ...UNCHALLENGED, ...policy },
    mode: { kind: 'identify' },
    similarityThreshold: THRESHOLD,
    continuityThreshold: 0.35,
    fakeThreshold: null,
    attackThreshold: null,
    rehearsal: false,
    random: createRng(1),
    subjectCount: 3,
    refusalOf: () => null,
    entryOf: () => ({ rule: 'face', accommodations: [], hasBadge: true, hasPin: true }),
    ...change,
  };
}

/** A kiosk in a test: 10 embedded frames a second unless told otherwise. */
export class Session {
  state = createDecision();
  nowMs = 1_000;
  sequence = 0;
  readonly verdicts: Verdict[] = [];
  readonly phases: Phase[] = ['searching'];
  readonly recording: Observation[] = [];
  last: Decision | null = null;

  constructor(public context: DecisionContext = contextOf()) {}

  get phase(): Phase {
    return this.state.phase;
  }

  /** Shows `count` frames, `everyMs` apart; returns the verdict of the last one that reached one. */
  show(change: FrameChange, count = 1, everyMs = 100): Verdict | null {
    let verdict: Verdict | null = null;
    for (let i = 0; i < count; i++) {
      this.nowMs += everyMs;
      const observation = observationOf(++this.sequence, this.nowMs, change);
      this.recording.push(observation);
      verdict = this._note(decide(this.state, observation, this.context)) ?? verdict;
    }
    return verdict;
  }

  wait(ms: number): Verdict | null {
    this.nowMs += ms;
    return this._note(tick(this.state, this.nowMs, this.context));
  }

  /** Presses "Use badge and PIN" while something is asked. */
  decline(): Verdict | null {
    return this._note(decline(this.state, this.context));
  }

  /** Presses "Try again". */
  retry(): void {
    this.state = retry(this.state);
  }

  /** The camera starts anew, or the operator's menu opens. */
  reset(): void {
    this.state = reset(this.state, this.context);
    this.sequence = 0;
    this.last = null;
  }

  /** Types what is the recognised person's own. */
  acceptHeld(): Verdict | null {
    return this._note(acceptHeld(this.state, this.context));
  }

  /** Leaves the pad. */
  cancelHeld(): Verdict | null {
    return this._note(cancelHeld(this.state, this.context));
  }

  /** Hands over an observation as it is. */
  give(observation: Observation): Decision {
    const decision = decide(this.state, observation, this.context);
    this._note(decision);
    return decision;
  }

  private _note(decision: Decision): Verdict | null {
    this.last = decision;
    this.state = decision.state;
    if (decision.state.phase !== this.phases[this.phases.length - 1]) this.phases.push(decision.state.phase);
    if (decision.verdict) this.verdicts.push(decision.verdict);
    return decision.verdict;
  }
}
