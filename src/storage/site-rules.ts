/**
 * @file The site's rules in the database, sealed as one record beside the settings. An older kiosk does not know the
 * record, and can still open all the rest. A change and its entry in the log are one transaction.
 *
 * The first run writes the record. If it is missing, somebody has removed it. The exception is a kiosk that an older
 * version set up, which wrote the record with the first change only. There the log is whole and tells of no such
 * change.
 */
import { writeAtomically, type WriteTransaction } from './database.ts';
import { StorageError } from './errors.ts';
import {
  decodeSiteRules,
  DEFAULT_SITE_RULES,
  encodeSiteRules,
  parseSiteRules,
  type SiteRules,
} from './site-rules-codec.ts';
import type { ChangeTools } from './change-tools.ts';
import type { AuditEntry, AuditEvent } from './types.ts';
import { isSameSealing, type RecordIdentity, type SealedRecord, type Vault } from './vault.ts';

/** Rules that are ready to be written in place of the stored ones. */
interface PreparedRules {
  readonly rules: SiteRules;
  /** None where nothing changes. */
  readonly changed: readonly (keyof SiteRules)[];
  /** Puts them into the transaction. False if the stored rules have changed since these were made. */
  readonly write: (transaction: WriteTransaction) => Promise<boolean>;
}

export const SITE_RULES_KEY = 'siteRules';
const IDENTITY: RecordIdentity = { kind: 'siteRules', id: SITE_RULES_KEY, modelSha256: null };

export function sealSiteRules(vault: Vault, rules: SiteRules): Promise<SealedRecord> {
  return vault.seal(IDENTITY, encodeSiteRules(rules));
}

/**
 * Writes the record for a kiosk that an older version set up, once. Reads the whole log, but only if the record is
 * missing.
 * @throws StorageError `quotaExceeded`, `unavailable`.
 */
export async function beginSiteRules({ database, vault, audit }: ChangeTools): Promise<void> {
  if ((await database.getKey('state', SITE_RULES_KEY)) !== undefined) return;
  if (!(await audit.verify()).intact || (await audit.entries()).some(tellsOfRules)) return;
  const sealed = await sealSiteRules(vault, DEFAULT_SITE_RULES);
  await writeAtomically(database, async (transaction) => {
    const store = transaction.objectStore('state');
    // Another tab may have written rules during the waits above.
    if ((await store.getKey(SITE_RULES_KEY)) === undefined) await store.put(sealed, SITE_RULES_KEY);
  });
}

/** @throws StorageError `tampered` if they were altered or removed. */
export async function readSiteRules({ database, vault }: Omit<ChangeTools, 'audit'>): Promise<SiteRules> {
  return open(vault, await database.get('state', SITE_RULES_KEY));
}

/**
 * @param update - Makes new rules from the stored ones, or from the defaults if those were altered or removed.
 * @param event - The entry for the log. Without it, the entry names the rules that changed.
 * @returns The rules as they are stored. A change that changes nothing is not logged.
 * @throws StorageError `invalid` naming the rule.
 */
export async function changeSiteRules(
  tools: ChangeTools,
  update: (before: SiteRules) => SiteRules,
  atMs: number,
  event?: AuditEvent,
): Promise<SiteRules> {
  for (;;) {
    const prepared = await prepareSiteRules(tools, (before) => update(before ?? DEFAULT_SITE_RULES));
    const { rules, changed } = prepared;
    if (changed.length === 0) return rules;
    const entry = event ?? { kind: 'settings', changed };
    if (await tools.audit.appendWith([entry], atMs, prepared.write)) return rules;
  }
}

/**
 * @param update - Makes new rules from the stored ones. Gets null if those were altered or removed.
 * @throws StorageError `invalid` naming the rule.
 */
export async function prepareSiteRules(
  { database, vault }: Omit<ChangeTools, 'audit'>,
  update: (before: SiteRules | null) => SiteRules,
): Promise<PreparedRules> {
  const stored: unknown = await database.get('state', SITE_RULES_KEY);
  const before = await open(vault, stored).catch(() => null);
  const rules = parseSiteRules(update(before));
  const names = Object.keys(DEFAULT_SITE_RULES) as (keyof SiteRules)[];
  const changed = names.filter(
    (rule) => before === null || JSON.stringify(before[rule]) !== JSON.stringify(rules[rule]),
  );
  const sealed = await sealSiteRules(vault, rules);
  return {
    rules,
    changed,
    write: async (transaction) => {
      const store = transaction.objectStore('state');
      if (!isSameSealing(await store.get(SITE_RULES_KEY), stored)) return false;
      if (changed.length > 0) await store.put(sealed, SITE_RULES_KEY);
      return true;
    },
  };
}

async function open(vault: Vault, stored: unknown): Promise<SiteRules> {
  try {
    return decodeSiteRules(await vault.open(IDENTITY, stored));
  } catch (cause) {
    throw new StorageError('tampered', 'The hours and the consent text were altered or removed.', { cause });
  }
}

/** Also true for a removal of old entries: a version that removes entries has written the record before. */
function tellsOfRules({ event }: AuditEntry): boolean {
  if (['scheduled', 'timeZoneSet', 'entriesRemoved'].includes(event.kind)) return true;
  return event.kind === 'settings' && event.changed.some((name) => name in DEFAULT_SITE_RULES);
}
