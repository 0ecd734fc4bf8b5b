/** @file A real kiosk session over a real store, unlocked and without camera or models. For tests in a DOM. */
import 'fake-indexeddb/auto';
import { KioskSession } from '../../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS } from '../../../src/storage/settings.ts';
import type { NamedPerson, Subject } from '../../../src/core/template/types.ts';
import { makeSubject } from '../../../simulator/builders.ts';
import { freshStorage, PASSPHRASE } from '../../storage/support.ts';

// happy-dom says null where there are no locks; browsers without them have no such property.
Object.defineProperty(navigator, 'locks', { value: undefined });

export const OPERATOR = 'the operator opens it';

/** Before the first run. */
export function newSession(): KioskSession {
  // What another test typed wrongly must not make this one wait.
  localStorage.clear();
  return new KioskSession('http://localhost/', freshStorage().storage);
}

/** The administrator is at the screen; an operator has a passphrase, too. */
export async function openSession(people: readonly Subject[] = []): Promise<KioskSession> {
  const session = newSession();
  await session.open(await session.storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, Date.now()));
  await session.access.authorise(PASSPHRASE);
  await session.access.changeCredentials({ kind: 'setPassphrase', role: 'operator', passphrase: OPERATOR });
  for (const person of people)
    await session.access.storeFor('enrol').saveSubject(person, 'enrolled', Date.now());
  await session.people.refresh();
  return session;
}

/** Somebody who is enrolled, as screens show them. */
export async function shown(session: KioskSession, id: string): Promise<NamedPerson> {
  const [person] = await session.people.named([id]);
  return person;
}

/** The names of everybody, sorted. */
export async function namesIn({ people }: KioskSession): Promise<readonly string[]> {
  return (await people.named([...people.subjects.keys()])).map(({ name }) => name).sort();
}

/** Somebody whose consent holds for another year. */
export function person(number: number, name: string, change: Partial<Subject> = {}): Subject {
  const nowMs = Date.now();
  return {
    ...makeSubject(number),
    name,
    badge: `B${number}`,
    consent: { textVersion: '1', givenAtMs: nowMs, retainUntilMs: nowMs + 365 * 86_400_000 },
    ...change,
  };
}
