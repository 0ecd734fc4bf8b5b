/**
 * @file What the site's console has decided, as a door keeps it: the fleet's own record of it, sealed, and beside it
 * the values by which the store refuses whoever would change such a field here.
 */
import * as v from 'valibot';
import { SITE_FIELDS, type SiteDecisions, type SiteField } from '../../core/site/site-decisions.ts';
import { decodeUtf8, encodeUtf8 } from '../bytes.ts';
import type { ChangeTools } from '../change-tools.ts';
import { isStorageError, StorageError } from '../errors.ts';
import type { StateChange } from '../record-set/record-change.ts';
import { readFleetState, stateChange } from './fleet-state.ts';
import { readSiteValues, type SiteValues } from './site-values.ts';

const RecordSchema = v.object({ record: v.unknown(), values: v.record(v.string(), v.unknown()) });

/** What the console says of this door's fields. */
export interface SiteSay {
  readonly decisions: SiteDecisions;
  /** What was stored of it was altered or removed: until the fleet tells anew, nobody changes such a field here. */
  readonly distrusted: boolean;
}

/** As the fleet wrote it. */
export interface StoredRules {
  /** For `src/fleet` to read; null where there is none, or none that can be relied on. */
  readonly record: unknown;
  readonly values: SiteValues;
  readonly distrusted: boolean;
}

const NONE = { record: null, values: {} } as const;

export async function readStoredRules(tools: ChangeTools): Promise<StoredRules> {
  try {
    const bytes = await readFleetState(tools, 'fleetRules');
    const stored = bytes === null ? NONE : v.parse(RecordSchema, JSON.parse(decodeUtf8(bytes)));
    return { ...stored, distrusted: false };
  } catch (error) {
    if (!isStorageError(error, 'tampered')) throw error;
    return { ...NONE, distrusted: true };
  }
}

export function rulesRecordChange(
  tools: ChangeTools,
  rules: Pick<StoredRules, 'record' | 'values'>,
): Promise<StateChange> {
  const { record, values } = rules;
  return stateChange(tools, 'fleetRules', encodeUtf8(JSON.stringify({ record, values })));
}

export async function readSiteSay(tools: ChangeTools): Promise<SiteSay> {
  const { values, distrusted } = await readStoredRules(tools);
  return { decisions: readSiteValues(values).decisions, distrusted };
}

function isDecided({ decisions, distrusted }: SiteSay, field: SiteField): boolean {
  return distrusted || decisions[field] !== undefined;
}

/**
 * @param changed - What somebody at the door wants other than it is stored.
 * @throws StorageError `siteDecides`.
 */
export function refuseDecided(say: SiteSay, changed: readonly string[]): void {
  if (SITE_FIELDS.some((field) => changed.includes(field) && isDecided(say, field)))
    throw new StorageError('siteDecides');
}
