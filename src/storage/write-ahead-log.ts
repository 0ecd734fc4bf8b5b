/**
 * @file Has the browser begin a new write-ahead log for this origin's databases.
 *
 * Chromium keeps IndexedDB in LevelDB and, on every start, goes on writing at the end of the old log. Where a power cut left half a
 * record there, what is written next follows it; the start after that finds a record that fails its checksum, takes the whole store for
 * corrupt and begins an empty one. To delete a database makes LevelDB compact, and so leave that log behind. Elsewhere it does no harm.
 */
import { deleteDB, openDB } from 'idb';

const SCRATCH_DATABASE_NAME = 'facegate-scratch';

/**
 * LevelDB compacts behind the deletion's success: within 14 ms on an idle machine of two cores, 89 ms beside six busy loops, 198 ms in
 * the worst of some hundred starts.
 */
const COMPACTION_MS = 1_000;

let begun: Promise<void> | null = null;
let settled: Promise<void> | null = null;

/** To be awaited before a page opens its database; later calls cost nothing. Never rejects: who opens the real database hears of it. */
export function beginWriteAheadLog(): Promise<void> {
  begun ??= leaveOldLog().catch(() => undefined);
  settled ??= begun.then(() => new Promise((resolve) => setTimeout(resolve, COMPACTION_MS)));
  return begun;
}

/** To be awaited before each write: it would go to the old log while that is being left. Costs nothing once a page is a second old. */
export async function writeAheadLogBegun(): Promise<void> {
  await settled;
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
