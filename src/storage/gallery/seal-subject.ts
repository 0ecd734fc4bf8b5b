/**
 * @file Seals subjects into records and opens them, and says what the blocks hold of them. It writes nothing: the
 * caller puts the records into a transaction.
 */
import * as v from 'valibot';
import { matchedVectors } from '../../core/template/matched-vectors.ts';
import { personOf, type Subject } from '../../core/template/types.ts';
import { toHex, wipe } from '../bytes.ts';
import type { SubjectRecord } from '../database.ts';
import { isStorageError, StorageError } from '../errors.ts';
import { decodeSubject, encodeSubject } from '../template-codec.ts';
import { nonceOf, SealedRecordSchema, type RecordIdentity, type Vault } from '../vault.ts';
import type { IndexEntry } from './block-codec.ts';

const SubjectRecordSchema = v.strictObject({
  id: v.string(),
  modelSha256: v.nullable(v.string()),
  sealed: SealedRecordSchema,
});

export interface SealedSubject {
  readonly record: SubjectRecord;
  /** What the blocks hold of it. The caller owns the vectors and overwrites them. */
  readonly index: IndexEntry;
}

/** `subject` stays the caller's. @throws StorageError `invalid`. */
export async function sealSubject(vault: Vault, subject: Subject, crypto: Crypto): Promise<SealedSubject> {
  const { id, template } = subject;
  const modelSha256 = template?.modelSha256 ?? null;
  const plaintext = encodeSubject(subject);
  try {
    const sealed = await vault.seal(identityOf(id, modelSha256), plaintext);
    const record = { id, modelSha256, sealed };
    return { record, index: await indexEntry(subject, plaintext, record, crypto) };
  } finally {
    wipe(plaintext);
  }
}

/**
 * As `openSubject`, with what the blocks hold of it.
 * @throws StorageError `tampered`.
 */
export async function openIndexed(
  vault: Vault,
  record: SubjectRecord,
  crypto: Crypto,
): Promise<{ readonly subject: Subject; readonly index: IndexEntry }> {
  const subject = await openSubject(vault, record);
  // Not the bytes that were read: a field of a later version, which is lost here, would be hashed with them.
  const plaintext = encodeSubject(subject);
  try {
    return { subject, index: await indexEntry(subject, plaintext, record, crypto) };
  } finally {
    wipe(plaintext);
  }
}

/** Whether the record opens; nothing is kept of it. */
export async function isIntact(vault: Vault, { id, modelSha256, sealed }: SubjectRecord): Promise<boolean> {
  try {
    wipe(await vault.open(identityOf(id, modelSha256), sealed));
    return true;
  } catch (error) {
    if (!isStorageError(error, 'tampered')) throw error;
    return false;
  }
}

/** SHA-256 of a subject as it is encoded, lower-case hex: two of the same are the same but for their sealing. */
export async function digestOf(subject: Subject, crypto: Crypto): Promise<string> {
  const plaintext = encodeSubject(subject);
  try {
    return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', plaintext)));
  } finally {
    wipe(plaintext);
  }
}

async function indexEntry(
  subject: Subject,
  plaintext: Uint8Array<ArrayBuffer>,
  record: SubjectRecord,
  crypto: Crypto,
): Promise<IndexEntry> {
  const { id, name, template } = subject;
  const digest = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', plaintext)));
  return {
    people: { id, person: personOf(subject), nonce: nonceOf(record) ?? '' },
    faces: template && {
      ...{ id, modelSha256: template.modelSha256 },
      vectors: matchedVectors(template.embeddings),
    },
    names: { id, name, digest },
  };
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

/** Overwrites the embeddings with zeros. A name is a string, which JavaScript cannot overwrite. */
export function wipeSubjects(subjects: readonly Subject[]): void {
  for (const { template } of subjects) template?.embeddings.forEach(wipe);
}

/** Consent has run out. */
export function isExpired(subject: Pick<Subject, 'consent'>, nowMs: number): boolean {
  return nowMs >= subject.consent.retainUntilMs;
}

/** Overwrites the vectors that stand for somebody. */
export function wipeEntry({ faces }: Pick<IndexEntry, 'faces'>): void {
  faces?.vectors.forEach(wipe);
}

function identityOf(id: string, modelSha256: string | null): RecordIdentity {
  return { kind: 'subject', id, modelSha256 };
}
