/** @file Makes a backup of the store, and brings one in: all of it in one transaction, or nothing. */
import { takeOverText } from '../core/site/consent-text.ts';
import { onlyFor, takeOverSchedules } from '../core/schedule/take-over.ts';
import type { Subject } from '../core/template/types.ts';
import { openBackup, sealBackup } from './backup.ts';
import { StorageError } from './errors.ts';
import { isExpired, openGallery, sealSubject, wipeSubjects } from './gallery-store.ts';
import type { KdfPolicy } from './keys/passphrase.ts';
import { MAX_SCHEDULES, type SiteRules } from './site-rules-codec.ts';
import { prepareSiteRules, readSiteRules } from './site-rules.ts';
import type { ChangeTools } from './change-tools.ts';
import type { AuditEvent, Imported } from './types.ts';

interface BackupTools extends ChangeTools {
  readonly kdf: KdfPolicy;
  readonly crypto: Crypto;
}

/** Since when each person here is suspended, by id; null for who is not, or whose record is unreadable. */
type PeopleHere = ReadonlyMap<string, number | null>;

/** @throws StorageError `weakPassphrase`, or `tampered` when a record is unreadable: a backup has all or is none. */
export async function exportBackup(tools: BackupTools, passphrase: string): Promise<Uint8Array> {
  const rules = await readSiteRules(tools);
  const { subjects, unreadable } = await openGallery(tools.vault, await tools.database.getAll('subjects'));
  try {
    if (unreadable.length > 0) {
      const ids = unreadable.map(({ id }) => id).join(', ');
      throw new StorageError('tampered', `No backup was made, since these records are unreadable: ${ids}.`);
    }
    const schedules = onlyFor(rules.schedules, idsOf(subjects));
    return await sealBackup({ subjects, rules: { ...rules, schedules } }, passphrase, tools);
  } finally {
    wipeSubjects(subjects);
  }
}

/**
 * A subject in the file replaces the one here with the same id. Who is suspended here stays suspended. The import
 * leaves out subjects whose consent has run out by `atMs`, and does not count them. The file's rules replace those
 * here, except the schedules of people who are not in the file. Subjects, rules and their entries in the log are one
 * transaction.
 * @throws StorageError `badBackup`, `wrongPassphrase`, `quotaExceeded` or `tooManySchedules`: then nothing has changed.
 */
export async function importBackup(
  tools: BackupTools,
  file: Uint8Array,
  passphrase: string,
  atMs: number,
): Promise<Imported> {
  const { subjects, rules } = await openBackup(file, passphrase, tools);
  try {
    const expiryMs = Math.max(atMs, await tools.audit.latestMs());
    const valid = subjects.filter((subject) => !isExpired(subject, expiryMs));
    for (;;) {
      const imported = await bringIn(tools, valid, rules, atMs);
      if (imported !== null) return imported;
    }
  } finally {
    wipeSubjects(subjects);
  }
}

/** @returns Null, with nothing written, where another tab changed the rules meanwhile. */
async function bringIn(
  tools: BackupTools,
  subjects: readonly Subject[],
  rules: SiteRules | null,
  atMs: number,
): Promise<Imported | null> {
  const here = await peopleHere(tools);
  const records = await Promise.all(
    subjects.map((subject) => {
      const suspendedAtMs = subject.suspendedAtMs ?? here.get(subject.id) ?? null;
      return sealSubject(tools.vault, { ...subject, suspendedAtMs });
    }),
  );
  const prepared = rules && (await prepareRules(tools, rules, subjects, here));
  const changedRules = prepared?.changed ?? [];
  const fileZone = rules?.schedules.timeZone;
  const isOther = fileZone !== undefined && fileZone !== prepared?.rules.schedules.timeZone;
  const events: AuditEvent[] = [{ kind: 'imported', subjects: records.length }];
  if (changedRules.length > 0) events.push({ kind: 'settings', changed: changedRules });
  const done = await tools.audit.appendWith(events, atMs, async (transaction) => {
    if (prepared !== null && !(await prepared.write(transaction))) return false;
    const store = transaction.objectStore('subjects');
    await Promise.all(records.map(async (record) => store.put(record)));
    return true;
  });
  return done
    ? { subjects: records.length, changedRules, ...(isOther && { otherTimeZone: fileZone }) }
    : null;
}

function prepareRules(tools: BackupTools, rules: SiteRules, subjects: readonly Subject[], here: PeopleHere) {
  const incoming = idsOf(subjects);
  const staying = new Set([...here.keys()].filter((id) => !incoming.has(id)));
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

async function peopleHere({ database, vault }: BackupTools): Promise<PeopleHere> {
  const { subjects, unreadable } = await openGallery(vault, await database.getAll('subjects'));
  wipeSubjects(subjects);
  return new Map([
    ...subjects.map(({ id, suspendedAtMs }) => [id, suspendedAtMs] as const),
    ...unreadable.map(({ id }) => [id, null] as const),
  ]);
}

function idsOf(subjects: readonly Subject[]): ReadonlySet<string> {
  return new Set(subjects.map(({ id }) => id));
}
