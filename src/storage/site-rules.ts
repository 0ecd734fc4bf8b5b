/**
 * @file The site's rules in the database, sealed as one record beside the settings. An older kiosk does not know the
 * record, and can still open all the rest. A change and its entry in the log are one transaction.
 *
 * The first run writes the record. If it is missing, somebody has removed it. The exception is a kiosk that an older
 * version set up, which wrote the record with the first change only. There the log is whole and tells of no such
 * change.
 */
import { StorageError } from './errors.ts';
import { readSiteSay, refuseDecided, type SiteSay } from './fleet/site-record.ts';
import { differingFields, rulesBySite, siteFieldsOf } from './fleet/site-values.ts';
import {
  decodeSiteRules,
  DEFAULT_SITE_RULES,
  encodeSiteRules,
  parseSiteRules,
  RULE_NAMES,
  type SiteRules,
} from './site-rules-codec.ts';
import type { ChangeTools } from './change-tools.ts';
import type { StateChange } from './record-set/record-change.ts';
import type { AuditEntry, AuditEvent } from './types.ts';
import type { RecordIdentity, SealedRecord, Vault } from './vault.ts';

/** Rules that are ready to be written in place of the stored ones. */
interface PreparedRules {
  readonly rules: SiteRules;
  /** None where nothing changes. */
  readonly changed: readonly (keyof SiteRules)[];
  /** Empty where nothing changes. */
  readonly changes: readonly StateChange[];
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
  // There was one: the set of records tells.
  if ((await audit.doubts()).records.includes(SITE_RULES_KEY)) return;
  if (!(await audit.verify()).intact || (await audit.entries()).some(tellsOfRules)) return;
  const after = await sealSiteRules(vault, DEFAULT_SITE_RULES);
  // Another tab may have written rules during the waits above. Then this writes none.
  await audit.appendWith([], 0, [{ store: 'state', key: SITE_RULES_KEY, before: undefined, after }]);
}

/** @throws StorageError `tampered` if they were altered or removed, or do not fit. */
export async function readSiteRules({ database, vault, audit }: ChangeTools): Promise<SiteRules> {
  if ((await audit.doubts()).records.includes(SITE_RULES_KEY)) throw distrusted();
  return open(vault, await database.get('state', SITE_RULES_KEY));
}

/**
 * @param update - Makes new rules from the stored ones, or from the defaults if those were altered or removed.
 * @param event - The entry for the log. Without it, the entry names the rules that changed.
 * @returns The rules as they are stored. A change that changes nothing is not logged.
 * @throws StorageError `invalid` naming the rule; `siteDecides` for what the site's console has decided.
 */
export async function changeSiteRules(
  tools: ChangeTools,
  update: (before: SiteRules) => SiteRules,
  atMs: number,
  event?: AuditEvent,
): Promise<SiteRules> {
  for (;;) {
    const say = await readSiteSay(tools);
    const prepared = await prepareSiteRules(tools, (before) => {
      const after = update(before ?? DEFAULT_SITE_RULES);
      if (before !== null) refuseDecided(say, differingFields(before, after));
      return after;
    });
    const { rules, changed } = prepared;
    if (changed.length === 0) return rules;
    const entry = event ?? { kind: 'settings', changed };
    if (await tools.audit.appendWith([entry], atMs, prepared.changes)) return rules;
  }
}

/**
 * What the site's console has decided holds, whatever `update` makes of it.
 * @param update - Makes new rules from the stored ones. Gets null if those were altered or removed.
 * @param say - Of the console; left out, as it is stored.
 * @throws StorageError `invalid` naming the rule.
 */
export async function prepareSiteRules(
  tools: ChangeTools,
  update: (before: SiteRules | null) => SiteRules,
  say?: SiteSay,
): Promise<PreparedRules> {
  const stored: unknown = await tools.database.get('state', SITE_RULES_KEY);
  const before = await readSiteRules(tools).catch(() => null);
  const { decisions, distrusted } = say ?? (await readSiteSay(tools));
  const kept = distrusted && before !== null ? siteFieldsOf(before) : decisions;
  const rules = parseSiteRules(rulesBySite(update(before), kept));
  const changed = RULE_NAMES.filter((rule) =>
    before === null ? rule in rules : JSON.stringify(before[rule]) !== JSON.stringify(rules[rule]),
  );
  if (changed.length === 0) return { rules, changed, changes: [] };
  const after = await sealSiteRules(tools.vault, rules);
  const change = { store: 'state', key: SITE_RULES_KEY, before: stored, after } as const;
  return { rules, changed, changes: [{ ...change, settles: before === null }] };
}

async function open(vault: Vault, stored: unknown): Promise<SiteRules> {
  try {
    return decodeSiteRules(await vault.open(IDENTITY, stored));
  } catch (cause) {
    throw distrusted(cause);
  }
}

function distrusted(cause?: unknown): StorageError {
  return new StorageError('tampered', 'The hours and the consent text were altered or removed.', { cause });
}

/** Also true for a removal of old entries: a version that removes entries has written the record before. */
function tellsOfRules({ event }: AuditEntry): boolean {
  if (['scheduled', 'timeZoneSet', 'entriesRemoved'].includes(event.kind)) return true;
  return event.kind === 'settings' && event.changed.some((name) => RULE_NAMES.some((rule) => rule === name));
}
