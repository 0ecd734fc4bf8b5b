// @vitest-environment happy-dom
/** @file The page of enrolment: how its steps follow each other, and how it is left. */
import { subjectsOf } from '../storage/support.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '../../enroll/enrol-page.ts';
import type { KioskEnrolPage } from '../../enroll/enrol-page.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { BUILT_IN_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import { hashPin } from '../../src/storage/keys/pin.ts';
import { OPERATOR_IDLE_MS } from '../../src/ui/elements/idle-timer.ts';
import { buttonsOf, find, heard, mount, press, settle, type, wordsOf } from '../ui/support/mount.ts';
import { openSession, person } from '../ui/support/session.ts';

const PIN = '402857';
let session: KioskSession;
let page: KioskEnrolPage;
let left: unknown[];

beforeEach(async () => {
  session = await openSession([person(1, 'Ada')]);
  page = await mount('kiosk-enrol-page', { session });
  left = heard(session, 'navigate');
});

afterEach(() => {
  vi.useRealTimers();
});

/** Consents without a face, and types what the form asks for. */
async function fillInWithoutAFace(name: string): Promise<void> {
  await press(page, 'Without my face: badge and PIN');
  await press(page, 'Yes, I agree');
  await type(page, 'Name', name);
  await type(page, 'Badge number', 'E1');
  await type(page, 'PIN', PIN);
  await type(page, 'The same PIN again', PIN);
}

async function enrolWithoutAFace(name: string): Promise<void> {
  await fillInWithoutAFace(name);
  await press(page, 'Enrol without a face');
}

it('asks for consent first, and goes back to the door after a no', async () => {
  expect(page.dataset.step).toBe('consent');
  await press(page, 'No, go back');
  expect(left).toEqual(['check']);
  expect(session.people.subjects.size).toBe(1);
});

it('leads from consent over the details to the end, and stores what was said', async () => {
  await enrolWithoutAFace('Eve');
  await vi.waitFor(() => expect(page.dataset.step).toBe('done'), { timeout: 60_000 });
  await settle();
  expect(wordsOf(find(page, 'h1'))).toBe('Eve is enrolled');
  const people = await session.people.named([...session.people.subjects.keys()]);
  const eve = people.find(({ name }) => name === 'Eve');
  expect(eve).toMatchObject({ badge: 'E1', template: null });
  expect(eve?.consent.textVersion).toBe(`${BUILT_IN_TEXT_VERSION.faceless}+365d/en`);
  await press(page, 'Enrol another');
  expect(page.dataset.step).toBe('consent');
});

it('says why nobody was stored, and leads back to the details', async () => {
  session.access.dismiss();
  await enrolWithoutAFace('Eve');
  await vi.waitFor(() => expect(page.dataset.step).toBe('failed'));
  await settle();
  expect(wordsOf(page)).toContain('Ask the administrator');
  expect(wordsOf(page)).toContain('Nothing was stored.');
  await press(page, 'Try again');
  expect(page.dataset.step).toBe('details');
});

it('shows who is enrolled, and enrols one of them anew', async () => {
  await press(page, 'People');
  expect(page.dataset.step).toBe('people');
  await press(page, 'Open Ada');
  await press(find(page, 'kiosk-person'), 'Enrol again');
  expect(page.dataset.step).toBe('consent');
  expect(wordsOf(find(page, 'h1'))).toBe('Ada, may this door remember your face again?');
});

it('opens with the people where it is told to', async () => {
  page = await mount('kiosk-enrol-page', { session, view: 'people' });
  expect(page.dataset.step).toBe('people');
  expect(buttonsOf(page)).toContain('Open Ada');
});

it('enrols nobody during the demo', async () => {
  vi.spyOn(session, 'demo', 'get').mockReturnValue(true);
  page = await mount('kiosk-enrol-page', { session });
  expect(page.dataset.step).toBe('demo');
  expect(buttonsOf(page)).not.toContain('Yes, I agree');
});

it('goes back to the door when nobody touches it for a while', () => {
  vi.useFakeTimers();
  page.dispatchEvent(new Event('pointerdown'));
  vi.advanceTimersByTime(OPERATOR_IDLE_MS - 1);
  expect(left).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(left).toEqual(['check']);
});

it('stores nobody once it is left', async () => {
  await fillInWithoutAFace('Eve');
  find(page, 'form').dispatchEvent(new Event('submit', { cancelable: true }));
  page.remove();
  // Takes as long as it would to store Eve, and longer.
  await hashPin(PIN);
  await hashPin(PIN);
  const store = session.access.storeFor('enrol');
  await store.saveSubject(person(2, 'Bob'), 'enrolled', Date.now());
  const { subjects } = await subjectsOf(store);
  expect(subjects.map(({ name }) => name).sort()).toEqual(['Ada', 'Bob']);
});
