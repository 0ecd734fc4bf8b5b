// @vitest-environment happy-dom
/** @file Giving somebody a PIN, and taking it away. */
import { beforeEach, expect, it, vi } from 'vitest';
import '../../../enroll/people/pin-dialog.ts';
import type { KioskPinDialog } from '../../../enroll/people/pin-dialog.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import { isPin } from '../../../src/storage/keys/pin.ts';
import { PIN_HASH } from '../../../simulator/builders.ts';
import { all, buttonsOf, find, heard, mount, press, settle, type, wordsOf } from '../../ui/support/mount.ts';
import { openSession, person, shown } from '../../ui/support/session.ts';

const PIN = '402857';
const ADA = person(1, 'Ada', { badge: null });
const BOB = person(2, 'Bob', { pin: PIN_HASH });

let session: KioskSession;
let dialog: KioskPinDialog;
let done: unknown[];

beforeEach(async () => {
  session = await openSession([ADA, BOB]);
  dialog = await mount('kiosk-pin-dialog', { session, subject: await shown(session, BOB.id) });
  done = heard(dialog, 'done');
});

async function typePin(pin: string, repeat = pin): Promise<void> {
  await type(dialog, 'New PIN', pin);
  await type(dialog, 'The same PIN again', repeat);
  await press(dialog, 'Save the PIN');
}

function alert(): string {
  return wordsOf(find(dialog, '[role=alert]'));
}

it('stores the PIN that was typed twice, and says so', async () => {
  await typePin(PIN);
  await vi.waitFor(() => expect(done).toEqual(['Bob has a new PIN.']), { timeout: 60_000 });
  expect(await isPin(PIN, session.people.subjects.get(BOB.id)!.pin)).toBe(true);
});

it.each([
  ['', '', 'Let the person choose a PIN.'],
  [PIN, '402858', 'The two PINs are not the same.'],
  ['123456', '123456', 'Too easy to guess'],
  ['4028', '4028', 'at least 6 digits'],
])('says what is wrong with “%s” and “%s”', async (pin, repeat, problem) => {
  await typePin(pin, repeat);
  expect(alert()).toContain(problem);
  expect(all(dialog, '[loading]')).toEqual([]);
  expect(session.people.subjects.get(BOB.id)!.pin).toEqual(PIN_HASH);
});

it('takes a PIN away', async () => {
  await press(dialog, 'Remove the PIN');
  await vi.waitFor(() => expect(done).toEqual(['Bob no longer has a PIN.']));
  expect(session.people.subjects.get(BOB.id)!.pin).toBeNull();
});

it.each([
  ['an accommodation', { accommodations: ['nod'] }, 'face and badge with PIN'],
  ['a rule, and no badge', { entryRule: 'faceAndHeld', badge: null }, 'asks this person for badge or PIN'],
] as const)('takes no PIN away that is needed for %s', async (_, change, words) => {
  await session.access.store!.changeSubject(BOB.id, change, Date.now());
  await session.people.refresh();
  dialog.subject = await shown(session, BOB.id);
  await settle();
  await press(dialog, 'Remove the PIN');
  expect(alert()).toContain(words);
  expect(done).toEqual([]);
  expect(session.people.subjects.get(BOB.id)!.pin).toEqual(PIN_HASH);
});

it('asks for the badge number of whom has none, and stores both', async () => {
  dialog.subject = await shown(session, ADA.id);
  await settle();
  expect(buttonsOf(dialog)).not.toContain('Remove the PIN');
  await type(dialog, 'Badge number', 'b2');
  await typePin(PIN);
  expect(alert()).toContain('Somebody else has this badge number.');
  await type(dialog, 'Badge number', 'a1');
  await press(dialog, 'Save the PIN');
  await vi.waitFor(() => expect(done).toEqual(['Ada has a new PIN.']));
  expect(session.people.subjects.get(ADA.id)!.badge).toBe('A1');
});

it('stores nothing when it is given up', async () => {
  await type(dialog, 'New PIN', PIN);
  await press(dialog, 'Cancel');
  expect(done).toEqual(['']);
  expect(session.people.subjects.get(BOB.id)!.pin).toEqual(PIN_HASH);
});
