/** @file What is heard at the door: which sound, which words, by which voice, and never a name. */
import { describe, expect, it, vi } from 'vitest';
import { IDLE_VIEW, verdictOf } from '../../../simulator/builders.ts';
import type { DecisionView, Phase } from '../../../src/core/decision/types.ts';
import { Announcer, announcementOf } from '../../../src/ui/door/announcer.ts';
import type { CheckSituation } from '../../../src/kiosk/check-situation.ts';
import { Chimes } from '../../../src/ui/door/chimes.ts';
import { offlineVoice, Speaker } from '../../../src/ui/door/speaker.ts';

const NAME = 'Person A';

function live(view: Partial<DecisionView>, demo = false, opensNothing = false): CheckSituation {
  return {
    kind: 'live',
    view: { ...IDLE_VIEW, ...view },
    hint: null,
    subjectName: NAME,
    claimed: false,
    hours: null,
    outdated: false,
    anyOutdated: false,
    hubOverdue: false,
    demo,
    opensNothing,
    opening: false,
    shining: false,
  };
}

const CHALLENGE = {
  kind: 'turnLeft',
  goal: 12,
  stage: 'act',
  progress: 0.2,
  note: null,
  mayDecline: true,
} as unknown as NonNullable<DecisionView['challenge']>;
const GRANTED = live({ phase: 'granted', verdict: verdictOf() });
const REFUSED = live({
  phase: 'denied',
  verdict: verdictOf({ outcome: 'denied', reason: 'unknownSubject', subjectId: null }),
});
const WRONG_PAD = {
  kind: 'open',
  asks: 'badgeAndPin',
  instead: false,
  checking: false,
  problem: 'wrong',
  waitS: 0,
} as const;
const WRONG_PIN: CheckSituation = { kind: 'pin', pad: WRONG_PAD };

describe('announcementOf', () => {
  it('says a prompt, a yes and a no', () => {
    expect(announcementOf(live({ phase: 'challenging', challenge: CHALLENGE }))).toMatchObject({
      chime: 'prompt',
      text: 'Turn your head a little to the left',
    });
    expect(announcementOf(GRANTED)).toMatchObject({ chime: 'granted', text: 'Welcome. Please come in.' });
    expect(announcementOf(REFUSED)).toMatchObject({ chime: 'refused' });
    expect(announcementOf(REFUSED)?.text).toMatch(/^Not recognised\. If you are enrolled/);
    expect(announcementOf(WRONG_PIN)?.chime).toBe('refused');
    expect(announcementOf(live({ ...GRANTED, phase: 'granted' }, true))?.text).toContain('Demo');
    const nothing = announcementOf(live({ phase: 'granted', verdict: verdictOf() }, false, true));
    expect(nothing?.text).toBe('Recognised. This is a demonstration: it opens nothing.');
    expect(announcementOf({ ...GRANTED, opening: true } as CheckSituation)).toBeNull();
    expect(announcementOf({ kind: 'doorFailed', trouble: 'unanswered' })).toMatchObject({
      chime: 'refused',
      text: 'You are recognised, but the door did not answer. Please ask at the desk.',
    });
  });

  it('asks for what a recognised person holds, and says no to what is wrong', () => {
    const pad = { ...WRONG_PAD, asks: 'pin' } as const;
    const held = { subjectId: 'a', factor: 'pin' } as const;
    expect(announcementOf({ kind: 'held', held, pad: { ...pad, problem: null } })).toMatchObject({
      chime: 'prompt',
      text: 'Now your PIN',
    });
    expect(announcementOf({ kind: 'held', held, pad })?.chime).toBe('refused');
  });

  it.each<Phase>([
    'searching',
    'positioning',
    'challenging',
    'deciding',
    'granted',
    'denied',
    'timedOut',
    'cooldown',
    'awaitingHeld',
  ])('names nobody while %s', (phase) => {
    for (const demo of [false, true]) {
      for (const opensNothing of [false, true]) {
        const view = { phase, verdict: verdictOf(), challenge: CHALLENGE };
        const said = announcementOf(live(view, demo, opensNothing));
        expect(said?.text ?? '').not.toContain(NAME);
      }
    }
  });
});

describe('Announcer', () => {
  function door() {
    const chimes = { play: vi.fn(() => Promise.resolve()) };
    const speaker = { say: vi.fn(), stop: vi.fn() };
    return { announcer: new Announcer(chimes, speaker), chimes, speaker };
  }

  it('announces each thing once', () => {
    const { announcer, chimes, speaker } = door();
    for (const situation of [GRANTED, GRANTED, live({}), REFUSED, REFUSED]) {
      announcer.follow(situation, 'speech', 'en');
    }
    expect(chimes.play.mock.calls).toEqual([['granted'], ['refused']]);
    expect(speaker.say).toHaveBeenCalledTimes(2);
  });

  it('sounds without speaking, or neither, as it is set', () => {
    const { announcer, chimes, speaker } = door();
    announcer.follow(GRANTED, 'sounds', 'en');
    expect(chimes.play).toHaveBeenCalledOnce();
    announcer.follow(REFUSED, 'off', 'en');
    expect(chimes.play).toHaveBeenCalledOnce();
    expect(speaker.say).not.toHaveBeenCalled();
  });

  it('announces a second wrong PIN like the first', () => {
    const { announcer, chimes } = door();
    const checking: CheckSituation = {
      kind: 'pin',
      pad: { kind: 'open', asks: 'badgeAndPin', instead: false, checking: true, problem: null, waitS: 0 },
    };
    for (const situation of [WRONG_PIN, checking, WRONG_PIN]) announcer.follow(situation, 'sounds', 'en');
    expect(chimes.play).toHaveBeenCalledTimes(2);
  });
});

const voice = (lang: string, localService: boolean, isDefault = false) => ({
  name: lang,
  lang,
  localService,
  default: isDefault,
});

describe('offlineVoice', () => {
  it('never takes a voice that needs a network', () => {
    expect(offlineVoice([voice('en-US', false, true)], 'en')).toBeNull();
    expect(offlineVoice([voice('en-US', false, true), voice('en-GB', true)], 'en')?.lang).toBe('en-GB');
  });

  it('takes the very region first, then the default, then the first, and no other language', () => {
    const voices = [
      voice('de-DE', true, true),
      voice('en_AU', true),
      voice('en-US', true, true),
      voice('en_GB', true),
    ];
    expect(offlineVoice(voices, 'en-gb')?.lang).toBe('en_GB');
    expect(offlineVoice(voices, 'en')?.lang).toBe('en-US');
    expect(offlineVoice(voices.slice(0, 2), 'en')?.lang).toBe('en_AU');
    expect(offlineVoice(voices, 'ru')).toBeNull();
    // Another language may begin with the same letters.
    expect(offlineVoice([voice('enm', true)], 'en')).toBeNull();
  });
});

describe('Speaker', () => {
  function synthesis(voices: readonly ReturnType<typeof voice>[]) {
    const spoken: { text: string; voice: unknown; lang: string }[] = [];
    const double = {
      getVoices: () => voices,
      cancel: vi.fn(),
      speak: (utterance: (typeof spoken)[number]) => spoken.push(utterance),
    };
    const utter = (text: string) => ({ text, voice: null, lang: '' }) as unknown as SpeechSynthesisUtterance;
    return { speaker: new Speaker(double as unknown as SpeechSynthesis, utter), spoken, double };
  }

  it('speaks by an offline voice, and breaks off what was being said', () => {
    const { speaker, spoken, double } = synthesis([voice('en-GB', true)]);
    speaker.say('Welcome', 'en');
    expect(spoken).toMatchObject([{ text: 'Welcome', lang: 'en-GB', voice: { name: 'en-GB' } }]);
    expect(double.cancel).toHaveBeenCalledOnce();
    expect(speaker.canSpeak('en')).toBe(true);
  });

  it('is silent where there is no offline voice or no speech at all', () => {
    const { speaker, spoken } = synthesis([voice('en-US', false)]);
    speaker.say('Welcome', 'en');
    expect(spoken).toEqual([]);
    expect(speaker.canSpeak('en')).toBe(false);
    const mute = new Speaker(null);
    mute.say('Welcome', 'en');
    expect(mute.canSpeak('en')).toBe(false);
  });
});

describe('Chimes', () => {
  function audio() {
    const starts: number[] = [];
    const clock = { nowMs: 0, resumeTakesMs: 0 };
    const context = {
      currentTime: 2,
      destination: {},
      resume: () => {
        clock.nowMs += clock.resumeTakesMs;
        return Promise.resolve();
      },
      suspend: vi.fn(() => Promise.resolve()),
      close: vi.fn(() => Promise.resolve()),
      createGain: () => ({
        gain: { setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn() },
        connect: vi.fn(),
      }),
      createOscillator: () => ({
        frequency: { value: 0 },
        connect: vi.fn(),
        start: (atS: number) => starts.push(atS),
        stop: vi.fn(),
      }),
    };
    const make = vi.fn(() => context as unknown as AudioContext);
    return { chimes: new Chimes(make, () => clock.nowMs), make, context, starts, clock };
  }

  it('plays the tones of a chime one after another, on one context', async () => {
    const { chimes, make, starts } = audio();
    await chimes.play('granted');
    expect(starts).toHaveLength(3);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    await chimes.play('prompt');
    expect(starts).toHaveLength(4);
    expect(make).toHaveBeenCalledOnce();
    chimes.close();
  });

  it('lets the sound output rest between people, and gives it back in the end', async () => {
    vi.useFakeTimers();
    try {
      const { chimes, context } = audio();
      await chimes.play('refused');
      vi.advanceTimersByTime(2_000);
      await chimes.play('granted');
      vi.advanceTimersByTime(2_000);
      expect(context.suspend).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1_000);
      expect(context.suspend).toHaveBeenCalledOnce();
      chimes.close();
      expect(context.close).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes no harm where the output cannot rest, as Firefox says of one that is gone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    try {
      const { chimes, context } = audio();
      let refusals = 0;
      // No mock: one that is told of a rejection handles it.
      const refuse = (): Promise<void> => {
        refusals += 1;
        return Promise.reject(new DOMException('The output is closed.', 'InvalidStateError'));
      };
      Object.assign(context, { suspend: refuse, close: refuse });
      await chimes.play('granted');
      vi.advanceTimersByTime(3_000);
      chimes.close();
      expect(refusals).toBe(2);
      // Node tells of a rejection once the microtasks are done.
      await new Promise((resolve) => setImmediate(resolve));
      expect(rejections).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
      vi.useRealTimers();
    }
  });

  it('plays nothing late, after the browser has kept the page silent', async () => {
    const { chimes, clock, starts } = audio();
    clock.resumeTakesMs = 5_000;
    await chimes.play('refused');
    expect(starts).toEqual([]);
    chimes.close();
  });

  it('does without Web Audio, and without a sound output', async () => {
    await new Chimes(null).play('granted');
    const broken = new Chimes(() => {
      throw new Error('no output');
    });
    await expect(broken.play('granted')).resolves.toBeUndefined();
  });
});
