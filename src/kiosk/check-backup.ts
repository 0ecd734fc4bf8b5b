/** @file Whether a backup can be read, before anything is written. */
import { openBackup } from '../storage/backup.ts';
import { wipeSubjects } from '../storage/gallery-store.ts';

/** Keeps nothing of what it has read. @throws StorageError when the file or the passphrase is not right. */
export async function checkBackup(file: Uint8Array, passphrase: string): Promise<void> {
  wipeSubjects((await openBackup(file, passphrase)).subjects);
}
