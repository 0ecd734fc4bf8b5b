/** @file What the door says of a liveness check: every prompt, every hint and every dead end has words of its own. */
import { describe, expect, it } from 'vitest';
import { IDLE_VIEW, verdictOf } from '../../../simulator/builders.ts';
import type { DecisionView } from '../../../src/core/decision/types.ts';
import { challengeFailureText, promptText } from '../../../src/locales/challenges.ts';
import { lightAt } from '../../../src/kiosk/check-light.ts';
import { checkWords } from '../../../src/ui/door/check-words.ts';
import type { CheckSituation } from '../../../src/kiosk/check-situation.ts';
import { GESTURES } from '../../core/liveness/simulated-head.ts';

const ASKED = {
  kind: 'turnLeft',
  goal: 16,
  stage: 'act',
  progress: 0.5,
  promptMs: 2_000,
  dueMs: 4_000,
} as const;
const HOLD = { stage: 'hold', progress: 0.5, note: null } as const;
const LIGHT = {
  sequence: { colours: ['blue', 'neutral', 'green'], stepMs: 400 },
  startsAtMs: 1_000,
} as const;
const REFUSED = verdictOf({ outcome: 'denied', reason: 'livenessFailed' });

const wordsOf = (change: Partial<DecisionView>, more: Partial<CheckSituation & { kind: 'live' }> = {}) =>
  checkWords({
    kind: 'live',
    view: { ...IDLE_VIEW, phase: 'challenging', ...change },
    hint: null,
    subjectName: null,
    claimed: false,
    hours: null,
    outdated: false,
    anyOutdated: false,
    hubOverdue: false,
    demo: false,
    opensNothing: false,
    opening: false,
    shining: false,
    ...more,
  });

describe('a challenge on the screen', () => {
  it('has a prompt of its own for every gesture', () => {
    const prompts = GESTURES.map((gesture) => promptText(gesture));
    expect(new Set(prompts).size).toBe(GESTURES.length);
    expect(prompts[0]).toMatch(/little to the left/);
    expect(prompts[1]).toMatch(/far to the left/);
  });

  it('shows a sign, a ring and a way out', () => {
    const words = wordsOf({ challenge: ASKED });
    expect(words).toMatchObject({
      tone: 'guide',
      icon: 'arrow-left',
      ring: 0.5,
      decline: 'Use badge and PIN',
    });
    expect(wordsOf({ challenge: { ...ASKED, progress: 1 } }).advice).toBe('Stay like this');
  });

  it('draws where to turn and how long there is time for it, and no arrow once that is reached', () => {
    expect(wordsOf({ challenge: ASKED })).toMatchObject({
      arrow: 'left',
      time: { fromMs: 2_000, untilMs: 4_000 },
    });
    const reached = wordsOf({ challenge: { ...ASKED, progress: 1, dueMs: null } });
    expect([reached.arrow, reached.time]).toEqual([undefined, undefined]);
    const back = wordsOf({ challenge: { ...ASKED, stage: 'back' } });
    expect([back.arrow, back.time?.untilMs]).toEqual([undefined, 4_000]);
    expect(wordsOf({ challenge: { ...ASKED, kind: 'blink', goal: 2 } }).arrow).toBeUndefined();
  });

  it('draws the same of both levels of a gesture: only the prompt tells how far', () => {
    const looks = (goal: number) => {
      const { icon, arrow, time } = wordsOf({ challenge: { ...ASKED, goal } });
      return { icon, arrow, time };
    };
    expect(looks(16)).toEqual(looks(27));
  });

  it('shows a person who steps back or comes closer, and a mouth, as signs of their own', () => {
    const icons = (['moveBack', 'moveCloser', 'openMouth', 'blink'] as const).map(
      (kind) => wordsOf({ challenge: { ...ASKED, kind } }).icon,
    );
    expect(icons).toEqual(['step-back', 'step-closer', 'mouth-open', 'eye']);
  });

  it('tells nothing beforehand, and has no way out of nothing', () => {
    const words = wordsOf({ challenge: HOLD });
    expect(words).toMatchObject({ icon: 'scan-face', ring: 0.5, title: 'Look straight ahead' });
    expect([words.arrow, words.time]).toEqual([undefined, undefined]);
    expect(words.decline).toBeUndefined();
  });

  it('says why the hold goes on', () => {
    const advice = (['tooEarly', 'secondChance', null] as const).map(
      (note) => wordsOf({ challenge: { ...HOLD, note } }).advice,
    );
    expect(new Set(advice).size).toBe(3);
  });

  it('asks to look straight again', () => {
    expect(wordsOf({ challenge: { ...ASKED, stage: 'back' } }).title).toMatch(/straight ahead again/);
  });

  it('puts a hint about the picture before the hold, and after a prompt', () => {
    const hint = { hint: 'tooDark' } as const;
    expect(wordsOf({ challenge: HOLD }, hint).title).toMatch(/dark/);
    expect(wordsOf({ challenge: HOLD }, { hint: 'moveBack' }).arrow).toBe('back');
    expect(wordsOf({ challenge: ASKED }, hint).title).toMatch(/left/);
  });
});

describe('a refusal', () => {
  it('is called what went wrong', () => {
    const { title } = wordsOf({ phase: 'denied', verdict: { ...REFUSED, challengeFailure: 'tooSlow' } });
    expect(title).toBe('Too slow');
  });

  it('says what to do otherwise for every failure, without a number', () => {
    const texts = (['tooEarly', 'tooSlow', 'wrongMove', 'jumped', 'left'] as const).map(
      (challengeFailure) => {
        const { advice } = wordsOf({ phase: 'denied', verdict: { ...REFUSED, challengeFailure } });
        expect(advice).toBe(challengeFailureText(challengeFailure));
        return advice;
      },
    );
    expect(new Set(texts).size).toBe(5);
    expect(texts.join()).not.toMatch(/\d/);
  });

  it('says the same of a failed answer whether the gallery knows the face or not', () => {
    const told = 'livenessFailed';
    for (const challengeFailure of ['wrongMove', null] as const) {
      const known = wordsOf({ phase: 'denied', verdict: { ...REFUSED, challengeFailure } });
      for (const reason of ['unknownSubject', 'ambiguous', 'notTheClaimedSubject'] as const) {
        const verdict = { ...REFUSED, reason, told, challengeFailure } as const;
        expect(wordsOf({ phase: 'denied', verdict })).toEqual(known);
      }
    }
  });

  it('sends who can do nothing of it to the desk', () => {
    const { advice } = wordsOf({ phase: 'denied', verdict: { ...REFUSED, reason: 'noAlternative' } });
    expect(advice).toMatch(/desk/);
  });
});

describe('the light', () => {
  it('is announced with another way, and then asks for stillness only', () => {
    expect(wordsOf({ light: LIGHT })).toMatchObject({ icon: 'sun', decline: 'Use badge and PIN' });
    expect(wordsOf({ light: LIGHT }, { shining: true }).decline).toBeUndefined();
  });

  it('shows each colour for its time and none before or after', () => {
    expect(lightAt(LIGHT, 400)).toEqual({ colour: null, changesInMs: 600 });
    expect(lightAt(LIGHT, 1_000)).toEqual({ colour: 'blue', changesInMs: 400 });
    expect(lightAt(LIGHT, 1_399)).toEqual({ colour: 'blue', changesInMs: 1 });
    expect(lightAt(LIGHT, 1_400)).toEqual({ colour: 'neutral', changesInMs: 400 });
    expect(lightAt(LIGHT, 2_199)).toEqual({ colour: 'green', changesInMs: 1 });
    expect(lightAt(LIGHT, 2_200)).toEqual({ colour: null, changesInMs: null });
  });
});
