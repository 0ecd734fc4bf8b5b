/** @file Saves settings, and what is saved with them, in one transaction with the entry in the log: all or nothing. */
import { replacing, type ChangeTools } from './change-tools.ts';
import { prepareLogDays } from './log/log-days.ts';
import { changedFields, mergeSettings, openSettings, sealSettings, type Settings } from './settings.ts';
import type { AuditEvent, SettingName } from './types.ts';
import type { Vault } from './vault.ts';

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

/** @throws StorageError `tampered`. */
export async function readSettings({ database, vault }: Omit<ChangeTools, 'audit'>): Promise<Settings> {
  return openSettings(vault, await database.get('state', KEY));
}

/**
 * If the stored settings were altered, `change` must name every field. A change that changes nothing is not logged.
 * @returns The settings as they are stored.
 * @throws StorageError `invalid`, or `tampered` if the stored settings were altered and `change` lacks a field. Then
 * nothing has changed.
 */
export async function changeSettings(
  tools: ChangeTools,
  change: Partial<Settings>,
  atMs: number,
  { logDays, language = false, event }: BesideSettings = {},
): Promise<Settings> {
  for (;;) {
    const stored: unknown = await tools.database.get('state', KEY);
    const before = await openSettingsUnless(tools.vault, stored, change);
    const after = mergeSettings(before, change);
    const fields = changedFields(before, after);
    const sealed = await sealSettings(tools.vault, after);
    const days = logDays === undefined ? null : await prepareLogDays(tools, logDays);
    const changed: SettingName[] = [...fields];
    if (days !== null) changed.push('logDays');
    if (language) changed.push('language');
    if (changed.length === 0) return after;
    const settings = fields.length === 0 ? [] : [{ key: KEY, stored, sealed } as const];
    const write = replacing(...settings, ...(days === null ? [] : [days]));
    if (await tools.audit.appendWith([event ?? { kind: 'settings', changed }], atMs, write)) return after;
  }
}

/** Null if they cannot be opened and `change` names every field. */
async function openSettingsUnless(
  vault: Vault,
  stored: unknown,
  change: Partial<Settings>,
): Promise<Settings | null> {
  try {
    return await openSettings(vault, stored);
  } catch (error) {
    try {
      mergeSettings(null, change);
    } catch {
      throw error;
    }
    return null;
  }
}
