// @vitest-environment happy-dom
/** @file Records: what the list says of an entry, and what the filters find. */
import { beforeEach, expect, it, vi } from 'vitest';
import { verdictOf } from '../../../../simulator/builders.ts';
import type { KioskSession } from '../../../../src/kiosk/session.ts';
import type { KioskRecordsPanel } from '../../../../src/ui/operator/records/records-panel.ts';
import '../../../../src/ui/operator/records/records-panel.ts';
import { all, choose, find, heard, mount, press, type, wordsOf } from '../../support/mount.ts';
import { openSession, person } from '../../support/session.ts';

const ADA = person(1, 'Ada');
const VERDICT = verdictOf({ subjectId: ADA.id, margin: 0.4321 });
const NOON = new Date(2026, 4, 5, 12).getTime();

let session: KioskSession;
let panel: KioskRecordsPanel;

beforeEach(async () => {
  session = await openSession([ADA]);
  const store = session.access.store!;
  await store.appendAudit({ kind: 'verdict', verdict: VERDICT }, NOON);
  const refused = { ...VERDICT, outcome: 'denied', reason: 'unknownSubject', subjectId: null } as const;
  await store.appendAudit({ kind: 'verdict', verdict: refused }, NOON + 1_000);
  await store.appendAudit({ kind: 'deleted', subjectId: 'feedbeef-0000' }, NOON + 2_000);
  panel = await mount('kiosk-records-panel', { session });
  await vi.waitFor(() => expect(rows().length).toBeGreaterThan(3));
});

function rows(): string[] {
  return all(panel, '.entries li').map(wordsOf);
}

it('shows the newest entry first, with its number', () => {
  const numbers = rows().map((row) => Number(/No\. (\d+)/u.exec(row)?.[1]));
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  expect(numbers.at(-1)).toBe(0);
});

it('names who is enrolled, and says of others that they no longer are', async () => {
  await vi.waitFor(() => expect(rows()[2]).toContain('Ada'));
  expect(rows()[0]).toContain('No longer enrolled (feedbeef)');
  expect(rows()[1]).not.toContain('enrolled');
});

it('never says how near somebody came', () => {
  expect(wordsOf(panel)).not.toMatch(/0[.,]43|43\s?%|4321/u);
});

it('finds entries by their outcome', async () => {
  await choose(panel, 'Outcome', 'denied');
  expect(rows()).toHaveLength(1);
  expect(find(panel, '.entries li').className).toBe('denied');
});

it('finds entries by what they are', async () => {
  await choose(panel, 'What', 'deleted');
  expect(rows()).toHaveLength(1);
  expect(rows()[0]).toContain('feedbeef');
});

it('finds entries by a part of the name, and says when there are none', async () => {
  await type(panel, 'Person', 'ad');
  await vi.waitFor(() => expect(rows().every((row) => row.includes('Ada'))).toBe(true));
  expect(rows().length).toBeGreaterThan(0);
  await type(panel, 'Person', 'nobody');
  expect(rows()).toEqual([]);
  expect(wordsOf(find(panel, 'kiosk-pager'))).toBe('Nothing found');
});

it('finds entries by the day', async () => {
  await type(panel, 'From', '2026-05-05');
  await type(panel, 'To', '2026-05-05');
  expect(rows()).toHaveLength(3);
  await type(panel, 'To', '2026-05-04');
  expect(rows()).toEqual([]);
});

it('keeps one wish while another is changed', async () => {
  const wishes = heard(find(panel, 'kiosk-records-filters'), 'wish');
  await choose(panel, 'Outcome', 'granted');
  await type(panel, 'Person', 'Ada');
  expect(wishes.at(-1)).toMatchObject({ outcome: 'granted', person: 'Ada' });
});

it('says that the log is whole', async () => {
  await press(panel, 'Check the log');
  await vi.waitFor(() => expect(wordsOf(find(panel, 'kiosk-note'))).toContain('intact'));
});

it('says who may not read it', async () => {
  session.access.dismiss();
  const other = await mount('kiosk-records-panel', { session });
  await vi.waitFor(() => expect(wordsOf(find(other, '[role=alert]'))).toContain('Ask the administrator'));
});

it('folds the filters on a narrow screen, also when the tablet is turned while they are shown', async () => {
  const screen = (window as unknown as { happyDOM: { setViewport(size: { width: number }): void } }).happyDOM;
  const isOpen = () => find(panel, 'details').hasAttribute('open');
  screen.setViewport({ width: 390 });
  await vi.waitFor(() => expect(isOpen()).toBe(false));
  screen.setViewport({ width: 1024 });
  await vi.waitFor(() => expect(isOpen()).toBe(true));
});
