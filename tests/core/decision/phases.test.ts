/** @file The engine's phases, its lock-out, and the replay of recorded sessions. */
import { describe, expect, it } from 'vitest';
import { observationOf } from '../../../simulator/builders.ts';
import {
  createDecision,
  decide,
  tick,
  viewOf,
  type DecisionState,
} from '../../../src/core/decision/engine.ts';
import { NO_APPROACHES, reopened } from '../../../src/core/decision/approaches.ts';
import { POLICIES } from '../../../src/core/decision/policies.ts';
import type { Verdict } from '../../../src/core/decision/types.ts';
import type { Observation } from '../../../src/core/observation.ts';
import { contextOf, ELSEWHERE, names, NOBODY, Session, STRANGER, SWAPPED, TOO_FAR } from './session.ts';

describe('phases', () => {
  it('goes from searching to granted to searching again', () => {
    const session = new Session();
    session.show(NOBODY);
    session.show(TOO_FAR);
    session.show(names('a'), 3);
    session.show(names('a'), 35);
    session.show(NOBODY, 12);
    expect(session.phases).toEqual([
      'searching',
      'positioning',
      'deciding',
      'granted',
      'cooldown',
      'searching',
    ]);
  });

  it('judges nobody twice who was refused and stays', () => {
    const session = new Session();
    session.show(STRANGER, 16);
    session.show(STRANGER, 29);
    expect(session.phase).toBe('denied');
    expect(session.last?.view).toMatchObject({ verdict: { reason: 'unknownSubject' }, mayRetry: true });
    // A poor frame, a glimpse away, and a frame or two that fit somebody by chance.
    for (let i = 0; i < 100; i++) {
      session.show(STRANGER, 5);
      session.show(TOO_FAR);
      session.show(NOBODY, 2);
      session.show(names('a'), 2);
    }
    expect(session.verdicts).toHaveLength(1);
    expect(session.phases).toEqual(['searching', 'deciding', 'denied', 'cooldown']);
    expect(session.last?.view.mayRetry).toBe(true);
    session.retry();
    expect(session.phase).toBe('searching');
    session.show(names('a'), 3);
    expect(session.phase).toBe('granted');
  });

  it.each([
    ['has been away for a second', NOBODY, 11],
    ['makes room for another face', SWAPPED, 1],
    ['makes room for another face elsewhere', names('a', 0.1, { box: ELSEWHERE }), 1],
  ])('judges anew once the refused person %s', (_what, frame, count) => {
    const session = new Session();
    session.show(STRANGER, 60);
    expect(session.phase).toBe('cooldown');
    session.show(frame, count);
    session.show(names('a', 0.7, frame.face?.box ? { box: frame.face.box } : {}), 8);
    expect(session.verdicts.map(({ reason }) => reason)).toEqual(['unknownSubject', 'matched']);
  });

  it('judges whoever ended the attempt of the one before by stepping into their place', () => {
    const session = new Session(contextOf({ policy: POLICIES.standard }));
    while (session.last?.view.challenge?.stage !== 'act') session.show(STRANGER);
    session.show({ face: { ...SWAPPED.face, ...names('b').face, liveness: { continuity: 0.1 } } });
    expect(session.verdicts).toMatchObject([{ outcome: 'denied', reason: 'unknownSubject' }]);
    session.show(names('b'), 60);
    expect(session.phases.slice(session.phases.indexOf('denied'))).toEqual(
      expect.arrayContaining(['searching', 'challenging']),
    );
    expect(session.phase).toBe('challenging');
    expect(session.verdicts).toHaveLength(1);
  });

  it('judges anew once another subject stands where a known one was refused', () => {
    const session = new Session(contextOf({ refusalOf: (id) => (id === 'a' ? 'notPermitted' : null) }));
    session.show(names('a'), 80);
    expect(session.verdicts).toHaveLength(1);
    session.show(names('b'), 8);
    expect(session.verdicts.map(({ reason }) => reason)).toEqual(['notPermitted', 'matched']);
  });

  it('waits for nobody to leave where a claim says who comes next, also when that was set meanwhile', () => {
    const session = new Session();
    session.show(STRANGER, 60);
    expect(session.phase).toBe('cooldown');
    session.context = contextOf({ mode: { kind: 'verify', claimedSubjectId: 'a' } });
    session.show(STRANGER);
    expect(session.phase).toBe('searching');
    session.show(STRANGER, 60);
    expect(session.verdicts.map(({ reason }) => reason)).toEqual(['unknownSubject', 'notTheClaimedSubject']);
  });

  it('goes through timedOut and cooldown', () => {
    const session = new Session();
    session.show(TOO_FAR, 121);
    session.show(NOBODY, 31);
    expect(session.phases).toEqual(['searching', 'positioning', 'timedOut', 'cooldown', 'searching']);
  });

  it('returns to positioning when the votes begin anew on a poor frame', () => {
    const session = new Session();
    session.show(names('a'), 2);
    session.show({ face: { box: ELSEWHERE, quality: { exposure: 5 } } });
    expect(session.last?.view).toMatchObject({ phase: 'positioning', hint: 'tooDark' });
  });

  it('moves on by ticks alone when the camera is lost', () => {
    const session = new Session();
    session.show(STRANGER, 5);
    expect(session.wait(4_900)).toBeNull();
    expect(session.wait(100)).toMatchObject({ outcome: 'timedOut', reason: 'faceLost' });
    session.wait(3_000);
    session.wait(1);
    expect(session.phase).toBe('searching');
    session.show(names('a'), 3);
    session.wait(3_000);
    expect(session.last?.view).toMatchObject({ phase: 'cooldown', untilMs: null, verdict: null });
    session.wait(2_000);
    expect(session.phase).toBe('searching');
  });

  it('never moves the clock back', () => {
    const session = new Session();
    session.show(names('a'), 3);
    const { state } = tick(session.state, session.nowMs - 500, session.context);
    expect(state).toEqual(session.state);
    expect(tick(session.state, NaN, session.context).state).toBe(session.state);
  });
});

describe('cooldown after a grant', () => {
  const granted = () => {
    const session = new Session();
    session.show(names('a'), 3);
    expect(session.phase).toBe('granted');
    return session;
  };

  it('does not let the same person in again while they stand there', () => {
    const session = granted();
    for (let i = 0; i < 100; i++) {
      session.show(names('a'), 5);
      // A poor frame, a frame that misses, and a glimpse away.
      session.show(TOO_FAR);
      session.show(STRANGER);
      session.show(NOBODY);
    }
    expect(session.verdicts).toHaveLength(1);
    expect(session.phase).toBe('cooldown');
  });

  it('lets the same person in again after they left for a second', () => {
    const session = granted();
    session.show(names('a'), 35);
    session.show(NOBODY, 11);
    session.show(names('a'), 4);
    expect(session.verdicts).toHaveLength(2);
  });

  it('notices that the person left during the hold', () => {
    const session = granted();
    session.show(NOBODY, 12);
    session.show(names('b'), 25);
    expect(session.verdicts.map((verdict) => verdict.subjectId)).toEqual(['a', 'b']);
  });

  it('takes the next subject without a gap, and a stranger too', () => {
    const next = granted();
    next.show(names('a'), 30);
    next.show(names('b'), 8);
    expect(next.verdicts.map((verdict) => verdict.subjectId)).toEqual(['a', 'b']);
    const stranger = granted();
    stranger.show(names('a'), 30);
    stranger.show(STRANGER, 25);
    expect(stranger.verdicts.map((verdict) => verdict.reason)).toEqual(['matched', 'unknownSubject']);
  });
});

describe('failures', () => {
  const { lockOut } = POLICIES.standard;
  const FAKE = names('a', 0.7, { fakeProbability: 0.95 });
  const real = (subjectId: string) => names(subjectId, 0.7, { fakeProbability: 0.05 });
  const context = contextOf({ fakeThreshold: 0.5 });
  const leave = (session: Session) => session.show(NOBODY, 45);
  /** Somebody comes with a fake of subject `a`, is refused, and leaves. */
  const fail = (session: Session) => {
    while (session.show(FAKE)?.outcome !== 'denied');
    leave(session);
  };

  it('close the face that failed five times in three minutes, and nobody else’s', () => {
    const session = new Session(context);
    for (let i = 0; i < 4; i++) fail(session);
    expect(session.state.approaches.closed).toEqual([]);
    while (session.show(FAKE)?.outcome !== 'denied');
    const untilMs = session.nowMs + lockOut.waitMs;
    expect(session.state.approaches.closed).toEqual([{ subjectId: 'a', untilMs }]);
    leave(session);
    expect(session.show(real('a'), 3)).toMatchObject({
      outcome: 'denied',
      reason: 'faceClosed',
      subjectId: null,
      refusedSubjectId: 'a',
    });
    leave(session);
    expect(session.show(real('b'), 3)?.outcome).toBe('granted');
    session.nowMs = untilMs;
    leave(session);
    expect(session.show(real('a'), 3)?.outcome).toBe('granted');
  });

  it('are one for one approach, however long the face stays', () => {
    const session = new Session(context);
    session.show(FAKE, 600);
    expect(session.verdicts).toHaveLength(1);
    expect(session.state.approaches.failures).toHaveLength(1);
    session.retry();
    session.show(FAKE, 60);
    expect(session.state.approaches.failures).toHaveLength(2);
  });

  it('are forgotten after their time', () => {
    const session = new Session(context);
    for (let i = 0; i < 4; i++) fail(session);
    session.wait(lockOut.withinMs);
    fail(session);
    expect(session.state.approaches.closed).toEqual([]);
  });

  it('are neither cleared by a grant in between nor by a reset', () => {
    const session = new Session(context);
    for (let i = 0; i < 4; i++) fail(session);
    expect(session.show(real('a'), 3)?.outcome).toBe('granted');
    leave(session);
    session.reset();
    expect(session.phase).toBe('searching');
    fail(session);
    session.reset();
    expect(session.show(real('a'), 3)).toMatchObject({ outcome: 'denied', reason: 'faceClosed' });
  });

  it('can be ended by an operator', () => {
    const session = new Session(context);
    for (let i = 0; i < 5; i++) fail(session);
    session.state = { ...session.state, approaches: reopened(session.state.approaches, 'a') };
    expect(session.show(real('a'), 3)?.outcome).toBe('granted');
  });

  it('are none of strangers, of time-outs, nor of who was recognised and may not pass', () => {
    const session = new Session(
      contextOf({ refusalOf: (id) => (id === 'a' ? 'notPermitted' : 'outsideSchedule') }),
    );
    for (const frame of [STRANGER, TOO_FAR, names('a'), names('b')]) {
      for (let i = 0; i < 6; i++) {
        session.show(frame, 155);
        leave(session);
      }
    }
    expect(session.verdicts).toHaveLength(24);
    expect(session.state.approaches).toMatchObject({ failures: [], closed: [] });
  });

  it('are not counted of a rehearsal, nor are its strangers', () => {
    const session = new Session({ ...context, rehearsal: true });
    for (let i = 0; i < 6; i++) fail(session);
    for (let i = 0; i < 50; i++) {
      session.show(STRANGER, 30);
      leave(session);
    }
    expect(session.state.approaches).toEqual(NO_APPROACHES);
  });
});

describe('order of observations', () => {
  it('ignores repeated, late and undated ones', () => {
    const session = new Session();
    session.show(names('a'), 2);
    const { state, nowMs, sequence } = session;
    for (const [number, timestampMs] of [
      [sequence, nowMs + 50],
      [sequence + 1, nowMs],
      [sequence - 1, nowMs - 100],
      [sequence + 1, NaN],
    ]) {
      const { state: after, verdict } = session.give(observationOf(number, timestampMs, names('a')));
      expect(after).toBe(state);
      expect(verdict).toBeNull();
    }
    expect(session.show(names('a'))?.outcome).toBe('granted');
  });

  it('accepts new sequence numbers after a reset, but no older times', () => {
    const session = new Session();
    session.show(names('a'), 2);
    session.reset();
    const { state } = session;
    expect(session.give(observationOf(0, session.nowMs - 10, names('a'))).state).toBe(state);
    session.sequence = -1;
    expect(session.show(names('a'), 3)?.outcome).toBe('granted');
  });

  it('still takes a frame that was grabbed before the last tick', () => {
    const session = new Session();
    session.show(names('a'), 2);
    session.wait(90);
    const { verdict } = session.give(observationOf(session.sequence + 1, session.nowMs - 50, names('a')));
    expect(verdict).toMatchObject({ outcome: 'granted', atMs: session.nowMs });
  });
});

describe('replay', () => {
  const record = (): Observation[] => {
    const session = new Session();
    session.show(NOBODY, 5, 40);
    session.show(TOO_FAR, 8, 40);
    session.show(names('a'), 6);
    session.show(NOBODY, 45);
    session.show(STRANGER, 60, 70);
    session.show({ ...names('b'), faceCount: 2 }, 10);
    session.show(NOBODY, 15);
    session.show(names('b'), 10);
    return JSON.parse(JSON.stringify(session.recording)) as Observation[];
  };
  const replay = (observations: readonly Observation[], from: DecisionState = createDecision()) => {
    let state = from;
    const verdicts: Verdict[] = [];
    for (const observation of observations) {
      const step = decide(state, observation, contextOf());
      state = step.state;
      expect(step.view).toEqual(viewOf(state));
      if (step.verdict) verdicts.push(step.verdict);
    }
    return { state, verdicts };
  };

  it('reaches the same verdicts every time, and from any serialised midpoint', () => {
    const observations = record();
    const whole = replay(observations);
    expect(whole.verdicts.map(({ reason, subjectId }) => [reason, subjectId])).toEqual([
      ['matched', 'a'],
      ['unknownSubject', null],
      ['matched', 'b'],
    ]);
    expect(replay(observations)).toEqual(whole);
    for (let middle = 0; middle <= observations.length; middle += 17) {
      const first = replay(observations.slice(0, middle));
      const thawed = JSON.parse(JSON.stringify(first.state)) as DecisionState;
      expect(thawed).toEqual(first.state);
      const second = replay(observations.slice(middle), thawed);
      expect([...first.verdicts, ...second.verdicts]).toEqual(whole.verdicts);
      expect(second.state).toEqual(whole.state);
    }
  });

  it('changes no state that it was handed', () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      Object.freeze(value);
      Object.values(value).forEach(freeze);
    };
    let state = createDecision();
    for (const observation of record()) {
      freeze(state);
      ({ state } = decide(state, observation, contextOf()));
    }
    expect(state.clockMs).not.toBeNull();
  });
});
