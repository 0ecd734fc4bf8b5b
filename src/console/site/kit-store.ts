/** @file The sealed kit in this browser, so that a visit asks for its passphrase alone. */
import * as v from 'valibot';
import { bytesSchema } from '../../storage/bytes.ts';
import { withConsoleDatabase } from './console-database.ts';

const StoredSchema = v.strictObject({
  siteId: v.string(),
  siteName: v.string(),
  /** As `sealKit` gives them. */
  sealed: bytesSchema(1, 65_536),
});

/** Its name and id tell which site it is of, before it is opened. */
export type StoredKit = Readonly<v.InferOutput<typeof StoredSchema>>;

/** @returns Null where there is none, or none that can be read. */
export async function readStoredKit(): Promise<StoredKit | null> {
  const stored = await withConsoleDatabase((database) => database.get('kit', 'kit'));
  const parsed = v.safeParse(StoredSchema, stored);
  return parsed.success ? parsed.output : null;
}

/** Takes the place of another. */
export async function storeKit(kit: StoredKit): Promise<void> {
  await withConsoleDatabase((database) => database.put('kit', kit, 'kit'));
  // Otherwise the browser may drop it when the disk is full.
  await navigator.storage.persist().catch(() => false);
}

/** And everything else that this browser keeps of the site. */
export async function forgetKit(): Promise<void> {
  await withConsoleDatabase(async (database) => {
    const transaction = database.transaction(['kit', 'kept'], 'readwrite');
    await Promise.all([
      transaction.objectStore('kit').clear(),
      transaction.objectStore('kept').clear(),
      transaction.done,
    ]);
  });
}
