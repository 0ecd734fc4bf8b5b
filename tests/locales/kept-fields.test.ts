/** @file What the store and the log keep of a person, field by field, stands in the text that people agree to. */
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { makeSubject, PIN_HASH, verdictOf } from '../../simulator/builders.ts';
import type { Verdict } from '../../src/core/decision/types.ts';
import type { Subject } from '../../src/core/template/types.ts';
import { builtInConsentText } from '../../src/locales/consent.ts';
import { subjectIdOf } from '../../src/storage/log/audit-query.ts';
import type { AuditEvent } from '../../src/storage/types.ts';
import { freshStore, subjectsOf } from '../storage/support.ts';

const TEXT = builtInConsentText('face');

/** The words for each field. A new field does not compile until it has some. */
const OF_A_RECORD: Readonly<Record<keyof Subject, RegExp>> = {
  id: /under a number/,
  name: /Your name/,
  badge: /a badge number/,
  pin: /a hash of a PIN/,
  consent: /when you agreed and to what/,
  enrolledAtMs: /when you enrolled/,
  meanQuality: /how good the pictures were/,
  skippedViews: /which views are missing/,
  suspendedAtMs: /a suspension/,
  schedule: /your hours/,
  entryRule: /what the door asks of you/,
  accommodations: /what you cannot do there/,
  template: /Numbers computed from your face/,
};

const OF_A_VISIT: Readonly<Record<keyof Verdict, RegExp>> = {
  outcome: /whether you were let in/,
  reason: /why not/,
  told: /why not/,
  subjectId: /shown with your name/,
  refusedSubjectId: /shown with your name/,
  atMs: /date and time/,
  elapsedMs: /how long it took/,
  held: /what you showed/,
  mode: /what you showed/,
  source: /what you showed/,
  challengeFailure: /which task was not done/,
  declined: /what you said you cannot do/,
  margin: /how clearly the door knew you/,
};

/** Events that name somebody. */
type PersonEvent = Extract<AuditEvent, { readonly subjectId?: string } | { readonly kind: 'verdict' }>;

const CHANGES = /The log also has what changes in your record/;
const OF_AN_EVENT: Readonly<Record<PersonEvent['kind'], RegExp>> = {
  verdict: /your badge number is typed with a PIN/,
  enrolled: CHANGES,
  reenrolled: CHANGES,
  deleted: CHANGES,
  expired: CHANGES,
  pinSet: CHANGES,
  pinRemoved: CHANGES,
  edited: CHANGES,
  suspended: CHANGES,
  resumed: CHANGES,
  disclosed: CHANGES,
  accommodated: CHANGES,
  entryRuleSet: CHANGES,
  scheduled: CHANGES,
  recordMisfit: CHANGES,
  joined: /two records of one face/,
  lookAlikes: /people who look alike, which the log notes/,
  doorConfirmed: /whether the door opened/,
  doorFailed: /whether the door opened/,
  lockedOut: /when your face was closed/,
  faceReopened: /when your face was closed/,
};

describe('the text for people with a face', () => {
  it.each([...Object.entries(OF_A_RECORD), ...Object.entries(OF_A_VISIT), ...Object.entries(OF_AN_EVENT)])(
    'says that %s is kept',
    (_, words) => {
      expect(TEXT).toMatch(words);
    },
  );

  it('leaves out nothing that a record and the entry of a visit hold', async () => {
    const { store } = await freshStore();
    const subject = makeSubject(1, {
      badge: 'B1',
      pin: PIN_HASH,
      accommodations: ['turn'],
      skippedViews: ['up'],
    });
    await store.saveSubject(subject, 'enrolled', 1);
    await store.appendAudit(
      { kind: 'verdict', verdict: verdictOf({ subjectId: subject.id, held: 'pin' }) },
      2,
    );
    const [stored] = (await subjectsOf(store)).subjects;
    expect(Object.keys(stored).filter((field) => !(field in OF_A_RECORD))).toEqual([]);
    const entries = (await store.auditEntries()).filter((entry) => subjectIdOf(entry) === subject.id);
    expect(entries.map(({ event }) => event.kind).filter((kind) => !(kind in OF_AN_EVENT))).toEqual([]);
    const visit = entries.map(({ event }) => event).find(({ kind }) => kind === 'verdict');
    const fields = visit?.kind === 'verdict' ? Object.keys(visit.verdict) : [];
    expect(fields).toContain('margin');
    expect(fields.filter((field) => !(field in OF_A_VISIT))).toEqual([]);
  });
});

it('the text for people without a face says that Records names them, and claims nothing of a log without names', () => {
  const text = builtInConsentText('faceless');
  expect(text).toContain('shown with your name');
  for (const one of [TEXT, text]) expect(one).not.toMatch(/no name\b/u);
});
