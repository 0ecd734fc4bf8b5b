/** @file What changes of stored records are made with. */
import type { AuditLog } from './log/audit-log.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

export interface ChangeTools {
  readonly database: Database;
  readonly vault: Vault;
  readonly audit: AuditLog;
  readonly crypto: Crypto;
}
