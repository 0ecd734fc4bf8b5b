/** @file The console's one database in this browser: the sealed kit, and records that the hub may lose. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

interface Schema extends DBSchema {
  /** What a row holds is for the modules of the stores to check. */
  readonly kit: { readonly key: 'kit'; readonly value: unknown };
  readonly kept: { readonly key: string; readonly value: unknown };
}

/** Opens it for `work`, and closes it. */
export async function withConsoleDatabase<Result>(
  work: (database: IDBPDatabase<Schema>) => Promise<Result>,
): Promise<Result> {
  const database = await openDB<Schema>('facegate-console', 1, {
    upgrade(opened) {
      opened.createObjectStore('kit');
      opened.createObjectStore('kept');
    },
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}
