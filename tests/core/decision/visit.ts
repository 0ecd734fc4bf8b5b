/** @file Somebody at the door who does what the screen asks, for the tests of what becomes of it. */
import type { FrameChange } from '../../../simulator/builders.ts';
import { POLICIES, type PolicyName } from '../../../src/core/decision/policies.ts';
import type { DecisionContext, Verdict } from '../../../src/core/decision/types.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import { FaceBeforeScreen } from '../../../simulator/tracked-head/lit-face.ts';
import { Responder, STRAIGHT, trackerFrame } from '../liveness/simulated-head.ts';
import { contextOf, Session } from './session.ts';

export const FRAME_MS = 80;

/** The face is of somebody in the gallery, and the screen lights it, unless told otherwise. */
export class Visit {
  readonly session: Session;
  private readonly _responder: Responder;
  private readonly _lit: FaceBeforeScreen;

  constructor(policy: PolicyName, seed: number, change: Partial<DecisionContext> = {}) {
    this.session = new Session(
      contextOf({ policy: POLICIES[policy], random: createRng(seed), fakeThreshold: 0.5, ...change }),
    );
    this._lit = new FaceBeforeScreen(createRng(seed + 300));
    this._responder = new Responder(createRng(seed + 900), () => 400, false);
  }

  get challenge() {
    return this.session.last?.view.challenge ?? null;
  }
  /** What is asked now; null while nothing is. */
  get asked() {
    return this.challenge?.stage === 'act' ? this.challenge.kind : null;
  }
  get light() {
    return this.session.last?.view.light ?? null;
  }

  /** One frame of somebody who does what is asked. @param change - Of the face. */
  step(change: FrameChange['face'] = {}, everyMs = FRAME_MS): Verdict | null {
    return this.stepWith(() => change, everyMs);
  }

  /** As `step`. @param changeAt - Of the face, as the head is turned. */
  stepWith(changeAt: (yawDeg: number) => FrameChange['face'], everyMs = FRAME_MS): Verdict | null {
    const { session } = this;
    const { face } = this._responder.frame(session.nowMs + everyMs);
    const change = changeAt(face?.pose?.yawDeg ?? 0);
    const light = this._lit.sample(this.light, session.nowMs + everyMs);
    const liveness = { ...face?.liveness, ...(light && { light }), ...change?.liveness };
    const shown = { ...face, fakeProbability: 0.1, ...change, liveness };
    const verdict = session.show({ face: shown }, 1, everyMs);
    if (session.last) this._responder.see(session.last.view, session.nowMs);
    return verdict;
  }

  /** Does what is asked until `reached`, or for a minute. */
  until(reached: () => boolean, change: FrameChange['face'] = {}): Verdict | null {
    for (let i = 0; i < 750; i++) {
      const verdict = this.step(change);
      if (verdict !== null || reached()) return verdict;
    }
    throw new Error('Nothing came of it within a minute.');
  }

  toVerdict(change: FrameChange['face'] = {}): Verdict | null {
    return this.until(() => false, change);
  }
  toPrompt(change: FrameChange['face'] = {}): this {
    this.until(() => this.asked !== null, change);
    return this;
  }
  toLight(): this {
    this.until(() => this.light !== null);
    return this;
  }
  /** Looks straight ahead whatever is asked. */
  stare(change: FrameChange['face'] = {}): Verdict | null {
    const straight = trackerFrame(STRAIGHT, createRng(1));
    const face = { ...straight.face, fakeProbability: 0.1, ...change };
    for (let i = 0; i < 750; i++) {
      const verdict = this.session.show({ face }, 1, FRAME_MS);
      if (verdict !== null) return verdict;
    }
    return null;
  }
}
