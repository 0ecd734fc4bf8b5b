// @vitest-environment happy-dom
/** @file The console's page of rules: what it says before it saves, what it saves, and what it says after. */
import { expect, it, vi } from 'vitest';
import '../../src/console/rules-page.ts';
import type { ConsoleSession } from '../../src/console/site/console-session.ts';
import { choose, find, mount, wordsOf } from '../ui/support/mount.ts';
import { TestSite } from './test-site.ts';

it('says what changes, saves that alone, and counts the doors that have it', async () => {
  const site = await TestSite.make();
  const { rules, doors, link } = site.console();
  const closing = new AbortController();
  void rules.follow(closing.signal);
  await vi.waitFor(() => expect(rules.isRead).toBe(true));
  const facts = { left: 0, revision: 1 };
  const people = { schedules: () => Promise.resolve(new Map([['night', 2]])) };
  const session = Object.assign(new EventTarget(), {
    rules,
    doors,
    link,
    facts,
    people,
  }) as unknown as ConsoleSession;
  rules.addEventListener('change', () => session.dispatchEvent(new Event('change')));
  const page = await mount('fleet-rules', { session });
  expect(wordsOf(page)).toContain('Nothing is decided here yet');
  await choose(page, 'How strict', 'strict');
  expect(wordsOf(page)).toContain('How strict: Each door decides becomes Strict');
  find(page, 'form').dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(rules.decisions).toEqual({ policy: 'strict' }), 20_000);
  await vi.waitFor(() => expect(wordsOf(page)).toContain('0 of 0 doors have taken these rules.'), 20_000);
  // A schedule that somebody has stays: no door would let them in without it.
  const schedules = ['night', 'day'].map((id) => ({ id, name: id, windows: [] }));
  await rules.save({ schedules });
  const toldOnce = /Give these people other hours under People(?!.*Give these people)/u;
  await vi.waitFor(() => expect(wordsOf(page)).toMatch(toldOnce), 20_000);
  closing.abort();
});
