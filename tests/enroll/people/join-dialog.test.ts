// @vitest-environment happy-dom
/** @file Making one record of two, as the operator chooses. */
import { beforeEach, expect, it, vi } from 'vitest';
import '../../../enroll/people/join-dialog.ts';
import type { KioskJoinPeople } from '../../../enroll/people/join-dialog.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import { PIN_HASH } from '../../../simulator/builders.ts';
import { choose, find, heard, mount, press, settle, wordsOf } from '../../ui/support/mount.ts';
import { openSession, person, shown } from '../../ui/support/session.ts';

const ADA = person(1, 'Ada');
const AGAIN = person(2, 'Ada L.', { pin: PIN_HASH, template: ADA.template });
let session: KioskSession;
let dialog: KioskJoinPeople;
let closed: unknown[];

beforeEach(async () => {
  session = await openSession([ADA, AGAIN]);
  dialog = await mount('kiosk-join-people', {
    session,
    pair: { kept: await shown(session, ADA.id), gone: await shown(session, AGAIN.id) },
  });
  closed = heard(dialog, 'closed');
});

it('makes one record with what was chosen of each', async () => {
  await choose(dialog, 'Which badge number and PIN should stay?', 'gone');
  await press(dialog, 'Make one record');
  await vi.waitFor(() => expect(closed).toEqual(['There is now one record of Ada.']));
  const left = await session.people.named([...session.people.subjects.keys()]);
  expect(left).toMatchObject([{ id: ADA.id, name: 'Ada', badge: 'B2', pin: PIN_HASH }]);
});

it('changes nothing where they are two people', async () => {
  await press(dialog, 'They are two people');
  expect(closed).toEqual(['']);
  expect(session.people.subjects.size).toBe(2);
});

it('says which badge number and PIN are needed, before it makes one record', async () => {
  await session.access.store!.changeSubject(AGAIN.id, { accommodations: ['light'] }, Date.now());
  await session.people.refresh();
  const [kept, gone] = await session.people.named([ADA.id, AGAIN.id]);
  dialog.pair = { kept, gone };
  await settle();
  expect(wordsOf(find(dialog, 'kiosk-note'))).toContain('needs the badge number or PIN of the other record');
  await expect(press(dialog, 'Make one record')).rejects.toThrow('disabled');
  await choose(dialog, 'Which badge number and PIN should stay?', 'gone');
  await press(dialog, 'Make one record');
  await vi.waitFor(() => expect(closed).toHaveLength(1));
  expect(session.people.subjects.get(ADA.id)).toMatchObject({ accommodations: ['light'], pin: PIN_HASH });
});
