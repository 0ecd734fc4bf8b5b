/** @file What the engine asks of an attempt under each policy, and what becomes of every answer. */
import { describe, expect, it } from 'vitest';
import { CALM_CUES, type FrameChange } from '../../../simulator/builders.ts';
import type { DecisionState } from '../../../src/core/decision/engine.ts';
import { POLICIES, type PolicyName } from '../../../src/core/decision/policies.ts';
import type { DecisionContext, Verdict } from '../../../src/core/decision/types.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import { viewHead } from '../liveness/head-model.ts';
import { Responder, STRAIGHT, trackerFrame } from '../liveness/simulated-head.ts';
import { contextOf, ELSEWHERE, NOBODY, Session, STRANGER } from './session.ts';

const FRAME_MS = 80;

/** A person at the door, with people of the gallery's face unless told otherwise. */
class Visit {
  readonly session: Session;
  private readonly _responder: Responder;

  constructor(policy: PolicyName, seed: number, change: Partial<DecisionContext> = {}) {
    this.session = new Session(
      contextOf({ policy: POLICIES[policy], random: createRng(seed), fakeThreshold: 0.5, ...change }),
    );
    this._responder = new Responder(createRng(seed + 900), () => 400, false);
  }

  get challenge() {
    return this.session.last?.view.challenge ?? null;
  }
  get light() {
    return this.session.last?.view.light ?? null;
  }

  /** One frame of somebody who does what is asked. @param change - Of the face. */
  step(change: FrameChange['face'] = {}): Verdict | null {
    const { session } = this;
    const { face } = this._responder.frame(session.nowMs + FRAME_MS);
    const merged = { ...face, fakeProbability: 0.1, ...change };
    const shown = { ...merged, liveness: { ...face?.liveness, ...change?.liveness } };
    const verdict = session.show({ face: shown }, 1, FRAME_MS);
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
  toPrompt(): this {
    this.until(() => this.challenge?.stage === 'act');
    return this;
  }
  /** Looks straight ahead whatever is asked. */
  stare(): Verdict | null {
    const straight = trackerFrame(STRAIGHT, createRng(1));
    const face = { ...straight.face, fakeProbability: 0.1 };
    for (let i = 0; i < 750; i++) {
      const verdict = this.session.show({ face }, 1, FRAME_MS);
      if (verdict !== null) return verdict;
    }
    return null;
  }
}

/** Seeds whose challenges differ. */
const SEEDS = [1, 2, 3, 4, 5, 6];

describe('what a policy asks for', () => {
  it('asks for nothing in convenience', () => {
    const visit = new Visit('convenience', 1);
    expect(visit.toVerdict()).toMatchObject({ outcome: 'granted', challengeFailure: null, declined: [] });
    expect(visit.session.verdicts[0].elapsedMs).toBeLessThan(500);
  });

  it.each(SEEDS)('asks for one challenge in standard and grants who answers it (seed %i)', (seed) => {
    const visit = new Visit('standard', seed);
    const stages = new Set<string>();
    visit.until(() => {
      stages.add(`${visit.challenge?.stage ?? ''} ${visit.challenge?.kind ?? ''}`);
      return false;
    });
    expect([...stages].filter((stage) => stage.startsWith('act'))).toHaveLength(2);
    expect(visit.session.verdicts).toMatchObject([{ outcome: 'granted', subjectId: 'a' }]);
    expect(visit.session.phases).toContain('challenging');
  });

  it('never grants before the challenge is over', () => {
    const visit = new Visit('standard', 3);
    const straight = trackerFrame(STRAIGHT, createRng(1));
    expect(visit.session.show(straight, 15, 20)).toBeNull();
    expect(visit.session.phase).toBe('challenging');
  });

  it('refuses a stranger before asking anything', () => {
    const visit = new Visit('standard', 1);
    const matches = STRANGER.face?.matches;
    const asked = (): boolean => visit.challenge !== null && visit.challenge.stage !== 'hold';
    expect(visit.until(asked, { matches })?.reason).toBe('unknownSubject');
  });

  it('asks for two challenges in strict, and two more where no light can be read', () => {
    const visit = new Visit('strict', 2);
    const asked = new Set<string>();
    const verdict = visit.until(() => {
      if (visit.challenge?.stage === 'act') asked.add(visit.challenge.kind);
      return false;
    });
    expect(verdict).toMatchObject({ outcome: 'granted', declined: [] });
    expect(asked.size).toBeGreaterThanOrEqual(6);
  });

  it.each(['virtualCamera', 'repeatedFrames'] as const)('judges as strict under the flag %s', (flag) => {
    const visit = new Visit('convenience', 4, { injectionFlags: [flag] });
    expect(visit.stare()).toMatchObject({ outcome: 'denied', reason: 'livenessFailed' });
  });
});

describe('the light', () => {
  const toLight = () => {
    const visit = new Visit('strict', 5);
    visit.until(() => visit.light !== null);
    return visit;
  };

  it('comes after the challenges, with time for a notice', () => {
    const visit = toLight();
    expect(visit.light?.startsAtMs).toBeGreaterThanOrEqual(visit.session.nowMs + 2_000);
    expect(visit.session.phase).toBe('challenging');
    expect(visit.session.verdicts).toEqual([]);
  });

  it('can be declined for two more challenges, which is logged', () => {
    const visit = toLight();
    visit.session.decline();
    expect(visit.light).toBeNull();
    expect(visit.challenge?.stage).toBe('hold');
    expect(visit.toVerdict()).toMatchObject({ outcome: 'granted', declined: ['light'] });
  });

  it('refuses a face that shows another colour than the screen does', () => {
    const visit = toLight();
    const shines = createRng(8);
    let verdict: Verdict | null = null;
    let level = 0.2;
    for (let i = 0; i < 200 && verdict === null; i++) {
      if (i % 5 === 0) level = 0.1 + 0.3 * shines();
      const light = { skin: [level, 0.3, 0.4 - level], background: [0.2, 0.2, 0.2] } as const;
      verdict = visit.step({ liveness: { light } });
    }
    expect(verdict).toMatchObject({ outcome: 'denied', reason: 'livenessFailed', challengeFailure: null });
  });
});

describe('answers that are none', () => {
  it('asks once for something else of who is too slow, and then refuses', () => {
    const visit = new Visit('standard', 1);
    visit.toPrompt();
    const first = visit.challenge?.kind;
    const straight = trackerFrame(STRAIGHT, createRng(1));
    visit.session.show(straight, 30, FRAME_MS);
    expect(visit.challenge).toMatchObject({ note: 'secondChance' });
    expect(visit.challenge?.kind).not.toBe(first);
    expect(visit.stare()).toMatchObject({
      outcome: 'denied',
      reason: 'livenessFailed',
      challengeFailure: 'tooSlow',
    });
    expect(visit.session.state.approaches.failures).toHaveLength(1);
  });

  it.each<[string, FrameChange, number, string]>([
    ['leaves', NOBODY, 14, 'left'],
    ['jumps', { face: { box: ELSEWHERE } }, 1, 'jumped'],
    ['makes another move', { face: { pose: { yawDeg: 10, pitchDeg: -26 } } }, 3, 'jumped'],
  ])('refuses who %s after the prompt', (_, frame, count, challengeFailure) => {
    const visit = new Visit('standard', 2).toPrompt();
    visit.session.show(frame, count, FRAME_MS);
    expect(visit.session.verdicts).toMatchObject([{ reason: 'livenessFailed', challengeFailure }]);
    expect(visit.session.state.approaches.failures).toHaveLength(1);
  });

  it('says nothing of who leaves before anything was asked', () => {
    const visit = new Visit('standard', 2);
    visit.step();
    visit.step();
    visit.session.show(NOBODY, 20, FRAME_MS);
    expect(visit.session.verdicts).toEqual([]);
  });

  it('begins anew when a second person enters, at most twice', () => {
    const visit = new Visit('standard', 6);
    for (let i = 0; i < 2; i++) {
      visit.toPrompt();
      visit.session.show({ faceCount: 2 }, 2, FRAME_MS);
      expect(visit.session.last?.view.hint).toBe('onePersonOnly');
      expect(visit.session.verdicts).toEqual([]);
    }
    visit.toPrompt();
    visit.session.show({ faceCount: 2 }, 1, FRAME_MS);
    expect(visit.session.verdicts).toMatchObject([{ reason: 'livenessFailed' }]);
  });

  it('counts an attempt that was broken off after the prompt, and closes the face after five', () => {
    const visit = new Visit('standard', 7);
    for (let i = 0; i < 5; i++) {
      visit.toPrompt();
      visit.session.reset();
    }
    expect(visit.session.state.approaches).toMatchObject({ failures: [], closed: [{ subjectId: 'a' }] });
  });
});

describe('one face from first to last', () => {
  it('begins anew when the embedding changes between two frames', () => {
    const visit = new Visit('standard', 3).toPrompt();
    visit.until(() => visit.challenge?.stage === 'back');
    visit.step({ liveness: { continuity: 0.1 } });
    expect(visit.session.verdicts).toEqual([]);
    expect(visit.challenge?.stage ?? 'hold').toBe('hold');
    expect(visit.toVerdict()).toMatchObject({ outcome: 'granted' });
  });

  it('grants nobody whom another answered for', () => {
    const visit = new Visit('standard', 3).toPrompt();
    visit.until(() => visit.challenge?.stage === 'back');
    const other = { matches: [{ subjectId: 'b', similarity: 0.8 }] };
    visit.until(() => visit.challenge?.stage === 'act', other);
    expect(visit.session.verdicts).toEqual([]);
  });

  it.each(SEEDS)(
    'refuses when one who resembles the subject answers, and drifts little (seed %i)',
    (seed) => {
      const visit = new Visit('standard', seed).toPrompt();
      const lookAlike = { matches: [{ subjectId: 'a', similarity: 0.35 }], liveness: { continuity: 0.69 } };
      visit.until(() => visit.challenge === null, lookAlike);
      expect(visit.toVerdict()).toMatchObject({ outcome: 'denied', reason: 'livenessFailed' });
    },
  );

  it('bears with single straight frames that name nobody', () => {
    const visit = new Visit('standard', 3).toPrompt();
    let frame = 0;
    const verdict = visit.until(() => {
      const blurred = { matches: [{ subjectId: 'a', similarity: 0.35 }] };
      return visit.challenge === null || (++frame % 3 === 0 && visit.step(blurred) !== null);
    });
    expect(verdict ?? visit.toVerdict()).toMatchObject({ outcome: 'granted' });
  });

  it('refuses when nothing tells whether it is one face', () => {
    const visit = new Visit('standard', 1);
    expect(visit.toVerdict({ liveness: { continuity: null } })?.reason).toBe('livenessSignalMissing');
  });
});

describe('depth', () => {
  /** A visit whose challenge holds a turn. */
  const turning = (policy: PolicyName, change: FrameChange['face']): Verdict | null => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const visit = new Visit(policy, seed);
      const kinds = new Set<string>();
      const verdict = visit.until(() => {
        kinds.add(visit.challenge?.kind ?? '');
        return false;
      }, change);
      if (kinds.has('turnLeft') || kinds.has('turnRight')) return verdict;
    }
    return null;
  };

  it('is asked for with a turn, and strict does not do without', () => {
    expect(turning('standard', {})?.outcome).toBe('granted');
    const { shape } = CALM_CUES;
    expect(turning('standard', { liveness: { shape } })?.outcome).toBe('granted');
    expect(turning('strict', {})?.outcome).toBe('granted');
    expect(turning('strict', { liveness: { shape } })?.reason).toBe('livenessSignalMissing');
  });

  it('refuses a face that turns like a picture', () => {
    // The places of a picture that stays as it is.
    const { shape } = viewHead({ yawDeg: 0, pitchDeg: 0, noisePx: 0 }, createRng(1));
    expect(turning('standard', { liveness: { shape } })?.reason).toBe('livenessFailed');
  });
});

describe('an attack detector', () => {
  it('refuses in every policy, and waits for more than one frame', () => {
    for (const policy of ['convenience', 'standard'] as const) {
      const visit = new Visit(policy, 2, { attackThreshold: 0.5 });
      expect(visit.toVerdict({ liveness: { attackProbability: 0.9 } })).toMatchObject({
        outcome: 'denied',
        reason: 'livenessFailed',
      });
      const other = new Visit(policy, 2, { attackThreshold: 0.5 });
      expect(other.toVerdict({ liveness: { attackProbability: 0.1 } })?.outcome).toBe('granted');
    }
  });
});

describe('"I cannot do this"', () => {
  it('asks for something else twice, and then sends to the desk', () => {
    const visit = new Visit('standard', 5);
    const kinds: string[] = [];
    for (let i = 0; i < 3; i++) {
      visit.toPrompt();
      kinds.push(visit.challenge?.kind ?? '');
      visit.session.decline();
    }
    expect(new Set(kinds).size).toBe(3);
    expect(visit.session.verdicts).toMatchObject([
      { outcome: 'denied', reason: 'noAlternative', declined: kinds },
    ]);
  });

  it('grants who answers the other challenge', () => {
    const visit = new Visit('standard', 5).toPrompt();
    const kind = visit.challenge?.kind;
    visit.session.decline();
    expect(visit.challenge?.stage).toBe('hold');
    expect(visit.toVerdict()).toMatchObject({ outcome: 'granted', declined: [kind] });
  });

  it('changes nothing before anything is asked', () => {
    const visit = new Visit('standard', 5);
    visit.session.decline();
    visit.step();
    const { state } = visit.session;
    visit.session.decline();
    expect(visit.session.state).toEqual(state);
  });
});

describe('the state', () => {
  it('survives JSON in every stage, stays small, and holds no embedding', () => {
    const visit = new Visit('strict', 2);
    let largest = 0;
    visit.until(() => {
      const text = JSON.stringify(visit.session.state);
      visit.session.state = JSON.parse(text) as DecisionState;
      largest = Math.max(largest, text.length);
      return false;
    });
    expect(visit.session.verdicts[0].outcome).toBe('granted');
    expect(largest).toBeLessThan(100_000);
  });
});
