/**
 * @file What the site's console decides for this door, in one transaction: the fleet's record of it, settings, rules,
 * the log's days, and the entry in the log. So after a power cut there is all of it or nothing.
 */
import { SITE_FIELDS, type SiteField } from '../../core/site/site-decisions.ts';
import type { ChangeTools } from '../change-tools.ts';
import { prepareLogDays, readLogDays } from '../log/log-days.ts';
import type { RecordChange } from '../record-set/record-change.ts';
import { readSettings } from '../settings-changes.ts';
import { changedFields, mergeSettings, sealSettings } from '../settings.ts';
import { prepareSiteRules, readSiteRules } from '../site-rules.ts';
import type { AuditEvent } from '../types.ts';
import { readStoredRules, rulesRecordChange, type StoredRules } from './site-record.ts';
import { differingFields, readSiteValues, rulesBySite, settingsBySite } from './site-values.ts';

/**
 * Settings and rules that were altered stay as they are: whoever saves them anew at the door gets the console's values
 * with them.
 * @param prepare - Makes the new record of the stored one. Called anew where another tab was faster.
 * @returns False where everything is as it was.
 */
export async function changeBySite(
  tools: ChangeTools,
  prepare: (stored: StoredRules) => Pick<StoredRules, 'record' | 'values'>,
  atMs: number,
): Promise<boolean> {
  for (;;) {
    const stored = await readStoredRules(tools);
    const next = prepare(stored);
    const [before, { decisions }] = [readSiteValues(stored.values).decisions, readSiteValues(next.values)];
    const changed = new Set<SiteField>(
      SITE_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(decisions[field])),
    );
    const changes: RecordChange[] = [];
    if (stored.distrusted || JSON.stringify(stored.record) !== JSON.stringify(next.record)) {
      changes.push(await rulesRecordChange(tools, next));
    }

    const settingsRecord: unknown = await tools.database.get('state', 'settings');
    const settings = await readSettings(tools);
    if (settings.fellBack.length === 0) {
      const after = mergeSettings(settings, settingsBySite(decisions));
      const fields = changedFields(settings, after);
      for (const field of SITE_FIELDS) if (fields.some((one) => one === field)) changed.add(field);
      if (fields.length > 0) {
        const sealed = await sealSettings(tools.vault, after);
        changes.push({ store: 'state', key: 'settings', before: settingsRecord, after: sealed });
      }
    }

    const { logDays } = decisions;
    if (logDays !== undefined && !(await readLogDays(tools)).fellBack) {
      const days = await prepareLogDays(tools, logDays);
      if (days !== null) {
        changes.push(days);
        changed.add('logDays');
      }
    }

    const rules = await readSiteRules(tools).catch(() => null);
    if (rules !== null) {
      const say = { decisions, distrusted: false };
      const prepared = await prepareSiteRules(tools, (here) => rulesBySite(here ?? rules, decisions), say);
      changes.push(...prepared.changes);
      for (const field of differingFields(rules, prepared.rules)) changed.add(field);
    }

    if (changes.length === 0) return false;
    const event: AuditEvent = { kind: 'siteDecided', changed: SITE_FIELDS.filter((one) => changed.has(one)) };
    const events = changed.size === 0 ? [] : [event];
    if (await tools.audit.appendWith(events, atMs, changes)) return true;
  }
}
