/** @file What changes of stored records are made with. */
import type { AtomicChange, AuditLog } from './log/audit-log.ts';
import type { Database, FacegateSchema } from './database.ts';
import { isSameSealing, type SealedRecord, type Vault } from './vault.ts';

export interface ChangeTools {
  readonly database: Database;
  readonly vault: Vault;
  readonly audit: AuditLog;
}

/** A sealed record of the store `state` that is to take the place of the one that is stored. */
export interface Replacement {
  readonly key: FacegateSchema['state']['key'];
  /** What the new one was made of. */
  readonly stored: unknown;
  readonly sealed: SealedRecord;
}

/** Writes all of them; writes none where another tab has replaced one meanwhile: then the caller looks again. */
export function replacing(...replacements: readonly Replacement[]): AtomicChange {
  return async (transaction) => {
    const state = transaction.objectStore('state');
    const now = await Promise.all(replacements.map(async ({ key }) => state.get(key)));
    if (!replacements.every(({ stored }, row) => isSameSealing(now[row], stored))) return false;
    await Promise.all(replacements.map(async ({ key, sealed }) => state.put(sealed, key)));
    return true;
  };
}
