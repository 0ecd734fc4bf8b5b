/**
 * @file Seals subjects into records and opens them. It reports a record that does not open; the others still work. It
 * writes nothing: the caller puts the records into a transaction.
 */
import * as v from 'valibot';
import type { Subject } from '../core/template/types.ts';
import { wipe } from './bytes.ts';
import type { SubjectRecord } from './database.ts';
import { isStorageError, StorageError } from './errors.ts';
import { decodeSubject, encodeSubject } from './template-codec.ts';
import type { UnreadableRecord } from './types.ts';
import { SealedRecordSchema, type RecordIdentity, type Vault } from './vault.ts';

const SubjectRecordSchema = v.strictObject({
  id: v.string(),
  modelSha256: v.nullable(v.string()),
  sealed: SealedRecordSchema,
});

export interface OpenedGallery {
  /** Ordered by id. The caller owns their embeddings and overwrites them in the end. */
  readonly subjects: readonly Subject[];
  readonly unreadable: readonly UnreadableRecord[];
}

/** `subject` stays the caller's. @throws StorageError `invalid`. */
export async function sealSubject(vault: Vault, subject: Subject): Promise<SubjectRecord> {
  const { id, template } = subject;
  const modelSha256 = template?.modelSha256 ?? null;
  const plaintext = encodeSubject(subject);
  try {
    const sealed = await vault.seal(identityOf(id, modelSha256), plaintext);
    return { id, modelSha256, sealed };
  } finally {
    wipe(plaintext);
  }
}

/**
 * @param record - From the database, which an attacker may have altered.
 * @throws StorageError `tampered`.
 */
export async function openSubject(vault: Vault, record: unknown): Promise<Subject> {
  const parsed = v.safeParse(SubjectRecordSchema, record);
  if (!parsed.success) throw new StorageError('tampered');
  const { id, modelSha256, sealed } = parsed.output;
  const plaintext = await vault.open(identityOf(id, modelSha256), sealed);
  try {
    return decodeSubject(plaintext);
  } catch (cause) {
    throw new StorageError('tampered', undefined, { cause });
  } finally {
    wipe(plaintext);
  }
}

/** Opens every record. */
export async function openGallery(vault: Vault, records: readonly SubjectRecord[]): Promise<OpenedGallery> {
  const opened = await Promise.all(records.map((record) => openOrReport(vault, record)));
  return {
    subjects: opened.filter((result) => 'template' in result),
    unreadable: opened.filter((result) => 'code' in result),
  };
}

/** Overwrites the embeddings with zeros. A name is a string, which JavaScript cannot overwrite. */
export function wipeSubjects(subjects: readonly Subject[]): void {
  for (const { template } of subjects) template?.embeddings.forEach(wipe);
}

/** Consent has run out. */
export function isExpired(subject: Subject, nowMs: number): boolean {
  return nowMs >= subject.consent.retainUntilMs;
}

async function openOrReport(vault: Vault, record: SubjectRecord): Promise<Subject | UnreadableRecord> {
  try {
    return await openSubject(vault, record);
  } catch (error) {
    if (!isStorageError(error, 'tampered')) throw error;
    return { id: record.id, code: 'tampered' };
  }
}

function identityOf(id: string, modelSha256: string | null): RecordIdentity {
  return { kind: 'subject', id, modelSha256 };
}
