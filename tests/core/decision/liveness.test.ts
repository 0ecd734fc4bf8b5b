/** @file What the engine asks of an attempt under each policy, and what becomes of every answer. */
import { describe, expect, it } from 'vitest';
import type { FrameChange } from '../../../simulator/builders.ts';
import type { DecisionState } from '../../../src/core/decision/engine.ts';
import type { SubjectEntry } from '../../../src/core/decision/entry.ts';
import { POLICIES } from '../../../src/core/decision/policies.ts';
import type { DecisionContext, Verdict } from '../../../src/core/decision/types.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { Accommodation } from '../../../src/core/template/types.ts';
import { viewHead } from '../../../simulator/tracked-head/head-model.ts';
import { STRAIGHT, trackerFrame } from '../liveness/simulated-head.ts';
import { ELSEWHERE, NOBODY } from './session.ts';
import { FRAME_MS, Visit } from './visit.ts';

const matchesOf = (subjectId: string, similarity = 0.7) => ({ matches: [{ subjectId, similarity }] });
const UNKNOWN = matchesOf('a', 0.1);

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
      if (visit.asked !== null) stages.add(visit.asked);
      return false;
    });
    expect(stages.size).toBe(2);
    expect(visit.session.verdicts).toMatchObject([{ outcome: 'granted', subjectId: 'a' }]);
    expect(visit.session.phases).toContain('challenging');
  });

  it('never grants before the challenge is over', () => {
    const visit = new Visit('standard', 3);
    const straight = trackerFrame(STRAIGHT, createRng(1));
    expect(visit.session.show(straight, 15, 20)).toBeNull();
    expect(visit.session.phase).toBe('challenging');
  });

  it.each(SEEDS)('asks for a turn in every challenge, and for the light in strict (seed %i)', (seed) => {
    const challenges = new Map<number, string>();
    const visit = new Visit('strict', seed);
    let lit = false;
    const verdict = visit.until(() => {
      lit ||= visit.light !== null;
      const { run, answered = 0 } = visit.session.state.attempt?.liveness ?? {};
      if (run) challenges.set(answered, run.challenge.map(({ kind }) => kind).join(' '));
      return false;
    });
    expect(verdict).toMatchObject({ outcome: 'granted', declined: [] });
    expect(lit).toBe(true);
    expect(challenges.size).toBe(2);
    for (const kinds of challenges.values()) expect(kinds).toMatch(/turn/);
  });
});

describe('somebody whom the gallery does not know', () => {
  it.each(SEEDS)('is asked the same at the same moment as one whom it knows (seed %i)', (seed) => {
    const promptOf = (change: FrameChange['face']) => {
      const visit = new Visit('standard', seed).toPrompt(change);
      return { atMs: visit.session.nowMs, challenge: visit.challenge };
    };
    expect(promptOf(UNKNOWN)).toEqual(promptOf({}));
    const both = [...matchesOf('a', 0.7).matches, ...matchesOf('b', 0.69).matches];
    expect(promptOf({ matches: both })).toEqual(promptOf({}));
  });

  it.each([UNKNOWN, {}])('reads nothing before all was asked, however long that takes', (change) => {
    const visit = new Visit('standard', 1, { refusalOf: () => 'notPermitted' });
    // Nobody is asked anything who does not hold still.
    for (let i = 0; i < 60; i++)
      visit.step({ ...change, pose: { yawDeg: i % 2 === 0 ? 5 : -5, pitchDeg: 0 } });
    expect(visit.session.verdicts).toEqual([]);
    expect(visit.toPrompt(change).session.verdicts).toEqual([]);
  });

  it('is refused as unknown only after the answer', () => {
    const visit = new Visit('standard', 1).toPrompt(UNKNOWN);
    expect(visit.toVerdict(UNKNOWN)).toMatchObject({ reason: 'unknownSubject', challengeFailure: null });
    expect(visit.session.verdicts[0].told).toBeUndefined();
  });

  it.each<[string, (visit: Visit, change: FrameChange['face']) => void]>([
    ['stares', (visit, change) => visit.stare(change)],
    ['jumps', (visit, change) => visit.step({ ...change, box: ELSEWHERE })],
    ['leaves', (visit) => visit.session.show(NOBODY, 14, FRAME_MS)],
    ['makes another move', (visit, change) => visit.stare({ ...change, pose: { yawDeg: 0, pitchDeg: 20 } })],
  ])('is told the same at the same moment as one whom it knows when they %s', (_, fail) => {
    const told = (change: FrameChange['face'], mode?: DecisionContext['mode']) => {
      const visit = new Visit('standard', 2, mode && { mode }).toPrompt(change);
      fail(visit, change);
      const [verdict] = visit.session.verdicts;
      const { challengeFailure, reason, atMs } = verdict;
      return { reason, said: verdict.told ?? reason, challengeFailure, atMs };
    };
    const known = told({});
    expect(known.reason).toBe('livenessFailed');
    expect(told(UNKNOWN)).toEqual({ ...known, reason: 'unknownSubject' });
    const claim = { kind: 'verify', claimedSubjectId: 'a' } as const;
    expect(told({}, claim)).toEqual(known);
    expect(told(matchesOf('b'), claim)).toEqual({ ...known, reason: 'notTheClaimedSubject' });
  });

  it('may turn out to be known by the frames that answer', () => {
    const visit = new Visit('standard', 1).toPrompt(UNKNOWN);
    expect(visit.toVerdict()).toMatchObject({ outcome: 'granted', subjectId: 'a' });
  });

  it.each(['notPermitted', 'outsideSchedule'] as const)('and one refused as %s are asked too', (refusal) => {
    const visit = new Visit('standard', 1, { refusalOf: () => refusal }).toPrompt();
    expect(visit.session.verdicts).toEqual([]);
    expect(visit.toVerdict()).toMatchObject({ reason: refusal, refusedSubjectId: 'a' });
    const failing = new Visit('standard', 1, { refusalOf: () => refusal }).toPrompt();
    expect(failing.stare()).toMatchObject({ reason: 'livenessFailed' });
  });
});

describe('the light', () => {
  const toLight = () => new Visit('strict', 5).toLight();

  it('comes after the challenges, with time for a notice', () => {
    const visit = toLight();
    expect(visit.light?.startsAtMs).toBeGreaterThanOrEqual(visit.session.nowMs + 2_000);
    expect(visit.session.phase).toBe('challenging');
    expect(visit.session.verdicts).toEqual([]);
  });

  it('cannot be waived: whoever declines it is refused at once', () => {
    const visit = toLight();
    expect(visit.session.decline()).toMatchObject({
      outcome: 'denied',
      reason: 'noAlternative',
      declined: ['light'],
    });
    expect(visit.light).toBeNull();
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

  const WALL = [0.3, 0.3, 0.3] as const;
  it.each<[string, FrameChange['face']]>([
    ['nothing of it can be read', { liveness: { light: null } }],
    ['a face in a lit room does not change', { liveness: { light: { skin: WALL, background: WALL } } }],
    [
      'everything is too bright',
      { liveness: { light: { skin: [0.9, 0.8, 0.8], background: [0.9, 0.9, 0.9] } } },
    ],
  ])('refuses when %s', (_, change) => {
    const visit = new Visit('strict', 5).toLight();
    expect(visit.toVerdict(change)).toMatchObject({ outcome: 'denied', reason: 'livenessSignalMissing' });
  });

  it('refuses when most frames were dropped while the colours were on', () => {
    const visit = toLight();
    let verdict: Verdict | null = null;
    for (let i = 0; i < 150 && verdict === null; i++) {
      const shining = visit.session.nowMs >= (visit.light?.startsAtMs ?? Infinity);
      verdict = visit.step({}, shining ? 400 : FRAME_MS);
    }
    expect(verdict).toMatchObject({ outcome: 'denied', reason: 'livenessSignalMissing' });
  });

  it('refuses when the face leaves, or changes for as long as the colours are on', () => {
    const left = toLight();
    left.session.show(NOBODY, 14, FRAME_MS);
    expect(left.session.verdicts).toMatchObject([{ reason: 'livenessFailed' }]);
    const changed = toLight();
    const other = { ...UNKNOWN, liveness: { continuity: 0.69 } };
    const shining = () => (changed.light?.startsAtMs ?? Infinity) <= changed.session.nowMs;
    changed.until(shining);
    changed.until(() => !shining(), other);
    expect(changed.toVerdict()).toMatchObject({ outcome: 'denied', reason: 'livenessFailed' });
  });
});

describe('answers that are none', () => {
  it('asks once for something else of who is too slow, and then refuses', () => {
    const visit = new Visit('standard', 1);
    visit.toPrompt();
    const first = visit.asked;
    const straight = trackerFrame(STRAIGHT, createRng(1));
    visit.session.show(straight, 28, FRAME_MS);
    expect(visit.challenge).toMatchObject({ stage: 'hold', note: 'secondChance' });
    visit.session.show(straight, 10, FRAME_MS);
    expect(visit.asked).not.toBeNull();
    expect(visit.asked).not.toBe(first);
    const promptedMs = visit.session.nowMs;
    expect(visit.stare()).toMatchObject({
      outcome: 'denied',
      reason: 'livenessFailed',
      challengeFailure: 'tooSlow',
    });
    expect(visit.session.nowMs - promptedMs).toBeLessThan(3_000);
    expect(visit.session.state.approaches.failures).toHaveLength(1);
  });

  it.each<[string, FrameChange, number, string]>([
    ['leaves', NOBODY, 14, 'left'],
    ['jumps', { face: { box: ELSEWHERE } }, 1, 'jumped'],
    ['is another face', { face: { liveness: { continuity: 0.1 } } }, 1, 'jumped'],
    ['comes from another source', { source: 'file' }, 1, 'jumped'],
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

  it('ends when a second person enters after the prompt', () => {
    const visit = new Visit('standard', 6).toPrompt();
    visit.session.show({ faceCount: 2 }, 1, FRAME_MS);
    expect(visit.session.verdicts).toMatchObject([{ outcome: 'denied', reason: 'severalFaces' }]);
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

describe('one draw in an attempt', () => {
  const poor = { quality: { sharpness: 0 } };
  const strict = POLICIES.strict;
  it.each<[string, (visit: Visit) => void]>([
    ['a second face', (visit) => visit.session.show({ faceCount: 2 }, 1, FRAME_MS)],
    ['a jump', (visit) => visit.step({ box: ELSEWHERE })],
    ['a cut', (visit) => visit.step({ liveness: { continuity: 0.1 } })],
    ['a glimpse away', (visit) => visit.session.show(NOBODY, 7, FRAME_MS)],
    ['a longer glimpse away', (visit) => visit.session.show(NOBODY, 11, FRAME_MS)],
    ['a covered lens', (visit) => visit.session.show(NOBODY, 30, FRAME_MS)],
    ['no frames for a while', (visit) => visit.session.wait(2_500)],
    ['no frames', (visit) => visit.session.wait(6_000)],
    ['poor frames', (visit) => visit.session.show({ face: poor }, 8, FRAME_MS)],
    [
      'frames without numbers',
      (visit) => visit.session.show({ face: { liveness: { blink: NaN } } }, 8, FRAME_MS),
    ],
    ['another source', (visit) => visit.session.show({ source: 'file' }, 1, FRAME_MS)],
    ['another policy', (visit) => (visit.session.context = { ...visit.session.context, policy: strict })],
    [
      'another threshold',
      (visit) => (visit.session.context = { ...visit.session.context, similarityThreshold: 0.5 }),
    ],
    ['the button', (visit) => visit.session.decline()],
    ['another name', (visit) => visit.until(() => visit.asked !== null, matchesOf('b'))],
  ])('is not followed by another after %s', (_, disturb) => {
    const visit = new Visit('standard', 2).toPrompt();
    const drawn = visit.session.state.attempt?.liveness.run?.challenge;
    disturb(visit);
    for (let i = 0; i < 60 && visit.session.verdicts.length === 0; i++) {
      visit.step();
      const run = visit.session.state.attempt?.liveness.run ?? null;
      if (run !== null) expect(run.challenge).toEqual(drawn);
    }
    expect(visit.session.verdicts[0].outcome).not.toBe('timedOut');
  });
});

describe('one face from first to last', () => {
  it('begins anew when the embedding changes before the prompt', () => {
    const visit = new Visit('standard', 3);
    visit.until(() => visit.challenge?.stage === 'hold');
    visit.step({ liveness: { continuity: 0.1 } });
    expect(visit.session.verdicts).toEqual([]);
    expect(visit.toVerdict()).toMatchObject({ outcome: 'granted' });
  });

  it.each(SEEDS)('refuses the photo of the owner after a stranger has answered (seed %i)', (seed) => {
    const drifts = { liveness: { continuity: 0.69 } };
    const stranger = { ...UNKNOWN, ...drifts };
    for (const before of [stranger, {}]) {
      const visit = new Visit('standard', seed).toPrompt(before);
      visit.until(() => visit.challenge === null, stranger);
      expect(visit.toVerdict(drifts)).toMatchObject({ outcome: 'denied', reason: 'livenessFailed' });
    }
  });

  it.each(SEEDS)('refuses the stranger after the photo of the owner was shown (seed %i)', (seed) => {
    const stranger = { ...UNKNOWN, liveness: { continuity: 0.69 } };
    const visit = new Visit('standard', seed).toPrompt();
    expect(visit.toVerdict(stranger)).toMatchObject({ outcome: 'denied', reason: 'unknownSubject' });
  });

  it('grants nobody whom another of the gallery answered for', () => {
    const visit = new Visit('standard', 3).toPrompt();
    visit.until(() => visit.challenge === null, matchesOf('b', 0.8));
    expect(visit.toVerdict()).toMatchObject({ outcome: 'denied', reason: 'livenessFailed' });
  });

  it('wants each answer of strict from the same person', () => {
    const visit = new Visit('strict', 3).toPrompt();
    visit.until(() => visit.challenge?.stage === 'hold', { ...UNKNOWN, liveness: { continuity: 0.69 } });
    expect(visit.toVerdict()).toMatchObject({ outcome: 'denied', reason: 'livenessFailed' });
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

  it.each(['standard', 'strict'] as const)('refuses another face for the turn alone: %s', (policy) => {
    for (let seed = 0; seed < 20; seed++) {
      const turnedBy = (similarity: number) => {
        const visit = new Visit(policy, seed);
        for (;;) {
          const verdict = visit.stepWith((yawDeg) =>
            Math.abs(yawDeg) > 9 ? { matches: [{ subjectId: 'a', similarity }] } : {},
          );
          if (verdict !== null) return verdict;
        }
      };
      expect(turnedBy(0.1)).toMatchObject({ outcome: 'denied', reason: 'livenessFailed' });
      expect(turnedBy(0.7).outcome).toBe('granted');
    }
  });

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
  /** The places of a picture that stays as it is. */
  const { shape } = viewHead({ yawDeg: 0, pitchDeg: 0, noisePx: 0 }, createRng(1));

  it.each(SEEDS)(
    'is asked for in every challenge, and missing counts against the person (seed %i)',
    (seed) => {
      for (const policy of ['standard', 'strict'] as const) {
        expect(new Visit(policy, seed).toVerdict()?.outcome).toBe('granted');
        const flat = new Visit(policy, seed).toVerdict({ liveness: { shape: [NaN] } });
        expect(flat).toMatchObject({ outcome: 'denied', reason: 'livenessSignalMissing' });
      }
    },
  );

  it.each(SEEDS)('refuses a face that turns like a picture (seed %i)', (seed) => {
    expect(new Visit('standard', seed).toVerdict({ liveness: { shape } })?.outcome).toBe('denied');
  });

  it('wants it of both challenges of strict', () => {
    const visit = new Visit('strict', 2).toPrompt();
    visit.until(() => visit.challenge?.stage === 'hold', { liveness: { shape } });
    expect(visit.toVerdict()?.outcome).toBe('denied');
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

describe('what detectors say of the frames', () => {
  it.each(SEEDS)('counts in all of them: 0.99 in three quarters is refused (seed %i)', (seed) => {
    let frame = 0;
    const visit = new Visit('standard', seed);
    let verdict: Verdict | null = null;
    // The quarter that looks real is the end of the attempt.
    while (verdict === null) {
      const { attempt } = visit.session.state;
      const over = attempt !== null && attempt.liveness.answered > 0;
      verdict = visit.step({ fakeProbability: over || ++frame % 8 === 0 ? 0.01 : 0.99 });
    }
    expect(verdict).toMatchObject({ outcome: 'denied', reason: 'fakeSuspected' });
  });

  it('counts in the last ones by themselves', () => {
    const visit = new Visit('standard', 2).toPrompt();
    visit.until(() => visit.challenge?.stage === 'back', { fakeProbability: 0.01 });
    expect(visit.toVerdict({ fakeProbability: 0.9 })?.reason).toBe('fakeSuspected');
  });

  it('is not forgotten when the attempt begins anew before the prompt', () => {
    const visit = new Visit('standard', 2, { attackThreshold: 0.5 });
    const bad = { fakeProbability: 0.99, liveness: { attackProbability: 0.99 } };
    for (let i = 0; i < 60; i++) {
      const verdict = visit.step(i % 4 === 3 ? { ...bad, box: ELSEWHERE } : bad);
      expect(verdict).toBeNull();
    }
    expect(visit.toVerdict({ liveness: { attackProbability: 0.01 } })?.outcome).toBe('denied');
  });
});

describe('"Use badge and PIN"', () => {
  it.each(SEEDS)('ends what is asked at once, and draws nothing else (seed %i)', (seed) => {
    for (const change of [{}, UNKNOWN]) {
      const visit = new Visit('standard', seed).toPrompt(change);
      const { asked } = visit;
      const verdict = visit.session.decline();
      expect(verdict).toMatchObject({ outcome: 'denied', reason: 'noAlternative', declined: [asked] });
      expect(verdict?.told).toBeUndefined();
      expect(visit.challenge).toBeNull();
    }
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

describe('an accommodation', () => {
  const entry = (change: Partial<SubjectEntry>): SubjectEntry => ({
    ...{ rule: 'face', accommodations: [], hasBadge: true, hasPin: true },
    ...change,
  });
  /** Of subject a; nobody else has one. */
  const eased = (...accommodations: Accommodation[]): Partial<DecisionContext> => ({
    entryOf: (id) => entry(id === 'a' ? { accommodations } : {}),
  });
  /** What was asked until somebody was refused, or recognised and asked for badge and PIN. */
  const kindsAsked = (visit: Visit, change: FrameChange['face'] = {}) => {
    const kinds = new Set<string>();
    const verdict = visit.until(() => {
      if (visit.asked !== null) kinds.add(visit.asked);
      if (visit.light !== null) kinds.add('light');
      return visit.session.phase === 'awaitingHeld';
    }, change);
    return { verdict, held: visit.session.last?.view.held ?? null, kinds: [...kinds].join(' ') };
  };
  const BOTH = { subjectId: 'a', factor: 'badgeAndPin' };

  it.each<[Accommodation, RegExp]>([
    ['light', /light/],
    ['turn', /turn/],
    ['nod', /look/],
    ['blink', /blink/],
    ['mouth', /Mouth/],
    ['move', /move/],
  ])('%s spares what it names, and whom', (accommodation, what) => {
    let asked = '';
    let recognised = 0;
    for (const seed of [...SEEDS, 7, 8, 9, 10, 11, 12]) {
      const { verdict, held, kinds } = kindsAsked(new Visit('strict', seed, eased(accommodation)));
      expect(verdict?.outcome).not.toBe('granted');
      recognised += held?.factor === 'badgeAndPin' ? 1 : 0;
      expect(kinds).not.toMatch(what);
      asked += kindsAsked(new Visit('strict', seed, eased(accommodation)), matchesOf('b')).kinds;
    }
    expect(asked).toMatch(what);
    // Of 300 people under strict one is refused by chance.
    expect(recognised).toBeGreaterThanOrEqual(11);
  });

  it('leaves the face alone with nothing else to ask for', () => {
    const all = eased('light', 'turn', 'nod', 'blink', 'mouth', 'move');
    const { held, kinds } = kindsAsked(new Visit('strict', 1, all));
    expect(held).toEqual(BOTH);
    expect(kinds).toBe('');
    const other = kindsAsked(new Visit('strict', 1, all), UNKNOWN);
    expect(other.kinds).not.toBe('');
    expect(other.verdict?.outcome).toBe('denied');
  });

  it('helps nobody who is recognised after it was used', () => {
    const visit = new Visit('standard', 3, eased('turn')).toPrompt();
    const { liveness } = { liveness: { continuity: 0.69 } };
    expect(visit.toVerdict({ ...matchesOf('b'), liveness })).toMatchObject({ outcome: 'denied' });
  });

  it('ends with the record that says so', () => {
    const visit = new Visit('standard', 3, eased('turn')).toPrompt();
    visit.session.context = { ...visit.session.context, ...eased() };
    expect(visit.toVerdict()).toMatchObject({ outcome: 'denied', reason: 'livenessFailed' });
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
