// @vitest-environment happy-dom
/** @file The door's panel: which words each end of an attempt has, and that none says how near anybody came. */
import { nothing, render } from 'lit';
import { expect, it, vi } from 'vitest';
import type { Verdict } from '../../../src/core/decision/types.ts';
import { IDLE_VIEW, verdictOf } from '../../../simulator/builders.ts';
import type { CheckSituation } from '../../../src/kiosk/check-situation.ts';
import { checkWords } from '../../../src/ui/door/check-words.ts';
import { wordsPanel } from '../../../src/ui/door/check-panel.ts';
import { all, find, press, settle, wordsOf } from '../support/mount.ts';

/** Margins that would be seen in the words. */
const VERDICT = verdictOf({ margin: 0.4321 });

function live(
  verdict: Partial<Verdict>,
  change: Partial<CheckSituation & { kind: 'live' }> = {},
): CheckSituation {
  const whole = { ...VERDICT, ...verdict };
  return {
    kind: 'live',
    view: { ...IDLE_VIEW, phase: whole.outcome, verdict: whole, untilMs: 9_000 },
    hint: null,
    subjectName: 'Ada',
    claimed: false,
    demo: false,
    opensNothing: false,
    opening: false,
    shining: false,
    outdated: false,
    anyOutdated: false,
    hubOverdue: false,
    hours: null,
    ...change,
  };
}

const UNPRESSED = { decline: () => undefined, retry: () => undefined };

async function show(situation: CheckSituation, on = UNPRESSED): Promise<HTMLElement> {
  render(wordsPanel(checkWords(situation), 'none', on, nothing), document.body);
  await settle();
  return document.body;
}

const DENIED: readonly Verdict['reason'][] = [
  'unknownSubject',
  'notTheClaimedSubject',
  'ambiguous',
  'fakeSuspected',
  'livenessFailed',
  'qualityTooLow',
  'faceLost',
  'notPermitted',
  'outsideSchedule',
];

it('welcomes by name whom the door lets in', async () => {
  expect(wordsOf(await show(live({})))).toBe('Welcome, Ada Please come in.');
  expect(wordsOf(await show(live({}, { opening: true })))).toContain('The door is being opened.');
});

it('says in the demo that the door stays shut', async () => {
  expect(wordsOf(await show(live({}, { demo: true })))).toContain('The door stays shut.');
});

it.each(DENIED)('says what to do after “%s”, without a name and without a number', async (reason) => {
  const words = wordsOf(await show(live({ outcome: 'denied', reason }, { subjectName: null })));
  expect(words.length).toBeGreaterThan(10);
  expect(words).not.toMatch(/\d|%|Ada|undefined/u);
});

it('never says how near somebody came', async () => {
  for (const reason of DENIED) {
    const words = [];
    for (const margin of [-0.4321, -0.001]) {
      words.push(wordsOf(await show(live({ outcome: 'denied', reason, margin }))));
    }
    expect(words[0]).toBe(words[1]);
  }
});

it('says when somebody may come who came at the wrong hour', async () => {
  const situation = live({ outcome: 'denied', reason: 'outsideSchedule' }, { hours: 'Mon–Fri 08:00–18:00' });
  expect(wordsOf(await show(situation))).toContain('You may enter Mon–Fri 08:00–18:00.');
});

it('lets who was refused and stays ask to be judged again', async () => {
  const retry = vi.fn();
  const refused = live({ outcome: 'denied', reason: 'unknownSubject' });
  if (refused.kind !== 'live') throw new Error('not live');
  for (const view of [
    { ...refused.view, mayRetry: true },
    { ...refused.view, mayRetry: true, phase: 'cooldown', verdict: null },
  ] as const) {
    await show({ ...refused, view }, { ...UNPRESSED, retry });
    await press(document.body, 'Try again');
  }
  expect(retry).toHaveBeenCalledTimes(2);
  await show(refused);
  expect(all(document.body, 'button')).toEqual([]);
});

it.each([
  ['unlogged', 'The door did not open'],
  ['unanswered', 'You are recognised, but the door did not answer'],
] as const)('owns up to a door that stayed shut (%s)', async (trouble, title) => {
  const panel = await show({ kind: 'doorFailed', trouble });
  expect(wordsOf(find(panel, 'h1'))).toBe(title);
  expect(all(panel, '[aria-live=assertive]')).toHaveLength(1);
});

it('has a button for who cannot do what is asked', async () => {
  const decline = vi.fn();
  const words = { ...checkWords({ kind: 'preparing' }), decline: 'I cannot blink' };
  render(wordsPanel(words, 'none', { ...UNPRESSED, decline }, nothing), document.body);
  await press(document.body, 'I cannot blink');
  expect(decline).toHaveBeenCalledOnce();
});
