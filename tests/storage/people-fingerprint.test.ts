/** @file Two kiosks show the same fingerprint while they hold the same people, and another once one person differs. */
import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { makeFacelessSubject, makeSubject } from '../../simulator/builders.ts';
import { everybody } from '../../src/kiosk/import-review.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { backupOf, freshStore, PASSPHRASE } from './support.ts';

const consent = { textVersion: '1', givenAtMs: 1, retainUntilMs: 1e9 };
const PEOPLE = [
  makeSubject(1, { consent }),
  { ...makeFacelessSubject(2), consent },
  makeSubject(3, { consent }),
];

const fingerprintOf = (store: OpenStore) => store.fingerprint();

it('is that of the people, over devices, keys, and the order in which they came', async () => {
  const [{ store: one }, { store: other }, { store: third }] = [
    await freshStore(),
    await freshStore(),
    await freshStore(),
  ];
  for (const person of PEOPLE) await one.saveSubject(person, 'enrolled', 2);
  for (const person of PEOPLE.toReversed()) await third.saveSubject(person, 'enrolled', 2);
  await other.importBackup(await backupOf(one, PASSPHRASE), PASSPHRASE, 3, everybody);
  const fingerprint = await fingerprintOf(one);
  expect(fingerprint).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){3}$/);
  expect(await fingerprintOf(other)).toBe(fingerprint);
  expect(await fingerprintOf(third)).toBe(fingerprint);
  await other.changeSubject(PEOPLE[0].id, { suspendedAtMs: 5 }, 5);
  expect(await fingerprintOf(other)).not.toBe(fingerprint);
  await third.eraseSubject(PEOPLE[1].id, 5);
  expect(await fingerprintOf(third)).not.toBe(fingerprint);
});
