// @vitest-environment happy-dom
/** @file The card of what is left to do: until each is done or put away, over a reload, and for whom. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DAY_MS } from '../../../src/core/enrolment/retention.ts';
import { SET_UP_TASKS } from '../../../src/core/site/set-up-tasks.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import '../../../src/ui/operator/left-to-do.ts';
import type { KioskLeftToDo } from '../../../src/ui/operator/left-to-do.ts';
import { PASSPHRASE } from '../../storage/support.ts';
import { all, buttonsOf, find, heard, mount, press, settle, wordsOf } from '../support/mount.ts';
import { openSession, OPERATOR, person } from '../support/session.ts';

let session: KioskSession;
let card: KioskLeftToDo;

beforeEach(async () => {
  session = await openSession();
  await session.access.changeCredentials({ kind: 'removeOperator' });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function show(): Promise<readonly (string | undefined)[]> {
  card = await mount('kiosk-left-to-do', { session });
  return tasks();
}

const tasks = (): readonly (string | undefined)[] => all(card, 'li').map((row) => row.dataset.task);

const letDaysPass = (days: number): void => {
  const nowMs = Date.now() + days * DAY_MS;
  vi.spyOn(Date, 'now').mockReturnValue(nowMs);
};

it('holds what a new kiosk lacks, and loses each that is done', async () => {
  expect(await show()).toEqual(['firstPerson', 'output', 'backup', 'operator']);
  await session.access.storeFor('enrol').saveSubject(person(1, 'Ada'), 'enrolled', Date.now());
  await session.people.refresh();
  await session.site.changeSettings({ doorOutput: 'relay' });
  await session.backups.made(1, Date.now());
  expect(await show()).toEqual(['backupTrial', 'operator']);
  await session.backups.tried({ people: 1, shared: 1 }, Date.now());
  await session.access.changeCredentials({ kind: 'setPassphrase', role: 'operator', passphrase: OPERATOR });
  expect(await show()).toEqual([]);
});

it('forgets nothing over a restart, neither what is left nor what was put away', async () => {
  await show();
  await press(card, 'Dismiss : Choose what opens the door');
  await vi.waitFor(() => expect(tasks()).toEqual(['firstPerson', 'backup', 'operator']));
  await session.lock();
  await session.unlock(PASSPHRASE);
  expect(await show()).toEqual(['firstPerson', 'backup', 'operator']);
});

it('is short in the menu until it is unfolded, and nothing where nothing is left', async () => {
  card = await mount('kiosk-left-to-do', { session, folded: true });
  expect(wordsOf(card)).toMatch(/^Left to do: 4 Enrol the first person · Choose what opens the door ·/u);
  expect(tasks()).toEqual([]);
  await press(card, 'Left to do: 4');
  expect(tasks()).toHaveLength(4);
  await session.site.changeSettings({ putAway: SET_UP_TASKS });
  await settle();
  expect(wordsOf(card)).toBe('');
});

it('counts no output that is not wholly set up', async () => {
  await session.site.changeSettings({ doorOutput: 'webhook' });
  expect(await show()).toContain('output');
});

it('says which task is to be done now', async () => {
  await show();
  const asked = heard(card, 'task');
  await press(card, 'Do it now : Save a backup');
  expect(asked).toEqual(['backup']);
});

it('shows an operator only what an operator may do, and lets nobody but the administrator put away', async () => {
  await session.access.changeCredentials({ kind: 'setPassphrase', role: 'operator', passphrase: OPERATOR });
  await session.access.authorise(OPERATOR);
  expect(await show()).toEqual(['firstPerson']);
  expect(buttonsOf(card)).toEqual(['Do it now : Enrol the first person']);
});

it('reminds of a backup after the days that are set, whoever is there and whatever was put away', async () => {
  await session.access.changeCredentials({ kind: 'setPassphrase', role: 'operator', passphrase: OPERATOR });
  await session.access.storeFor('enrol').saveSubject(person(1, 'Ada'), 'enrolled', Date.now());
  await session.people.refresh();
  await session.site.changeSettings({ putAway: ['output', 'backup', 'passkey'] });
  letDaysPass(29);
  expect(await show()).toEqual([]);
  letDaysPass(2);
  expect(await show()).toEqual(['backup']);
  expect(wordsOf(find(card, 'kiosk-note'))).toContain('Days since the set-up, without any backup: 31.');
  expect(buttonsOf(card)).toContain('Do it now : Save a backup');
  await session.access.authorise(OPERATOR);
  expect(await show()).toEqual([]);
  expect(wordsOf(find(card, 'kiosk-note'))).toContain('Ask the administrator to save one.');
  expect(buttonsOf(card)).toEqual([]);
});

it('reminds of no backup where nobody is enrolled', async () => {
  await session.site.changeSettings({ putAway: ['backup'] });
  letDaysPass(400);
  expect(await show()).not.toContain('backup');
});
