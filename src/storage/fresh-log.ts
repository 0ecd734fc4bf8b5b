/**
 * @file Has the browser begin a new write-ahead log for this origin's databases.
 *
 * Chromium keeps IndexedDB in LevelDB and, on every start, goes on writing at the end of the old log. Where a power cut left half a
 * record there, what is written next follows it; the start after that finds a record that fails its checksum, takes the whole store for
 * corrupt and begins an empty one. To delete a database makes LevelDB compact, and so leave that log behind. Elsewhere it does no harm.
 */
import { deleteDB, openDB } from 'idb';

const SCRATCH_DATABASE_NAME = 'facegate-scratch';

let begun: Promise<void> | null = null;

/** To be awaited before the first write of a page; later calls cost nothing. Never rejects: who opens the real database hears of it. */
export function beginFreshLog(): Promise<void> {
  begun ??= leaveOldLog().catch(() => undefined);
  return begun;
}

async function leaveOldLog(): Promise<void> {
  const scratch = await openDB(SCRATCH_DATABASE_NAME, 1, {
    upgrade(database) {
      // What was never written needs no compaction.
      database
        .createObjectStore('scratch')
        .put(0, 0)
        .catch(() => undefined);
    },
  });
  scratch.close();
  await deleteDB(SCRATCH_DATABASE_NAME);
}
