/** @file The sealed kit in this browser, so that a visit asks for its passphrase alone. A console's one database. */
import { type DBSchema, openDB } from 'idb';
import * as v from 'valibot';
import { bytesSchema, type Bytes } from '../../storage/bytes.ts';

const StoredSchema = v.strictObject({
  siteId: v.string(),
  siteName: v.string(),
  /** As `sealKit` gives them. */
  sealed: bytesSchema(1, 65_536),
});

/** Its name and id tell which site it is of, before it is opened. */
export interface StoredKit {
  readonly siteId: string;
  readonly siteName: string;
  readonly sealed: Bytes;
}

interface Schema extends DBSchema {
  readonly kit: { readonly key: 'kit'; readonly value: StoredKit };
}

const open = () =>
  openDB<Schema>('facegate-console', 1, {
    upgrade: (database) => void database.createObjectStore('kit'),
  });

/** @returns Null where there is none, or none that can be read. */
export async function readStoredKit(): Promise<StoredKit | null> {
  const database = await open();
  try {
    const parsed = v.safeParse(StoredSchema, await database.get('kit', 'kit'));
    return parsed.success ? parsed.output : null;
  } finally {
    database.close();
  }
}

/** Takes the place of another. */
export async function storeKit(kit: StoredKit): Promise<void> {
  const database = await open();
  try {
    await database.put('kit', kit, 'kit');
  } finally {
    database.close();
  }
  // Otherwise the browser may drop it when the disk is full.
  await navigator.storage.persist().catch(() => false);
}

export async function forgetKit(): Promise<void> {
  const database = await open();
  try {
    await database.delete('kit', 'kit');
  } finally {
    database.close();
  }
}
