/**
 * @file Writes a sealed backup part by part, for its owner's eyes only: whole, or not at all. Whoever stops the command
 * leaves nothing half written.
 */
import { rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { Subject } from '../../../src/core/template/types.ts';
import { backupParts } from '../../../src/storage/backup.ts';
import { countGuessesHere } from '../../../src/storage/keys/count-guesses-here.ts';

/** What ends a command from outside, and the exit code that the shell gives it. */
const ENDS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * @param path - Is written over.
 * @throws StorageError as `backupParts`; Error of the file system. Then `path` is as it was.
 */
export async function writeBackup(
  path: string,
  subjects: readonly Subject[],
  passphrase: string,
  options?: Parameters<typeof backupParts>[4],
): Promise<void> {
  countGuessesHere();
  const part = `${path}.${String(process.pid)}.part`;
  const end = (signal: NodeJS.Signals): void => {
    rmSync(part, { force: true });
    process.exit(ENDS[signal as keyof typeof ENDS]);
  };
  const signals = Object.keys(ENDS) as (keyof typeof ENDS)[];
  // Before those of others, which may wait for a browser that ends.
  for (const signal of signals) process.prependListener(signal, end);
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      for await (const bytes of backupParts(
        subjects,
        subjects.length,
        { rules: null },
        passphrase,
        options,
      )) {
        await file.write(bytes);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}
