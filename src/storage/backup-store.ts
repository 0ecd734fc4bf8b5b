/** @file Makes a backup of the store, and brings one in: all of it in one transaction, or nothing. */
import { takeOverText } from '../core/site/consent-text.ts';
import { takeOverFace } from '../core/site/door-face.ts';
import { MAX_RETENTION_DAYS, retainUntil } from '../core/enrolment/retention.ts';
import { onlyFor, takeOverSchedules } from '../core/schedule/take-over.ts';
import { matchedVectors } from '../core/template/matched-vectors.ts';
import { personOf, type Person, type Subject, type Template } from '../core/template/types.ts';
import { backupParts, readBackup, type BackupFile, type OpenedBackup } from './backup.ts';
import { wipe, type Bytes } from './bytes.ts';
import type { ChangeTools } from './change-tools.ts';
import type { RecordChange, SubjectRecordChange } from './record-set/record-change.ts';
import { writeAtomically, type Database, type SubjectRecord } from './database.ts';
import { ERASED_KEY, findErased, prepareErased, readErased } from './erased.ts';
import { isStorageError, StorageError } from './errors.ts';
import type { IndexedPerson } from './gallery/block-codec.ts';
import { everybodyIn } from './gallery/blocks.ts';
import type { GalleryWork, OnShare } from './gallery/gallery-work.ts';
import { digestOf, isExpired, openSubject, sealSubject, wipeSubjects } from './gallery/seal-subject.ts';
import type { KdfPolicy } from './keys/passphrase.ts';
import { MAX_SCHEDULES, type SiteRules } from './site-rules-codec.ts';
import { prepareSiteRules, readSiteRules, SITE_RULES_KEY } from './site-rules.ts';
import { prepareChanges } from './subject-changes.ts';
import type { AuditEvent, ImportDecider, Imported, ImportPlan, PersonHere, PersonInFile } from './types.ts';
import { nonceOf, type Vault } from './vault.ts';

interface BackupTools extends ChangeTools {
  readonly kdf: KdfPolicy;
  readonly work: Pick<GalleryWork, 'allNames'>;
}

type PersonKept = Pick<Person, 'suspendedAtMs' | 'entryRule' | 'schedule'>;
/** By id; of an unreadable record what is safest. */
type PeopleHere = ReadonlyMap<string, PersonKept>;

/**
 * @param onShare - Hears the share of people that is done, 0 to 1.
 * @returns The bytes of the file, part by part.
 * @throws StorageError `weakPassphrase`, or `tampered` when a record is unreadable or does not fit: a backup has all or
 * is none, and what was put back here must not come in elsewhere as the last.
 */
export async function* exportBackup(
  tools: BackupTools,
  passphrase: string,
  onShare: OnShare,
): AsyncGenerator<Bytes> {
  const { people, records } = await tools.audit.doubts();
  if (people.length > 0 || records.some((place) => BACKED_UP.includes(place))) {
    throw new StorageError(
      'tampered',
      'No backup was made, since stored records do not fit; Health names them.',
    );
  }
  const rules = await readSiteRules(tools);
  const everybody: IndexedPerson[] = [];
  for await (const block of everybodyIn(tools)) everybody.push(...block);
  everybody.sort((one, other) => (one.id < other.id ? -1 : 1));
  const schedules = onlyFor(rules.schedules, new Set(everybody.map(({ id }) => id)));
  const erased = (await readErased(tools)) ?? [];
  const facts = { rules: { ...rules, schedules }, erased };
  yield* backupParts(readAll(tools, everybody, onShare), everybody.length, facts, passphrase, tools);
}

/** Everybody, so many at a time. */
async function* readAll(
  { database, vault }: BackupTools,
  everybody: readonly IndexedPerson[],
  onShare: OnShare,
): AsyncGenerator<Subject> {
  for (let from = 0; from < everybody.length; from += READ_AT_ONCE) {
    const some = everybody.slice(from, from + READ_AT_ONCE);
    const subjects = await Promise.all(some.map((one) => readFitting(database, vault, one)));
    try {
      yield* subjects;
    } finally {
      wipeSubjects(subjects);
    }
    onShare((from + some.length) / everybody.length);
  }
}

const READ_AT_ONCE = 32;

async function readFitting(database: Database, vault: Vault, { id, nonce }: IndexedPerson): Promise<Subject> {
  const record = await database.get('subjects', id);
  const fits = nonceOf(record) === nonce;
  const subject = fits ? await openSubject(vault, record).catch(nullIfTampered) : null;
  if (subject === null)
    throw new StorageError('tampered', `No backup was made, since this record is unreadable: ${id}.`);
  return subject;
}

function nullIfTampered(error: unknown): null {
  if (isStorageError(error, 'tampered')) return null;
  throw error;
}

/** Records that a backup holds, beside those of people. */
const BACKED_UP: readonly string[] = [SITE_RULES_KEY, ERASED_KEY];

/**
 * Who is suspended here stays suspended, and whom the door asks for more here is still asked. The file's rules replace
 * those here, except the schedules of people who are not brought in. Subjects, rules, the list of erased people and the
 * entries in the log are one transaction.
 * @param decide - Chooses who is brought in. The vectors that it is given are overwritten afterwards.
 * @returns Null where it chose nothing.
 * @throws StorageError `badBackup`, `wrongPassphrase`, `quotaExceeded` or `tooManySchedules`: then nothing has changed.
 */
export async function importBackup(
  tools: BackupTools,
  file: BackupFile,
  passphrase: string,
  atMs: number,
  decide: ImportDecider,
): Promise<Imported | null> {
  const backup = await readBackup(file, passphrase, tools);
  const here = await readHere(tools);
  const expiryMs = Math.max(atMs, await tools.audit.latestMs());
  const subjects: PersonInFile[] = [];
  try {
    for await (const subject of backup.subjects()) {
      const capped = withCappedConsent(subject, expiryMs);
      if (isExpired(capped, expiryMs)) continue;
      subjects.push(await inFile(capped, here.get(subject.id), tools.crypto));
    }
    const erased = await readErased(tools);
    const plan = await decide({
      subjects,
      expired: backup.count - subjects.length,
      erasedIds: await findErased(
        erased ?? [],
        subjects.map(({ id }) => id),
        tools.crypto,
      ),
      erasedUnknown: erased === null,
      here: [...here.values()],
    });
    if (plan === null) return null;
    for (;;) {
      const imported = await bringIn(tools, backup, plan, atMs);
      if (imported !== null) return imported;
    }
  } finally {
    for (const { vectors } of subjects) vectors.forEach(wipe);
    // Nothing is left of what did not come in. A full disk takes no more than the next unlocking.
    await dropIncoming(tools.database).catch(() => undefined);
  }
}

/** Removes what an import has left that was cut off or failed. */
export async function dropIncoming(database: Database): Promise<void> {
  if ((await database.count('incoming')) === 0) return;
  await writeAtomically(database, (transaction) => transaction.objectStore('incoming').clear());
}

async function readHere({ database, vault, work }: BackupTools): Promise<ReadonlyMap<string, PersonHere>> {
  const names = new Map((await work.allNames()).map((entry) => [entry.id, entry]));
  const here = new Map<string, PersonHere>();
  for await (const people of everybodyIn({ database, vault })) {
    for (const { id, person } of people) {
      const named = names.get(id);
      if (person === null || named === undefined) continue;
      here.set(id, { ...person, name: named.name, digest: named.digest });
    }
  }
  return here;
}

async function inFile(subject: Subject, here: PersonHere | undefined, crypto: Crypto): Promise<PersonInFile> {
  const { id, name, template } = subject;
  return {
    ...{ ...personOf(subject), name, fileId: id },
    vectors: template === null ? [] : matchedVectors(template.embeddings),
    // What is stricter here stays in any case.
    unchanged: (await digestOf(asStrictAs(subject, here), crypto)) === here?.digest,
  };
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
  backup: OpenedBackup,
  { subjects, renamed, asked, lookAlikes }: ImportPlan,
  atMs: number,
): Promise<Imported | null> {
  // The decision may have taken long: what is stored now is what counts.
  const here = await peopleHere(tools);
  const records = await takeIn(tools, backup, subjects, here);
  const ids = subjects.map(({ id }) => id);
  const back = await findErased((await readErased(tools)) ?? [], ids, tools.crypto);
  const erased = await prepareErased(
    tools,
    { remove: ids, ...(backup.erased === undefined ? {} : { merge: backup.erased }) },
    atMs,
  );
  const changes = await prepareChanges(tools, new Map(asked.map((id) => [id, { entryRule: 'faceAndHeld' }])));
  const prepared = backup.rules && (await prepareRules(tools, backup.rules, subjects, renamed, here));
  const changedRules = prepared?.changed ?? [];
  const fileZone = backup.rules?.schedules.timeZone;
  const isOther = fileZone !== undefined && fileZone !== prepared?.rules.schedules.timeZone;
  const events: AuditEvent[] = [
    {
      kind: 'imported',
      subjects: records.length,
      replaced: ids.filter((id) => here.has(id)).length,
      broughtBack: back.size,
      leftOut: backup.count - records.length,
      ...(lookAlikes === null ? {} : { lookAlikes }),
    },
    ...changes.events,
  ];
  if (changedRules.length > 0) events.push({ kind: 'settings', changed: changedRules });
  const all: RecordChange[] = [...(prepared?.changes ?? []), ...changes.changes, ...records];
  if (erased !== null) all.push(erased);
  return (await tools.audit.appendWith(events, atMs, all))
    ? { subjects: records.length, changedRules, ...(isOther && { otherTimeZone: fileZone }) }
    : null;
}

/** So many records wait in memory before they are written. */
const WRITE_AT_ONCE = 256;

/** Seals the planned people, with the templates of the file, into the store `incoming`: no memory holds them all. */
async function takeIn(
  { database, vault, crypto }: BackupTools,
  backup: OpenedBackup,
  planned: readonly PersonInFile[],
  here: PeopleHere,
): Promise<readonly SubjectRecordChange[]> {
  await dropIncoming(database);
  const byFileId = new Map(planned.map((person) => [person.fileId, person]));
  const changes: SubjectRecordChange[] = [];
  let waiting: SubjectRecord[] = [];
  const flush = async (): Promise<void> => {
    const some = waiting;
    waiting = [];
    await writeAtomically(database, async (transaction) => {
      const incoming = transaction.objectStore('incoming');
      await Promise.all(some.map(async (record) => incoming.put(record)));
    });
  };
  for await (const { id: fileId, template } of backup.subjects()) {
    const person = byFileId.get(fileId);
    if (person === undefined) continue;
    const subject = asStrictAs(subjectOf(person, template), here.get(person.id));
    const { record, index } = await sealSubject(vault, subject, crypto);
    const before = here.has(record.id) ? await database.get('subjects', record.id) : undefined;
    changes.push({
      ...{ store: 'subjects', key: record.id, index, incoming: true },
      before: before && nonceHolder(before),
      after: nonceHolder(record),
    });
    waiting.push(record);
    if (waiting.length === WRITE_AT_ONCE) await flush();
  }
  await flush();
  return changes;
}

function subjectOf(person: PersonInFile, template: Template | null): Subject {
  const { id, name, badge, consent, enrolledAtMs, meanQuality, skippedViews, suspendedAtMs } = person;
  const { entryRule, schedule, accommodations, pin } = person;
  return {
    ...{ id, name, badge, consent, enrolledAtMs, meanQuality, skippedViews, suspendedAtMs },
    ...{ entryRule, schedule, accommodations, pin, template },
  };
}

/** The record without what makes it large: changes are compared by the nonce. */
function nonceHolder({ id, modelSha256, sealed }: SubjectRecord): SubjectRecord {
  return { id, modelSha256, sealed: { ...sealed, ciphertext: new Uint8Array() } };
}

/** `subject`, who may do no more than the one here who has the same id. */
function asStrictAs(subject: Subject, here: PersonKept | undefined): Subject {
  if (here === undefined) return subject;
  const entryRule = here.entryRule === 'faceAndHeld' ? here.entryRule : subject.entryRule;
  const suspendedAtMs = subject.suspendedAtMs ?? here.suspendedAtMs;
  return { ...subject, entryRule, suspendedAtMs, schedule: subject.schedule ?? here.schedule };
}

function prepareRules(
  tools: BackupTools,
  file: SiteRules,
  subjects: readonly PersonInFile[],
  renamed: ReadonlyMap<string, string>,
  here: PeopleHere,
) {
  const incoming = new Set(subjects.map(({ id }) => id));
  const staying = new Set([...here.keys()].filter((id) => !incoming.has(id)));
  const inRecords = new Set([...here.values()].flatMap(({ schedule }) => schedule ?? []));
  const assigned = Object.fromEntries(
    Object.entries(file.schedules.assigned).map(([id, schedule]) => [renamed.get(id) ?? id, schedule]),
  );
  const rules = { ...file, schedules: { ...file.schedules, assigned } };
  return prepareSiteRules(tools, (before) => {
    // The rules here were altered or removed: none of them is kept.
    if (before === null) return { ...rules, schedules: onlyFor(rules.schedules, incoming) };
    const people = { incoming, staying, inRecords };
    const schedules = takeOverSchedules(before.schedules, rules.schedules, people);
    if (schedules.named.length > MAX_SCHEDULES) throw new StorageError('tooManySchedules');
    const doorFace = takeOverFace(before.doorFace, rules.doorFace);
    return {
      ...rules,
      ...(doorFace === undefined ? {} : { doorFace }),
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
async function peopleHere(tools: BackupTools): Promise<PeopleHere> {
  const here = new Map<string, PersonKept>();
  for await (const people of everybodyIn(tools)) {
    for (const { id, person } of people) {
      here.set(id, person ?? { suspendedAtMs: null, entryRule: 'face', schedule: null });
    }
  }
  return here;
}
