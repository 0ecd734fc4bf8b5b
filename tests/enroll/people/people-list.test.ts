// @vitest-environment happy-dom
/** @file The list of people: found, paged, and each with what may be done. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import '../../../enroll/people/people-list.ts';
import type { KioskPeople } from '../../../enroll/people/people-list.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import type { Subject } from '../../../src/core/template/types.ts';
import { BUILT_IN_TEXT_VERSION } from '../../../src/core/site/consent-text.ts';
import { MODEL_A, operatingPoint, PIN_HASH } from '../../../simulator/builders.ts';
import { withRaw } from '../../storage/support.ts';
import {
  all,
  buttonsOf,
  choose,
  find,
  heard,
  mount,
  press,
  settle,
  type,
  wordsOf,
} from '../../ui/support/mount.ts';
import { openSession, person } from '../../ui/support/session.ts';

let session: KioskSession;
let list: KioskPeople;

async function show(people: readonly Subject[]): Promise<void> {
  session = await openSession(people);
  list = await mount('kiosk-people', { session });
}

function names(): string[] {
  return all(list, '.people .who').map(wordsOf);
}

describe('a list of three', () => {
  beforeEach(() =>
    show([
      person(1, 'Zoë', { suspendedAtMs: 5 }),
      person(2, 'Ada', { template: null, pin: PIN_HASH, badge: 'K7' }),
      person(3, 'Bob', { badge: null }),
    ]),
  );

  it('is in the order of the names, with the badge numbers', () => {
    expect(names()).toEqual(['Ada K7', 'Bob', 'Zoë B1']);
  });

  it('finds by name or badge number', async () => {
    await type(list, 'Find by name or badge number', 'zoe');
    expect(names()).toEqual(['Zoë B1']);
    await type(list, 'Find by name or badge number', 'k7');
    expect(names()).toEqual(['Ada K7']);
    await type(list, 'Find by name or badge number', 'nobody');
    expect(names()).toEqual([]);
    expect(wordsOf(find(list, 'kiosk-pager'))).toBe('Nothing found');
  });

  it('says who is suspended and who has no face here, and shows no embedding', () => {
    const rows = all(list, '.people li').map(wordsOf);
    expect(rows[0]).toContain('No face: badge and PIN only');
    expect(rows[1]).not.toContain('Suspended');
    expect(rows[2]).toContain('Suspended');
  });

  it('says whose PIN is easy to guess, once it was typed at the door', async () => {
    const [, bob] = all(list, '.people li');
    session.people.noteGuessablePin(person(2, 'Ada').id);
    list.requestUpdate();
    await settle();
    const advice = 'PIN is easy to guess: let the person choose another, under PIN';
    expect(wordsOf(all(list, '.people li')[0])).toContain(advice);
    expect(wordsOf(bob)).not.toContain(advice);
  });

  it('says whose badge number the door cannot take, and what to do', async () => {
    await show([person(1, 'Ada', { badge: 'A-1' }), person(2, 'Bob', { badge: 'A1' })]);
    const [ada, bob] = all(list, '.people li').map(wordsOf);
    const advice = 'Badge number cannot be typed at the door: give another under Open → Edit';
    expect(ada).toContain(advice);
    expect(bob).not.toContain(advice);
  });

  it('says when somebody was let in last, once the log is read', async () => {
    await vi.waitFor(() => expect(wordsOf(list)).toContain('Last let in: never'));
  });

  it('asks for somebody new', async () => {
    const asked = heard(list, 'enrol');
    await press(list, 'Enrol somebody');
    expect(asked).toHaveLength(1);
  });

  it('opens the record that was pressed, and closes it again', async () => {
    await press(list, 'Open Bob');
    const dialog = find(list, 'kiosk-person wa-dialog');
    expect(dialog.getAttribute('label')).toBe('Bob');
    dialog.dispatchEvent(new Event('wa-after-hide'));
    await settle();
    expect(dialog.hasAttribute('open')).toBe(false);
  });

  it('asks before it deletes, and nobody is gone until then', async () => {
    await press(list, 'Open Bob');
    await press(find(list, 'kiosk-person'), 'Delete');
    const question = find(list, 'kiosk-delete-person wa-dialog');
    expect(question.hasAttribute('open')).toBe(true);
    expect(question.getAttribute('label')).toBe('Delete Bob?');
    expect(session.people.subjects.size).toBe(3);
    await press(question, 'Delete for good');
    await vi.waitFor(() => expect(names()).toEqual(['Ada K7', 'Zoë B1']));
    expect(buttonsOf(question)).toEqual(['Save the receipt', 'Done']);
    const closed = heard(find(list, 'kiosk-delete-person'), 'closed');
    await press(question, 'Done');
    expect(closed).toEqual([true]);
  });

  it('keeps whom the operator decides to keep', async () => {
    await press(list, 'Open Bob');
    await press(find(list, 'kiosk-person'), 'Delete');
    const question = find(list, 'kiosk-delete-person wa-dialog');
    const closed = heard(find(list, 'kiosk-delete-person'), 'closed');
    await press(question, 'Keep');
    expect(closed).toEqual([false]);
    expect(question.hasAttribute('open')).toBe(false);
    expect(names()).toHaveLength(3);
  });

  it('leads to enrolling anew', async () => {
    const asked = heard(list, 'reenrol');
    await press(list, 'Open Zoë');
    await press(find(list, 'kiosk-person'), 'Enrol again');
    expect(asked).toMatchObject([{ name: 'Zoë' }]);
  });
});

it('says who was enrolled without a view, finds them, and offers to enrol them anew', async () => {
  await show([
    person(1, 'Ada', { skippedViews: ['left', 'up'] }),
    person(2, 'Bob', { skippedViews: [] }),
    person(3, 'Eve'),
  ]);
  const [ada, bob, eve] = all(list, '.people li').map(wordsOf);
  expect(ada).toContain('Enrolled without these views: left, up');
  expect([bob, eve].join()).not.toContain('without');
  await choose(list, 'Show', 'viewsMissing');
  expect(names()).toEqual(['Ada B1']);
  const asked = heard(list, 'reenrol');
  await press(list, 'Enrol again Ada');
  expect(asked).toMatchObject([{ name: 'Ada' }]);
});

it('finds who agreed to another text, or was told that the log is kept for a shorter time', async () => {
  const agreed = (number: number, name: string, version: string) => {
    const { consent, ...one } = person(number, name);
    return { ...one, consent: { ...consent, textVersion: `${BUILT_IN_TEXT_VERSION.face}${version}` } };
  };
  const before = { ...person(4, 'Zoë').consent, textVersion: '2026-11-26/en' };
  await show([
    agreed(1, 'Ada', '+365d/en'),
    agreed(2, 'Bob', '+always/ru'),
    agreed(3, 'Eve', '+30d/en'),
    person(4, 'Zoë', { consent: before }),
  ]);
  await choose(list, 'Show', 'otherConsent');
  expect(names()).toEqual(['Eve B3', 'Zoë B4']);
});

it('says that nobody is enrolled', async () => {
  await show([]);
  expect(wordsOf(list)).toContain('Nobody is enrolled yet.');
  expect(buttonsOf(list)).toContain('Enrol somebody');
});

it('shows fifty at a time, and begins anew with every search', async () => {
  await show(
    Array.from({ length: 60 }, (_, at) => person(at + 1, `Person ${String(at + 1).padStart(2, '0')}`)),
  );
  find(list, 'h1').scrollIntoView = vi.fn();
  expect(names()).toHaveLength(50);
  expect(wordsOf(find(list, 'kiosk-pager [role=status]'))).toBe('1–50 of 60');
  find(list, 'kiosk-pager').dispatchEvent(new CustomEvent('page', { detail: 1 }));
  await settle();
  expect(names()).toHaveLength(10);
  await type(list, 'Find by name or badge number', 'person');
  expect(names()).toHaveLength(50);
});

it('lists records that cannot be opened, and offers to delete them', async () => {
  session = await openSession([person(1, 'Ada')]);
  const { id } = person(1, 'Ada');
  const names = await indexedDB.databases();
  await withRaw(names.at(-1)!.name!, (raw) =>
    raw.put('subjects', { id, modelSha256: null, sealed: 'broken' }),
  );
  await session.people.readAnew();
  await session.access.store!.checkRecords(Date.now(), () => undefined);
  await session.people.readAnew();
  list = await mount('kiosk-people', { session });
  const section = find(list, '.unreadable');
  expect(wordsOf(section)).toContain(id);
  await press(section, `Delete ${id}`);
  expect(find(list, 'kiosk-delete-person wa-dialog').getAttribute('label')).toBe('Delete this record?');
});

it('shows two records of one face, and leads to making one of them', async () => {
  session = await openSession([person(1, 'Ada'), person(2, 'Ada L.', { template: person(1, '').template })]);
  const embedder = {
    sha256: MODEL_A,
    operatingPoints: [operatingPoint(1e-3, 0.4), operatingPoint(1e-6, 0.9)],
  };
  vi.spyOn(session, 'faceModel', 'get').mockReturnValue({
    embedder,
    policy: { targetFpir: 1e-3 },
    gallery: {
      identify: () => Promise.resolve([]),
      // As the recognition worker answers: both have one face.
      nearTo: (ids) =>
        Promise.resolve(
          ids.map((id) =>
            [...session.people.subjects.keys()]
              .filter((other) => other !== id)
              .map((subjectId) => ({ subjectId, similarity: 1 })),
          ),
        ),
    },
  });
  list = await mount('kiosk-people', { session });
  await vi.waitFor(() => expect(wordsOf(list)).toContain('Two records of one face'));
  expect(names().slice(-2)).toEqual(['Ada (badge B1)', 'Ada L. (badge B2)']);
  await press(list, 'Look at them Ada , Ada L.');
  await press(list, 'Make one record');
  await vi.waitFor(() => expect(session.people.subjects.size).toBe(1));
  await vi.waitFor(() => expect(wordsOf(list)).not.toContain('Two records of one face'));
});
