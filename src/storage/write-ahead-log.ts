/**
 * @file Makes the browser begin a new write-ahead log for this origin's databases.
 *
 * Chromium keeps IndexedDB in LevelDB. On every start LevelDB goes on writing at the end of its old log. After a power
 * cut that log may end in half a record, and the next records follow it. The start after that finds a wrong checksum,
 * takes the whole store for corrupt, and begins an empty one. Deleting a database makes LevelDB compact, which leaves
 * the old log behind. In other browsers it does no harm.
 */
import { deleteDB, openDB } from 'idb';

const SCRATCH_DATABASE_NAME = 'facegate-scratch';

/**
 * LevelDB compacts after it has reported the deletion: within 14 ms on an idle machine of two cores, within 89 ms
 * beside six busy loops, and within 198 ms in the slowest of some hundred starts.
 */
const COMPACTION_MS = 1_000;

let begun: Promise<void> | null = null;
let settled: Promise<void> | null = null;

/**
 * A page awaits it before it opens its database. Later calls return at once. It never rejects: opening the real
 * database fails with the reason.
 */
export function beginWriteAheadLog(): Promise<void> {
  begun ??= leaveOldLog().catch(() => undefined);
  settled ??= begun.then(() => new Promise((resolve) => setTimeout(resolve, COMPACTION_MS)));
  return begun;
}

/**
 * Await it before each write, which would go to the old log otherwise. It costs nothing once the page is a second old.
 */
export async function writeAheadLogBegun(): Promise<void> {
  await settled;
}

async function leaveOldLog(): Promise<void> {
  const scratch = await openDB(SCRATCH_DATABASE_NAME, 1, {
    upgrade(database) {
      // LevelDB compacts only what was written.
      database
        .createObjectStore('scratch')
        .put(0, 0)
        .catch(() => undefined);
    },
  });
  scratch.close();
  await deleteDB(SCRATCH_DATABASE_NAME);
}
