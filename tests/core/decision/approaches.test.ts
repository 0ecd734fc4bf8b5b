/** @file Badge or PIN after the face, and the hour in which too many strangers came. */
import { describe, expect, it } from 'vitest';
import { addUnmatched, faceAloneOpens, NO_APPROACHES } from '../../../src/core/decision/approaches.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { SubjectEntry } from '../../../src/core/decision/entry.ts';
import { POLICIES } from '../../../src/core/decision/policies.ts';
import { contextOf, ELSEWHERE, names, NOBODY, Session, STRANGER, SWAPPED, TOO_FAR } from './session.ts';

const HOUR_MS = 3_600_000;
const HOLDS: SubjectEntry = { rule: 'face', accommodations: [], hasBadge: true, hasPin: true };
const askingFor = (change: Partial<SubjectEntry>) => contextOf({ entryOf: () => ({ ...HOLDS, ...change }) });

describe('badge or PIN after the face', () => {
  const PIN = askingFor({ rule: 'faceAndHeld' });
  const recognised = (context = PIN) => {
    const session = new Session(context);
    session.show(names('a'), 3);
    return session;
  };

  it.each([
    [{ rule: 'faceAndHeld' }, 'pin'],
    [{ rule: 'faceAndHeld', hasPin: false }, 'badge'],
    [{ accommodations: ['turn'] }, 'badgeAndPin'],
  ] as const)('opens only once it was shown (%j)', (change, factor) => {
    const session = recognised(askingFor(change));
    expect(session.verdicts).toEqual([]);
    expect(session.last?.view).toMatchObject({ phase: 'awaitingHeld', held: { subjectId: 'a', factor } });
    session.show(names('a'), 100);
    expect(session.verdicts).toEqual([]);
    expect(session.acceptHeld()).toMatchObject({
      outcome: 'granted',
      reason: 'matched',
      subjectId: 'a',
      held: factor,
      source: 'camera',
    });
    session.show(names('a'), 35);
    expect(session.phase).toBe('cooldown');
    expect(session.verdicts).toHaveLength(1);
  });

  it('refuses who has neither', () => {
    const session = recognised(askingFor({ rule: 'faceAndHeld', hasPin: false, hasBadge: false }));
    expect(session.verdicts).toMatchObject([
      { outcome: 'denied', reason: 'heldLacking', subjectId: null, refusedSubjectId: 'a' },
    ]);
  });

  it.each<[string, (session: Session) => void]>([
    ['the time is over', (session) => session.show(names('a'), 460)],
    ['somebody takes their place', (session) => session.show(SWAPPED)],
    ['another subject stands there', (session) => session.show(names('b'), 4)],
    ['they leave', (session) => session.show(NOBODY, 130)],
    [
      'they come back as somebody else',
      (session) => {
        session.show(NOBODY, 30);
        session.show(STRANGER, 8);
      },
    ],
    ['they cancel', (session) => session.cancelHeld()],
    ['the camera is gone', (session) => session.wait(11_000)],
  ])('refuses when %s, and counts no failure', (_what, happens) => {
    const session = recognised();
    happens(session);
    session.wait(1);
    expect(session.verdicts).toMatchObject([
      { outcome: 'timedOut', reason: 'heldNotGiven', subjectId: null, refusedSubjectId: 'a' },
    ]);
    expect(session.state.approaches.failures).toEqual([]);
    expect(session.acceptHeld()).toBeNull();
  });

  it('waits for who looks down to type', () => {
    const session = recognised();
    session.show(NOBODY, 30);
    session.show(TOO_FAR, 20);
    session.show(names('a'), 5);
    expect(session.acceptHeld()?.outcome).toBe('granted');
  });

  it('refuses whose hours ended while they typed', () => {
    const session = recognised();
    session.context = { ...PIN, refusalOf: () => 'outsideSchedule' };
    expect(session.acceptHeld()).toMatchObject({ outcome: 'denied', reason: 'outsideSchedule' });
  });

  it('is not asked in a rehearsal, which opens nothing', () => {
    expect(recognised({ ...PIN, rehearsal: true }).verdicts).toMatchObject([{ outcome: 'granted' }]);
  });
});

describe('strangers within an hour', () => {
  const convenience = contextOf({ policy: POLICIES.convenience, entryOf: () => HOLDS });

  /** A stranger's face for `frames` frames, then nobody. */
  const passes = (session: Session, frames: number) => {
    session.show(STRANGER, frames);
    session.show(NOBODY, 12);
  };

  it('are as many as would let in one a day by chance', () => {
    for (const [policy, limit] of [
      [POLICIES.convenience, 4],
      [POLICIES.standard, 41],
      [POLICIES.strict, 416],
    ] as const) {
      let approaches = NO_APPROACHES;
      for (let face = 0; face < limit; face++) approaches = addUnmatched(approaches, null, face, policy);
      expect(faceAloneOpens(approaches, limit, policy)).toBe(true);
      for (let face = 0; face < limit; face++)
        approaches = addUnmatched(approaches, null, limit + face, policy);
      expect(faceAloneOpens(approaches, 2 * limit, policy)).toBe(false);
      expect(approaches.unmatched).toHaveLength(limit + 1);
      expect(faceAloneOpens(approaches, 2 * limit + HOUR_MS, policy)).toBe(true);
    }
  });

  it('are counted though each leaves before an answer, and then the face alone does not open', () => {
    const session = new Session(convenience);
    for (let face = 0; face < 5; face++) passes(session, 2);
    expect(session.verdicts).toEqual([]);
    session.show(names('a'), 3);
    expect(session.last?.view.held).toEqual({ subjectId: 'a', factor: 'pin' });
    expect(session.acceptHeld()?.outcome).toBe('granted');
    session.show(NOBODY, 50);
    session.wait(HOUR_MS);
    session.show(names('a'), 3);
    expect(session.verdicts.at(-1)).toMatchObject({ outcome: 'granted' });
    expect(session.verdicts.at(-1)).not.toHaveProperty('held');
  });

  it('are one while one waits beside a queue, and a few if they stay for an hour', () => {
    const session = new Session(convenience);
    const waiting = names('a', 0.1, { faceKey: 7, box: ELSEWHERE });
    const comes = (minutes: number) => {
      for (let time = 0; time < minutes * 4; time++) {
        session.show(names('a', 0.7, { liveness: { continuity: 0.1 } }));
        session.show(names('a', 0.7), 50);
        session.show(names('a', 0.1, { faceKey: 7, box: ELSEWHERE, liveness: { continuity: 0.1 } }));
        session.show(waiting, 98);
      }
    };
    comes(4);
    expect(session.state.approaches.unmatched).toHaveLength(1);
    comes(4);
    expect(session.state.approaches.unmatched).toHaveLength(2);
    // Another face, and this one when it asks for it, are counted at once.
    session.show(names('a', 0.1, { faceKey: 8, liveness: { continuity: 0.1 } }));
    session.show(names('a', 0.1, { faceKey: 8 }), 2);
    session.show(NOBODY, 12);
    session.show(waiting, 60);
    session.retry();
    session.show(waiting, 60);
    expect(session.state.approaches.unmatched.map(({ faceKey }) => faceKey)).toEqual([7, 7, 8, null]);
  });

  it('open nothing by chance though 2,400 faces are shown within an hour', () => {
    const random = createRng(5);
    const session = new Session(convenience);
    let fits = 0;
    for (let face = 0; face < 2_400; face++) {
      // One face in eighty fits somebody by chance.
      const similarity = random() < 1 / 80 ? 0.7 : 0.1;
      if (similarity > 0.5) fits++;
      session.show(names('a', similarity, { faceKey: face, liveness: { continuity: 0.1 } }));
      session.show(names('a', similarity, { faceKey: face }), 2);
      if (session.phase === 'awaitingHeld') session.cancelHeld();
      session.show(NOBODY, 12);
    }
    expect(fits).toBeGreaterThan(20);
    const grants = session.verdicts.filter(({ outcome }) => outcome === 'granted');
    expect(grants.length).toBeLessThanOrEqual(1);
  });

  it('are counted by faces, not by frames', () => {
    const session = new Session(convenience);
    session.show(STRANGER, 3_000);
    expect(session.state.approaches.unmatched).toHaveLength(1);
    session.show(NOBODY, 40);
    expect(session.state.approaches.unmatched).toHaveLength(1);
  });

  it.each([
    ['one face takes the place of another', () => [SWAPPED, STRANGER, STRANGER]],
    [
      'the picture jumps',
      (face: number) => {
        const there = names('a', 0.1, {
          box: face % 2 === 0 ? ELSEWHERE : { x: 20, y: 120, width: 180, height: 180 },
        });
        return [there, there, there];
      },
    ],
  ])('are counted where %s without a gap', (_what, framesOf) => {
    const session = new Session(convenience);
    for (let face = 0; face < 6; face++) for (const frame of framesOf(face)) session.show(frame);
    session.show(NOBODY, 12);
    expect(session.state.approaches.unmatched.length).toBeGreaterThan(4);
  });

  it('are counted once more each time that a refused one asks to be judged, or the menu is opened', () => {
    const session = new Session(convenience);
    for (let time = 0; time < 3; time++) {
      session.show(STRANGER, 60);
      session.retry();
    }
    session.show(STRANGER, 3);
    session.reset();
    session.show(STRANGER, 3);
    session.reset();
    expect(session.state.approaches.unmatched).toHaveLength(5);
  });

  it('are neither passers-by with too few good frames, nor people whom the gallery knows', () => {
    const session = new Session(convenience);
    for (let face = 0; face < 20; face++) {
      passes(session, 1);
      session.show(TOO_FAR, 20);
      session.show(NOBODY, 12);
      session.show({ ...STRANGER, faceCount: 2 }, 5);
      session.show(NOBODY, 12);
      session.show(names('a'), 3);
      session.show(NOBODY, 45);
    }
    expect(session.state.approaches.unmatched).toEqual([]);
    expect(session.verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(20);
  });
});

describe('a device that is too slow for the policy', () => {
  const TOO_SLOW = { gapMs: 500, cameraGapMs: 33, stride: 3, settled: true } as const;
  const standard = () => new Session(contextOf({ policy: POLICIES.standard, random: createRng(1) }));
  const known = { ...names('a'), pace: TOO_SLOW };

  it('says so to whoever comes, and to nobody who passes by', () => {
    const session = standard();
    session.show({ ...TOO_FAR, pace: TOO_SLOW }, 5, 500);
    session.show(known, 2, 500);
    expect(session.verdicts).toEqual([]);
    session.show(known, 2, 500);
    expect(session.verdicts).toMatchObject([{ outcome: 'denied', reason: 'deviceTooSlow' }]);
  });

  /** Somebody is prompted, then the kiosk is slow, and they leave: so many times. */
  function slowAfterPrompts(visits: number, slow: Parameters<Session['show']>[0]): Session {
    const session = standard();
    for (let visit = 0; visit < visits; visit += 1) {
      session.show(names('a'), 14);
      expect(session.phase).toBe('challenging');
      session.show(slow, 1, 500);
      expect(session.verdicts).toHaveLength(visit + 1);
      session.show(NOBODY, 50);
    }
    return session;
  }

  it('counts that as nobody’s failure, however often and also after a prompt', () => {
    const session = slowAfterPrompts(8, known);
    expect(session.verdicts.every(({ reason }) => reason === 'deviceTooSlow')).toBe(true);
    expect(session.state.approaches).toMatchObject({ failures: [], closed: [] });
  });

  it('draws nothing anew for whoever darkens the camera after a prompt, and counts it', () => {
    const session = slowAfterPrompts(5, { ...known, pace: { ...TOO_SLOW, cameraGapMs: TOO_SLOW.gapMs } });
    expect(session.verdicts.every(({ reason }) => reason === 'livenessSignalMissing')).toBe(true);
    expect(session.state.approaches.closed).toMatchObject([{ subjectId: 'a' }]);
  });

  it('says the same to whom nobody knows', () => {
    const session = standard();
    session.show({ ...STRANGER, pace: TOO_SLOW }, 4, 500);
    expect(session.verdicts).toMatchObject([{ reason: 'deviceTooSlow' }]);
    expect(session.verdicts[0].told).toBeUndefined();
  });
});
