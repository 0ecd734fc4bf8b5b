/** @file Saves settings, and what is saved with them, in one transaction with the entry in the log: all or nothing. */
import type { ChangeTools } from './change-tools.ts';
import { readSiteSay, refuseDecided } from './fleet/site-record.ts';
import { settingsBySite } from './fleet/site-values.ts';
import { prepareLogDays, readLogDays } from './log/log-days.ts';
import type { StateChange } from './record-set/record-change.ts';
import {
  ALL_FELL_BACK,
  changedFields,
  mergeSettings,
  openSettings,
  sealSettings,
  type Settings,
  type StoredSettings,
} from './settings.ts';
import type { AuditEvent, SettingName } from './types.ts';

const KEY = 'settings';

/** What the administrator saves together with the settings, though it is kept elsewhere. */
export interface BesideSettings {
  /** For how many days entries of the log are kept; null for ever. Left out, it stays as it is. */
  readonly logDays?: number | null;
  /** The kiosk gets another language: the log says so, and the caller keeps it once this has succeeded. */
  readonly language?: boolean;
  /** What the log says of the change; left out, it names the settings that changed. */
  readonly event?: AuditEvent;
}

/** All fell back where the record does not fit the others. */
export async function readSettings({ database, vault, audit }: ChangeTools): Promise<StoredSettings> {
  if ((await audit.doubts()).records.includes(KEY)) return ALL_FELL_BACK;
  return openSettings(vault, await database.get('state', KEY));
}

/**
 * `change` must name every setting that fell back. A change that changes nothing is not logged. What the site's console
 * has decided holds, whatever `change` says.
 * @returns The settings as they are stored.
 * @throws StorageError `invalid`, `tampered` if `change` lacks a setting that fell back, or `siteDecides`. Then nothing
 * has changed.
 */
export async function changeSettings(
  tools: ChangeTools,
  change: Partial<Settings>,
  atMs: number,
  { logDays, language = false, event }: BesideSettings = {},
): Promise<Settings> {
  for (;;) {
    const stored: unknown = await tools.database.get('state', KEY);
    const before = await readSettings(tools);
    const say = await readSiteSay(tools);
    const wanted = { ...before, fellBack: [] };
    refuseDecided(say, changedFields(wanted, mergeSettings(wanted, change)));
    if (logDays !== undefined && logDays !== (await readLogDays(tools)).days) refuseDecided(say, ['logDays']);
    const after = mergeSettings(before, { ...change, ...settingsBySite(say.decisions) });
    const fields = changedFields(before, after);
    const sealed = await sealSettings(tools.vault, after);
    const days =
      logDays === undefined ? null : await prepareLogDays(tools, withDecided(logDays, say.decisions.logDays));
    const changed: SettingName[] = [...fields];
    if (days !== null) changed.push('logDays');
    if (language) changed.push('language');
    if (changed.length === 0) return after;
    const changes: StateChange[] = days === null ? [] : [days];
    if (fields.length > 0) {
      const settles = before.fellBack.length > 0;
      changes.unshift({ store: 'state', key: KEY, before: stored, after: sealed, settles });
    }
    if (await tools.audit.appendWith([event ?? { kind: 'settings', changed }], atMs, changes)) return after;
  }
}

/** Where the log's own record was altered, the door offers to keep the log for ever. */
function withDecided(days: number | null, decided: number | null | undefined): number | null {
  return decided === undefined ? days : decided;
}
