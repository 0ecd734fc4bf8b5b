/** @file Makes a backup of the store, and brings one in: all of it in one transaction, or nothing. */
import { takeOverText } from '../core/site/consent-text.ts';
import { MAX_RETENTION_DAYS, retainUntil } from '../core/enrolment/retention.ts';
import { onlyFor, takeOverSchedules } from '../core/schedule/take-over.ts';
import type { Subject } from '../core/template/types.ts';
import { openBackup, sealBackup, type BackupContent } from './backup.ts';
import type { ChangeTools } from './change-tools.ts';
import type { RecordChange } from './record-set/record-change.ts';
import type { SubjectRecord } from './database.ts';
import { ERASED_KEY, findErased, prepareErased, readErased } from './erased.ts';
import { StorageError } from './errors.ts';
import { isExpired, openGallery, sealSubject, wipeSubjects } from './gallery-store.ts';
import type { KdfPolicy } from './keys/passphrase.ts';
import { MAX_SCHEDULES, type SiteRules } from './site-rules-codec.ts';
import { prepareSiteRules, readSiteRules, SITE_RULES_KEY } from './site-rules.ts';
import { prepareChanges, subjectChange } from './subject-changes.ts';
import type { AuditEvent, ImportDecider, Imported, ImportPlan } from './types.ts';

interface BackupTools extends ChangeTools {
  readonly kdf: KdfPolicy;
  readonly crypto: Crypto;
}

type PersonHere = Pick<Subject, 'suspendedAtMs' | 'entryRule'> & { readonly stored: SubjectRecord };
/** By id. */
type PeopleHere = ReadonlyMap<string, PersonHere>;

/**
 * @throws StorageError `weakPassphrase`, or `tampered` when a record is unreadable or does not fit: a backup has all or
 * is none, and what was put back here must not come in elsewhere as the last.
 */
export async function exportBackup(tools: BackupTools, passphrase: string): Promise<Uint8Array> {
  const { people, records } = await tools.audit.doubts();
  if (people.length > 0 || records.some((place) => BACKED_UP.includes(place))) {
    throw new StorageError(
      'tampered',
      'No backup was made, since stored records do not fit; Health names them.',
    );
  }
  const rules = await readSiteRules(tools);
  const { subjects, unreadable } = await openGallery(tools.vault, await tools.database.getAll('subjects'));
  try {
    if (unreadable.length > 0) {
      const ids = unreadable.map(({ id }) => id).join(', ');
      throw new StorageError('tampered', `No backup was made, since these records are unreadable: ${ids}.`);
    }
    const schedules = onlyFor(rules.schedules, new Set(subjects.map(({ id }) => id)));
    const erased = (await readErased(tools)) ?? [];
    return await sealBackup({ subjects, rules: { ...rules, schedules }, erased }, passphrase, tools);
  } finally {
    wipeSubjects(subjects);
  }
}

/** Records that a backup holds, beside those of people. */
const BACKED_UP: readonly string[] = [SITE_RULES_KEY, ERASED_KEY];

/**
 * Who is suspended here stays suspended, and whom the door asks for more here is still asked. The file's rules replace
 * those here, except the schedules of people who are not brought in. Subjects, rules, the list of erased people and the
 * entries in the log are one transaction.
 * @param decide - Chooses who is brought in. What it is given is overwritten afterwards.
 * @returns Null where it chose nothing.
 * @throws StorageError `badBackup`, `wrongPassphrase`, `quotaExceeded` or `tooManySchedules`: then nothing has changed.
 */
export async function importBackup(
  tools: BackupTools,
  file: Uint8Array,
  passphrase: string,
  atMs: number,
  decide: ImportDecider,
): Promise<Imported | null> {
  const content = await openBackup(file, passphrase, tools);
  const { subjects: here } = await openGallery(tools.vault, await tools.database.getAll('subjects'));
  try {
    const expiryMs = Math.max(atMs, await tools.audit.latestMs());
    const subjects = content.subjects
      .map((subject) => withCappedConsent(subject, expiryMs))
      .filter((subject) => !isExpired(subject, expiryMs));
    const erased = await readErased(tools);
    const plan = await decide({
      subjects,
      expired: content.subjects.length - subjects.length,
      erasedIds: await findErased(
        erased ?? [],
        subjects.map(({ id }) => id),
        tools.crypto,
      ),
      erasedUnknown: erased === null,
      here,
    });
    if (plan === null) return null;
    for (;;) {
      const imported = await bringIn(tools, content, plan, atMs);
      if (imported !== null) return imported;
    }
  } finally {
    wipeSubjects(content.subjects);
    wipeSubjects(here);
  }
}

/**
 * Nobody is kept for longer than any site may keep them, whatever the file says. So a list of erased people need go no
 * further back.
 */
function withCappedConsent(subject: Subject, nowMs: number): Subject {
  const { consent } = subject;
  const latestMs = retainUntil(Math.min(consent.givenAtMs, nowMs), MAX_RETENTION_DAYS);
  return { ...subject, consent: { ...consent, retainUntilMs: Math.min(consent.retainUntilMs, latestMs) } };
}

/** @returns Null, with nothing written, where another tab changed something meanwhile. */
async function bringIn(
  tools: BackupTools,
  content: BackupContent,
  { subjects, renamed, asked, lookAlikes }: ImportPlan,
  atMs: number,
): Promise<Imported | null> {
  // The decision may have taken long: what is stored now is what counts.
  const here = await peopleHere(tools);
  const records = await Promise.all(
    subjects.map((subject) => sealSubject(tools.vault, asStrictAs(subject, here.get(subject.id)))),
  );
  const ids = subjects.map(({ id }) => id);
  const back = await findErased((await readErased(tools)) ?? [], ids, tools.crypto);
  const erased = await prepareErased(
    tools,
    { remove: ids, ...(content.erased === undefined ? {} : { merge: content.erased }) },
    atMs,
  );
  const changes = await prepareChanges(tools, new Map(asked.map((id) => [id, { entryRule: 'faceAndHeld' }])));
  const prepared = content.rules && (await prepareRules(tools, content.rules, subjects, renamed, here));
  const changedRules = prepared?.changed ?? [];
  const fileZone = content.rules?.schedules.timeZone;
  const isOther = fileZone !== undefined && fileZone !== prepared?.rules.schedules.timeZone;
  const events: AuditEvent[] = [
    {
      kind: 'imported',
      subjects: records.length,
      replaced: ids.filter((id) => here.has(id)).length,
      broughtBack: back.size,
      leftOut: content.subjects.length - records.length,
      ...(lookAlikes === null ? {} : { lookAlikes }),
    },
    ...changes.events,
  ];
  if (changedRules.length > 0) events.push({ kind: 'settings', changed: changedRules });
  const all: RecordChange[] = [
    ...(prepared?.changes ?? []),
    ...changes.changes,
    ...records.map((record) => subjectChange(record.id, here.get(record.id)?.stored, record)),
  ];
  if (erased !== null) all.push(erased);
  return (await tools.audit.appendWith(events, atMs, all))
    ? { subjects: records.length, changedRules, ...(isOther && { otherTimeZone: fileZone }) }
    : null;
}

/** `subject`, who may do no more than the one here who has the same id. */
function asStrictAs(subject: Subject, here: PersonHere | undefined): Subject {
  if (here === undefined) return subject;
  const entryRule = here.entryRule === 'faceAndHeld' ? here.entryRule : subject.entryRule;
  return { ...subject, entryRule, suspendedAtMs: subject.suspendedAtMs ?? here.suspendedAtMs };
}

function prepareRules(
  tools: BackupTools,
  file: SiteRules,
  subjects: readonly Subject[],
  renamed: ReadonlyMap<string, string>,
  here: PeopleHere,
) {
  const incoming = new Set(subjects.map(({ id }) => id));
  const staying = new Set([...here.keys()].filter((id) => !incoming.has(id)));
  const assigned = Object.fromEntries(
    Object.entries(file.schedules.assigned).map(([id, schedule]) => [renamed.get(id) ?? id, schedule]),
  );
  const rules = { ...file, schedules: { ...file.schedules, assigned } };
  return prepareSiteRules(tools, (before) => {
    // The rules here were altered or removed: none of them is kept.
    if (before === null) return { ...rules, schedules: onlyFor(rules.schedules, incoming) };
    const schedules = takeOverSchedules(before.schedules, rules.schedules, incoming, staying);
    if (schedules.named.length > MAX_SCHEDULES) throw new StorageError('tooManySchedules');
    return {
      ...rules,
      schedules,
      consent: {
        ...rules.consent,
        face: takeOverText(before.consent.face, rules.consent.face),
        faceless: takeOverText(before.consent.faceless, rules.consent.faceless),
      },
    };
  });
}

/** What must not be lost of somebody whose place is taken. An unreadable record says nothing of it. */
async function peopleHere({ database, vault }: BackupTools): Promise<PeopleHere> {
  const records = await database.getAll('subjects');
  const { subjects } = await openGallery(vault, records);
  wipeSubjects(subjects);
  const readable = new Map(subjects.map((subject) => [subject.id, subject]));
  return new Map(
    records.map((stored) => {
      const { suspendedAtMs = null, entryRule = 'face' } = readable.get(stored.id) ?? {};
      return [stored.id, { suspendedAtMs, entryRule, stored }];
    }),
  );
}
