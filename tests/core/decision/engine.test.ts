/** @file The decision engine: grants, refusals by every reason, and what must never be granted. */
import { NOBODY_CLAIMED } from '../../../src/kiosk/claim.ts';
import { describe, expect, it } from 'vitest';
import { NO_APPROACHES } from '../../../src/core/decision/approaches.ts';
import type { FrameChange } from '../../../simulator/builders.ts';
import type { DecisionContext } from '../../../src/core/decision/types.ts';
import {
  contextOf,
  ELSEWHERE,
  names,
  NOBODY,
  Session,
  STRANGER,
  THRESHOLD,
  TOO_FAR,
  UNCHALLENGED,
} from './session.ts';

const two = (a: number, b: number): FrameChange => ({
  face: {
    matches: [
      { subjectId: 'a', similarity: a },
      { subjectId: 'b', similarity: b },
    ],
  },
});

describe('granting', () => {
  it('grants the subject that K of N frames name, within half a second of the first face', () => {
    const session = new Session();
    session.show(NOBODY, 3);
    expect(session.show(names('a', 0.6), 2)).toBeNull();
    const verdict = session.show(names('a', 0.7));
    expect(verdict).toMatchObject({
      outcome: 'granted',
      reason: 'matched',
      subjectId: 'a',
      mode: 'identify',
      source: 'camera',
      elapsedMs: 200,
      atMs: session.nowMs,
    });
    expect(verdict?.margin).toBeCloseTo(0.7 - THRESHOLD, 12);
    expect(session.last?.view).toMatchObject({ phase: 'granted', verdict, untilMs: session.nowMs + 3_000 });
  });

  it('accepts at the threshold itself, and not below', () => {
    expect(new Session().show(names('a', THRESHOLD), 3)?.outcome).toBe('granted');
    expect(new Session().show(names('a', THRESHOLD - 1e-6), 3)).toBeNull();
  });

  it('bears flicker: frames that name nobody, fall short or were not embedded', () => {
    const session = new Session();
    session.show(names('a'));
    session.show(STRANGER);
    session.show(names('a'));
    session.show({ face: { matches: null } });
    session.show(TOO_FAR);
    expect(session.verdicts).toEqual([]);
    expect(session.show(names('a'))?.outcome).toBe('granted');
  });

  it('bears a face lost for a moment', () => {
    const session = new Session();
    session.show(names('a'), 2);
    session.show(NOBODY, 2);
    expect(session.show(names('a'))?.outcome).toBe('granted');
  });

  it('does not count K of more than N frames', () => {
    const session = new Session();
    session.show(names('a'));
    session.show(names('a'));
    session.show(STRANGER, 4);
    expect(session.show(names('a'))).toBeNull();
  });

  it('does not count frames older than the window', () => {
    const session = new Session(contextOf({}, { windowMs: 500 }));
    session.show(names('a'), 2);
    session.show({ face: { matches: null } }, 5);
    expect(session.show(names('a'))).toBeNull();
    expect(session.show(names('a'))).toBeNull();
    expect(session.show(names('a'))?.outcome).toBe('granted');
  });

  it('never grants on a frame that names somebody else or nobody', () => {
    const session = new Session(contextOf({ fakeThreshold: 0.5 }));
    const fake = { face: { fakeProbability: 0.6 } };
    session.show(fake, 3);
    const real: FrameChange = { face: { fakeProbability: 0, matches: [{ subjectId: 'a', similarity: 0 }] } };
    // The fused probability falls below the threshold here, but this frame does not name the winner.
    expect(session.show(real)).toBeNull();
    expect(session.phase).toBe('deciding');
  });

  it('decides on a file too, and says so', () => {
    const session = new Session();
    expect(session.show({ ...names('a'), source: 'file' }, 3)).toMatchObject({
      outcome: 'granted',
      source: 'file',
    });
  });

  it('does not count frames of a file for the camera', () => {
    const session = new Session();
    session.show({ ...names('a'), source: 'file' }, 2);
    expect(session.show(names('a'), 2)).toBeNull();
    expect(session.show(names('a'))?.source).toBe('camera');
  });

  it('takes a clear lead over a second subject, or none above the threshold', () => {
    expect(new Session().show(two(0.7, 0.6), 3)?.subjectId).toBe('a');
    expect(new Session().show(two(0.41, 0.39), 3)?.subjectId).toBe('a');
    expect(new Session().show(two(0.6, 0.7), 3)?.subjectId).toBe('b');
    expect(new Session().show(two(0.7, 0.68), 3)).toBeNull();
  });
});

describe('verify mode', () => {
  const context = contextOf({ mode: { kind: 'verify', claimedSubjectId: 'b' } });

  it('grants the claimed subject, though another is as near', () => {
    expect(new Session(context).show(two(0.54, 0.5), 3)).toMatchObject({
      outcome: 'granted',
      subjectId: 'b',
      mode: 'verify',
    });
  });

  it('refuses a face that clearly is another subject’s', () => {
    expect(new Session(context).show(two(0.9, 0.5), 17)).toMatchObject({
      outcome: 'denied',
      reason: 'notTheClaimedSubject',
    });
  });

  it('looks at a face in the same way for a badge of nobody as for a badge of somebody else', () => {
    const seen = [NOBODY_CLAIMED, 'b'].map((claimedSubjectId) => {
      const session = new Session(contextOf({ mode: { kind: 'verify', claimedSubjectId } }));
      const views: unknown[] = [];
      for (let frame = 0; frame < 40; frame += 1) {
        session.show(names('a', 0.9));
        views.push(session.last?.view);
      }
      return { views, verdicts: session.verdicts, approaches: session.state.approaches };
    });
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0].verdicts).toHaveLength(1);
  });

  it('refuses another enrolled subject', () => {
    const verdict = new Session(context).show(names('a', 0.9), 17);
    expect(verdict).toMatchObject({
      outcome: 'denied',
      reason: 'notTheClaimedSubject',
      subjectId: null,
      margin: null,
    });
  });
});

const LACKING = { rule: 'faceAndHeld', accommodations: [], hasBadge: false, hasPin: false } as const;

describe('refusing', () => {
  it('refuses an unknown face after denyAfterMs, revealing no subject', () => {
    const session = new Session();
    expect(session.show(STRANGER, 15)).toBeNull();
    const verdict = session.show(STRANGER);
    expect(verdict).toMatchObject({
      outcome: 'denied',
      reason: 'unknownSubject',
      subjectId: null,
      elapsedMs: 1_500,
    });
  });

  it.each([
    ['a stranger', {}, STRANGER, 20],
    ['somebody just below the threshold', {}, names('a', THRESHOLD - 0.001), 20],
    ['another than who is claimed', { mode: { kind: 'verify', claimedSubjectId: 'b' } }, names('a', 0.9), 20],
    ['somebody suspended', { refusalOf: () => 'notPermitted' }, names('a', 0.9), 20],
    ['somebody without badge and PIN', { entryOf: () => LACKING }, names('a', 0.9), 20],
    ['a fake', { fakeThreshold: 0.5 }, names('a', 0.9, { fakeProbability: 0.9 }), 30],
  ] as const)('tells nothing of how near %s came', (_who, change, frame, count) => {
    const verdict = new Session(contextOf(change)).show(frame, count);
    expect(verdict).toMatchObject({ outcome: 'denied', margin: null });
    expect(JSON.stringify(verdict)).not.toMatch(/similarity|0\.9|0\.399/u);
  });

  it('waits for enough frames when they come slowly', () => {
    const session = new Session();
    expect(session.show(STRANGER, 4, 550)).toBeNull();
    expect(session.show(STRANGER, 1, 550)?.reason).toBe('unknownSubject');
  });

  it('refuses look-alikes as ambiguous', () => {
    expect(new Session().show(two(0.7, 0.68), 16)).toMatchObject({ outcome: 'denied', reason: 'ambiguous' });
  });

  it('does not count it against anybody, whether they stay or leave', () => {
    const policy = { lockOut: { failures: 1, withinMs: 60_000, waitMs: 60_000 } };
    for (const stay of [true, false]) {
      const session = new Session(contextOf({}, policy));
      if (stay) session.show(two(0.7, 0.68), 16);
      else {
        session.show(two(0.7, 0.68), 12);
        session.show(NOBODY, 20);
      }
      expect(session.state.approaches).toEqual(NO_APPROACHES);
    }
  });

  it('refuses at once with an empty gallery', () => {
    const session = new Session(contextOf({ subjectCount: 0 }));
    expect(session.show(TOO_FAR)).toBeNull();
    expect(session.show({ face: { matches: null } })).toMatchObject({ reason: 'galleryEmpty', margin: null });
  });

  it('refuses who may not pass', () => {
    const context = contextOf({ refusalOf: (id) => (id === 'a' ? 'notPermitted' : null) });
    expect(new Session(context).show(names('a'), 3)).toMatchObject({
      outcome: 'denied',
      reason: 'notPermitted',
      subjectId: null,
    });
    expect(new Session(context).show(names('b'), 3)?.outcome).toBe('granted');
  });

  it('refuses who comes outside their hours as often as they come, and locks nobody out for it', () => {
    const session = new Session(contextOf({ refusalOf: () => 'outsideSchedule' }));
    for (let time = 0; time < UNCHALLENGED.lockOut.failures + 1; time += 1) {
      const verdict = session.show(names('a'), 3);
      expect(verdict).toMatchObject({ outcome: 'denied', reason: 'outsideSchedule', subjectId: null });
      expect(verdict?.refusedSubjectId).toBe('a');
      session.show({ face: null }, 40);
    }
    expect(session.last?.view.phase).toBe('searching');
  });

  it('tells nobody of hours who is not recognised', () => {
    const session = new Session(contextOf({ refusalOf: () => 'outsideSchedule' }));
    expect(session.show(names('a', 0.1), 20)).toMatchObject({ reason: 'unknownSubject' });
  });

  it('times out when the face is never good enough, with the hint to mend it', () => {
    const session = new Session();
    session.show(TOO_FAR, 100);
    expect(session.last?.view).toMatchObject({ phase: 'positioning', hint: 'moveCloser' });
    expect(session.show(TOO_FAR, 30)).toMatchObject({
      outcome: 'timedOut',
      reason: 'qualityTooLow',
      margin: null,
    });
  });

  it('times out with two faces, whoever they are', () => {
    const session = new Session();
    session.show({ ...names('a'), faceCount: 2 }, 5);
    expect(session.last?.view).toMatchObject({ phase: 'positioning', hint: 'onePersonOnly' });
    expect(session.show({ ...names('a'), faceCount: 2 }, 120)).toMatchObject({
      outcome: 'timedOut',
      reason: 'severalFaces',
    });
  });

  it('begins anew when a second face was there', () => {
    const session = new Session();
    session.show(names('a'), 2);
    session.show({ ...names('a'), faceCount: 2 });
    expect(session.show(names('a'), 2)).toBeNull();
    expect(session.show(names('a'))?.outcome).toBe('granted');
  });

  it('says that the face was lost once it had been judged', () => {
    const session = new Session();
    session.show(STRANGER, 5);
    expect(session.show(NOBODY, 10)).toBeNull();
    expect(session.show(NOBODY)).toMatchObject({ outcome: 'timedOut', reason: 'faceLost' });
  });

  it.each([
    ['too far away', TOO_FAR],
    ['for a glance', names('a')],
  ])('says nothing of passers-by who look %s', (_, face) => {
    const session = new Session();
    session.show(face, 2);
    session.show(NOBODY, 12);
    expect(session.phase).toBe('searching');
    expect(session.verdicts).toEqual([]);
  });

  it('waits for a slow device instead of losing the face', () => {
    const session = new Session();
    session.show(names('a'), 2, 400);
    expect(session.wait(1_500)).toBeNull();
    expect(session.phase).toBe('deciding');
    session.show(names('a'), 2, 400);
    expect(session.show(names('a'), 1, 400)?.outcome).toBe('granted');
  });

  it('times out as faceLost when faces keep changing', () => {
    const session = new Session();
    for (let i = 0; i < 70; i++) {
      session.show(names('a'));
      session.show({ face: { box: ELSEWHERE } });
    }
    expect(session.verdicts[0]).toMatchObject({ outcome: 'timedOut', reason: 'faceLost' });
  });
});

describe('never on mixed votes', () => {
  it('does not carry votes over when the face jumps', () => {
    const session = new Session();
    session.show(names('a'), 2);
    expect(session.show({ face: { box: ELSEWHERE } }, 2)).toBeNull();
    expect(session.show({ face: { box: ELSEWHERE } })?.outcome).toBe('granted');
  });

  it('does not carry votes over a gap in which the person could have changed', () => {
    const session = new Session();
    session.show(names('a'), 2);
    expect(session.show(names('a'), 1, 1_100)).toBeNull();
  });

  it('grants neither of two subjects who take turns in the same place', () => {
    const session = new Session(contextOf({}, { votesNeeded: 4 }));
    for (let i = 0; i < 30; i++) session.show(names(i % 2 ? 'a' : 'b', 0.9));
    expect(session.verdicts.map((verdict) => verdict.reason)).toEqual(['unknownSubject']);
  });

  it('names only the second of two subjects after a switch in the middle', () => {
    const session = new Session();
    session.show(names('a'), 2);
    session.show(names('b'), 2);
    expect(session.verdicts).toEqual([]);
    expect(session.show(names('b'))?.subjectId).toBe('b');
  });

  it.each<[string, Partial<DecisionContext>]>([
    ['claim', { mode: { kind: 'verify', claimedSubjectId: 'a' } }],
    ['threshold', { similarityThreshold: 0.5 }],
  ])('does not carry votes over a change of the %s', (_, change) => {
    const session = new Session();
    session.show(names('a'), 2);
    session.context = contextOf(change);
    expect(session.show(names('a'), 2)).toBeNull();
    expect(session.show(names('a'))?.outcome).toBe('granted');
  });
});

describe('signals', () => {
  const required = (change: Partial<DecisionContext> = {}) =>
    contextOf(change, { fakeProbability: 'required' });
  const withFake = (fakeProbability: number | null): FrameChange => ({ face: { fakeProbability } });

  it('grants a low fake probability and refuses a high one', () => {
    expect(new Session(required({ fakeThreshold: 0.5 })).show(withFake(0.1), 3)?.outcome).toBe('granted');
    expect(new Session(required({ fakeThreshold: 0.5 })).show(withFake(0.5), 16)?.reason).toBe(
      'fakeSuspected',
    );
  });

  it('does without an optional fake detector only where there is none', () => {
    expect(new Session(contextOf({ fakeThreshold: 0.5 })).show(withFake(0.9), 16)?.reason).toBe(
      'fakeSuspected',
    );
    expect(new Session(contextOf({ fakeThreshold: null })).show(withFake(null), 3)?.outcome).toBe('granted');
    // A detector that is there and says nothing counts against the person.
    expect(new Session(contextOf({ fakeThreshold: 0.5 })).show(withFake(null), 16)?.reason).toBe(
      'fakeSignalMissing',
    );
  });

  it('lets no single frame speak for all that decide', () => {
    const session = new Session(contextOf({ fakeThreshold: 0.5 }));
    session.show(withFake(0.1));
    expect(session.show(withFake(null), 15)?.reason).toBe('fakeSignalMissing');
  });

  it('refuses when a required fake probability is missing, or there is no threshold for it', () => {
    expect(new Session(required({ fakeThreshold: 0.5 })).show(withFake(null), 16)?.reason).toBe(
      'fakeSignalMissing',
    );
    expect(new Session(required()).show(withFake(0), 16)?.reason).toBe('fakeSignalMissing');
  });

  it('does not grant on a threshold that is not a number', () => {
    expect(new Session(required({ fakeThreshold: NaN })).show(withFake(0), 16)?.reason).toBe('fakeSuspected');
    const verdict = new Session(contextOf({ similarityThreshold: NaN })).show(names('a', 1), 16);
    expect(verdict).toMatchObject({ outcome: 'denied', reason: 'unknownSubject', margin: null });
  });

  it.each<[string, FrameChange]>([
    ['similarity', names('a', NaN)],
    ['infinite similarity', names('a', Infinity)],
    ['fake probability', { face: { fakeProbability: NaN } }],
  ])('takes a broken %s for no evidence at all', (_, frame) => {
    const session = new Session();
    expect(session.show(frame, 130)).toMatchObject({ outcome: 'timedOut', reason: 'qualityTooLow' });
  });

  it('takes matches in any order', () => {
    const frame: FrameChange = {
      face: {
        matches: [
          { subjectId: 'b', similarity: 0.1 },
          { subjectId: 'a', similarity: 0.7 },
        ],
      },
    };
    expect(new Session().show(frame, 3)?.subjectId).toBe('a');
  });
});
