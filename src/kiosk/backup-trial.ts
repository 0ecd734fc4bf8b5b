/** @file Looks through a backup that opens, and says what it would bring back. Keeps and writes nothing. */
import type { OpenedBackup } from '../storage/backup.ts';
import { StorageError } from '../storage/errors.ts';
import { isExpired } from '../storage/gallery/seal-subject.ts';

/** What came of trying a backup. */
export interface BackupTrial {
  /** Who are in it. */
  readonly people: number;
  /** When the last of them was enrolled, milliseconds since 1970; null where there is nobody. */
  readonly newestMs: number | null;
  /** Who are in it and are enrolled here. */
  readonly shared: number;
  /** Who are enrolled here and are not in it. */
  readonly missing: number;
  /** Whose consent has run out: nobody could bring them back. */
  readonly expired: number;
  /** Whose template is of another model than the door runs: they would have to enrol again. */
  readonly otherModel: number;
  /** It holds who may pass when, and what people agree to. */
  readonly hasRules: boolean;
}

/** What it is held against. */
interface KioskHere {
  /** Ids of who are enrolled. */
  readonly subjects: { readonly size: number; has(id: string): boolean };
  /** Of the embedder that the door runs; null where it runs none. */
  readonly modelSha256: string | null;
  /** The time that consents run out by. */
  readonly expiryMs: number;
}

/** @throws StorageError `badBackup` where it cannot be read to its end. */
export async function lookThroughBackup(
  backup: OpenedBackup,
  { subjects, modelSha256, expiryMs }: KioskHere,
): Promise<BackupTrial> {
  const found = { people: 0, shared: 0, expired: 0, otherModel: 0 };
  let newestMs: number | null = null;
  for await (const subject of backup.subjects()) {
    const { id, enrolledAtMs, template } = subject;
    found.people += 1;
    newestMs = Math.max(newestMs ?? enrolledAtMs, enrolledAtMs);
    if (subjects.has(id)) found.shared += 1;
    if (isExpired(subject, expiryMs)) found.expired += 1;
    else if (template !== null && modelSha256 !== null && template.modelSha256 !== modelSha256)
      found.otherModel += 1;
  }
  if (found.people !== backup.count) throw new StorageError('badBackup');
  return { ...found, newestMs, missing: subjects.size - found.shared, hasRules: backup.rules !== null };
}
