// @vitest-environment happy-dom
/** @file The operator's menu: who gets in, and what each role finds there. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeSubject } from '../../../simulator/builders.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import { GATE_IDLE_MS, LAST_CALL_MS, OPERATOR_IDLE_MS } from '../../../src/ui/elements/idle-timer.ts';
import type { KioskOperatorMenu } from '../../../src/ui/operator/operator-menu.ts';
import '../../../src/ui/operator/operator-menu.ts';
import { PASSPHRASE } from '../../storage/support.ts';
import {
  all,
  buttonsOf,
  choose,
  field,
  find,
  heard,
  mount,
  press,
  settle,
  type,
  wordsOf,
} from '../support/mount.ts';
import { openSession, OPERATOR } from '../support/session.ts';

const FOR_BOTH = [
  ...['Enrol somebody', 'People', 'Records', 'Health', 'Drill', 'Demo with a video', 'Check the set-up'],
  'Lock the kiosk',
];
const FOR_ADMINISTRATORS = [
  ...['Settings', 'Who may unlock', 'Export a backup', 'Import a backup', 'Door output'],
];

let session: KioskSession;
let menu: KioskOperatorMenu;

beforeEach(async () => {
  session = await openSession();
  session.access.dismiss();
  menu = await mount('kiosk-operator-menu', { session });
  menu.open();
  await settle();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Where a press leads is in the dialog's title. */
function title(): string | null {
  return find(menu, 'wa-dialog').getAttribute('label');
}

async function enter(passphrase: string): Promise<void> {
  await type(menu, 'Passphrase', passphrase);
  await press(menu, 'Continue');
  await vi.waitFor(() => expect(title()).toBe('Operator menu'), { timeout: 60_000 });
  await settle();
}

it('asks for a passphrase first: without one nobody can even lock the kiosk', () => {
  expect(title()).toBe('For the operator');
  for (const item of [...FOR_BOTH, ...FOR_ADMINISTRATORS]) expect(buttonsOf(menu)).not.toContain(item);
});

it('shows everything to the administrator', async () => {
  await enter(PASSPHRASE);
  expect(buttonsOf(menu)).toEqual(expect.arrayContaining([...FOR_BOTH, ...FOR_ADMINISTRATORS]));
  expect(wordsOf(menu)).not.toContain('Only the administrator can change settings');
});

it('shows the operator what an operator may do, and says who does the rest', async () => {
  await enter(OPERATOR);
  expect(buttonsOf(menu)).toEqual(expect.arrayContaining(FOR_BOTH));
  for (const item of FOR_ADMINISTRATORS) expect(buttonsOf(menu)).not.toContain(item);
  expect(wordsOf(menu)).toContain('Only the administrator can change settings');
});

it('shows itself once it no longer moves: the card above it would push it away under a finger', async () => {
  const hidden = () => find(menu, 'wa-dialog > .stack').classList.contains('unsettled');
  const seen: boolean[] = [];
  const list = vi.spyOn(session.storage, 'credentials').mockImplementation(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    seen.push(hidden());
    return { operatorPassphrase: true, recoveryCode: true, passkeys: [] };
  });
  await enter(PASSPHRASE);
  expect(seen).toEqual([true]);
  expect(hidden()).toBe(false);
  // Where the list cannot be read, the menu works all the same.
  list.mockRejectedValue(new Error('The database is away.'));
  await press(menu, 'Demo with a video');
  await press(menu, 'Back to the menu');
  await vi.waitFor(() => expect(hidden()).toBe(false));
});

it('lets nobody in with a wrong passphrase', async () => {
  await type(menu, 'Passphrase', 'not the one');
  await press(menu, 'Continue');
  await vi.waitFor(() => expect(all(menu, '[role=alert]')).toHaveLength(1));
  expect(title()).toBe('For the operator');
  expect(session.access.role).toBeNull();
});

it('says how long to wait after too many wrong passphrases', async () => {
  for (let wrong = 0; wrong < 4; wrong += 1) {
    await expect(session.access.authorise('not the one')).rejects.toThrow();
  }
  await type(menu, 'Passphrase', PASSPHRASE);
  await press(menu, 'Continue');
  await vi.waitFor(() =>
    expect(wordsOf(find(menu, '[role=alert]'))).toMatch(/Too many wrong tries. Wait 0:1\d/),
  );
  expect(title()).toBe('For the operator');
});

it.each([
  ['Records', 'kiosk-records-panel'],
  ['Settings', 'kiosk-settings-panel'],
  ['Who may unlock', 'kiosk-access-panel'],
  ['Export a backup', 'kiosk-export-panel'],
  ['Import a backup', 'kiosk-import-panel'],
  ['Door output', 'kiosk-door-output-panel'],
])('leads to “%s” and back', async (item, panel) => {
  await enter(PASSPHRASE);
  await press(menu, item);
  expect(title()).toBe(item);
  expect(all(menu, panel)).toHaveLength(1);
  await press(menu, item === 'Settings' ? 'Cancel' : 'Back to the menu');
  expect(title()).toBe('Operator menu');
});

it.each([
  ['Enrol somebody', 'enrol'],
  ['People', 'people'],
])('closes for “%s”, and says which', async (item, view) => {
  await enter(OPERATOR);
  const asked = heard(menu, 'enrol');
  const closed = heard(menu, 'closed');
  await press(menu, item);
  expect(asked).toEqual([view]);
  // As the dialog says it of itself, once it has closed.
  find(menu, 'wa-dialog').dispatchEvent(new Event('wa-after-hide'));
  expect(closed).toHaveLength(1);
  expect(wordsOf(menu)).toBe('');
});

it('lets an operator lock the kiosk', async () => {
  await enter(OPERATOR);
  await press(menu, 'Lock the kiosk');
  await vi.waitFor(() => expect(session.access.store).toBeNull());
  expect(wordsOf(menu)).toBe('');
});

it('closes soon while nobody has shown who they are: no face is judged meanwhile', () => {
  vi.useFakeTimers();
  const closed = heard(menu, 'closed');
  menu.dispatchEvent(new Event('pointerdown'));
  vi.advanceTimersByTime(GATE_IDLE_MS - 1);
  expect(closed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(closed).toHaveLength(1);
});

it('closes after a while without a touch', async () => {
  await enter(OPERATOR);
  vi.useFakeTimers();
  const closed = heard(menu, 'closed');
  menu.dispatchEvent(new Event('pointerdown'));
  vi.advanceTimersByTime(OPERATOR_IDLE_MS - 1);
  expect(closed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(closed).toHaveLength(1);
});

/** As the dialog asks before it closes, by its button or Escape. */
function hide(): Event {
  const event = new Event('wa-hide', { cancelable: true });
  find(menu, 'wa-dialog[label="Settings"]').dispatchEvent(event);
  return event;
}

it('asks before it closes with settings that are not saved', async () => {
  const closed = heard(menu, 'closed');
  await enter(PASSPHRASE);
  await press(menu, 'Settings');
  expect(hide().defaultPrevented).toBe(false);
  await choose(menu, 'How strict', 'strict');
  expect(hide().defaultPrevented).toBe(true);
  await settle();
  await press(menu, 'Keep editing');
  expect(field(menu, 'How strict').value).toBe('strict');
  expect(closed).toEqual([]);
  expect(hide().defaultPrevented).toBe(true);
  await settle();
  await press(menu, 'Leave without saving');
  expect(closed).toHaveLength(1);
});

it('warns before it closes by itself with settings that are not saved, and then closes', async () => {
  await enter(PASSPHRASE);
  await press(menu, 'Settings');
  await choose(menu, 'How strict', 'strict');
  vi.useFakeTimers();
  const closed = heard(menu, 'closed');
  menu.dispatchEvent(new Event('pointerdown'));
  await vi.advanceTimersByTimeAsync(OPERATOR_IDLE_MS - LAST_CALL_MS - 1);
  expect(all(menu, 'kiosk-leave-question')).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(wordsOf(find(menu, 'kiosk-leave-question'))).toContain('It closes soon');
  await vi.advanceTimersByTimeAsync(LAST_CALL_MS);
  expect(closed).toHaveLength(1);
  expect(all(menu, 'kiosk-leave-question')).toEqual([]);
  expect(session.site.settings.policy).toBe('standard');
});

it.each([
  ['Access hours', 'Cancel'],
  ['Consent text', 'Cancel'],
])('names “%s” in its heading while it is shown', async (button, back) => {
  await enter(PASSPHRASE);
  await press(menu, 'Settings');
  await press(menu, button);
  expect(title()).toBe(button);
  await press(menu, back);
  expect(title()).toBe('Settings');
});

it('says nothing more of an output’s address when another output is chosen', async () => {
  await enter(PASSPHRASE);
  await press(menu, 'Door output');
  await choose(menu, 'How the door is opened', 'webhook');
  await press(menu, 'Save');
  await vi.waitFor(() => expect(wordsOf(find(menu, '[role=alert]'))).toContain('https://'));
  await choose(menu, 'How the door is opened', 'mqtt');
  expect(all(menu, '[role=alert]')).toEqual([]);
});

it('asks before the typed address of an output is lost', async () => {
  await enter(PASSPHRASE);
  await press(menu, 'Door output');
  await choose(menu, 'How the door is opened', 'webhook');
  await type(menu, 'Address', 'https://door.example/open');
  await press(menu, 'Back to the menu');
  expect(all(menu, 'kiosk-door-output-panel')).toHaveLength(1);
  await press(menu, 'Leave without saving');
  expect(title()).toBe('Operator menu');
});

it('puts what belongs together under one heading', async () => {
  await enter(PASSPHRASE);
  const groups = all(menu, '.groups section').map((group) => [
    wordsOf(find(group, 'h3')),
    ...buttonsOf(group),
  ]);
  expect(groups).toEqual([
    ['People and visits', 'Enrol somebody', 'People', 'Records'],
    ['The door', 'Settings', 'Door output', 'Drill', 'Demo with a video'],
    ['Health and backups', 'Health', 'Check the set-up', 'Export a backup', 'Import a backup'],
    ['This kiosk', 'Who may unlock', 'Fleet', 'Lock the kiosk'],
  ]);
});

it('stays shut when the passphrase turns out right after it was closed', async () => {
  await type(menu, 'Passphrase', OPERATOR);
  await press(menu, 'Continue');
  menu.close();
  await vi.waitFor(() => expect(session.access.role).toBe('operator'));
  await settle();
  expect(find(menu, 'wa-dialog').hasAttribute('open')).toBe(false);
});

it('names whose face was refused too often, and opens it again', async () => {
  const consent = { textVersion: '1', givenAtMs: 1, retainUntilMs: Date.now() + 86_400_000 };
  const { id, name } = makeSubject(1, { consent });
  await session.access.store!.saveSubject(makeSubject(1, { consent }), 'enrolled', Date.now());
  await session.people.refresh();
  session.approaches.value = {
    ...session.approaches.value,
    closed: [{ subjectId: id, untilMs: performance.now() + 270_000 }],
  };
  await enter(OPERATOR);
  const closed = find(menu, 'kiosk-closed-faces');
  await vi.waitFor(() =>
    expect(wordsOf(closed)).toContain(`the face of ${name} failed too often. It opens nothing for 5 min.`),
  );
  await press(closed, `Open it again for ${name}`);
  await vi.waitFor(() => expect(session.approaches.closedAt(performance.now())).toEqual([]));
  const entries = await session.access.store!.auditEntries();
  expect(entries.at(-1)?.event).toEqual({ kind: 'faceReopened', subjectId: id });
  await settle();
  expect(wordsOf(closed)).toBe('');
});
