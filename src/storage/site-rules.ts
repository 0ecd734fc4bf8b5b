/**
 * @file The site's own rules – who may pass when, and what people agree to – sealed as one record beside the settings, so
 * that the kiosk's version before, which knows none of them, still opens all the rest after the way back.
 *
 * A change and its entry in the log are one transaction.
 */
import * as v from 'valibot';
import { BUILT_IN_CONSENT, MAX_CONSENT_CHARACTERS, type SiteConsent } from '../core/consent/consent-text.ts';
import { ALWAYS, ANY_TIME, type Schedules } from '../core/schedule/types.ts';
import type { AuditLog } from './audit-log.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import type { Database } from './database.ts';
import { StorageError } from './errors.ts';
import type { AuditEvent } from './types.ts';
import { isSameSealing, type RecordIdentity, type Vault } from './vault.ts';

export interface SiteRules {
  readonly schedules: Schedules;
  readonly consent: SiteConsent;
}

export const DEFAULT_SITE_RULES: SiteRules = {
  schedules: ANY_TIME,
  consent: BUILT_IN_CONSENT,
};

export const MAX_SCHEDULES = 8;
export const MAX_WINDOWS = 14;
export const MAX_SCHEDULE_NAME = 60;

interface Stores {
  readonly database: Database;
  readonly vault: Vault;
  readonly audit: AuditLog;
}

const KEY = 'siteRules';
const IDENTITY: RecordIdentity = { kind: 'siteRules', id: KEY, modelSha256: null };

const Minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_439));
const Days = v.pipe(
  v.array(v.picklist([1, 2, 3, 4, 5, 6, 7])),
  v.minLength(1),
  v.check((days) => days.every((day, at) => at === 0 || day > days[at - 1])),
);
const Windows = v.pipe(
  v.array(v.strictObject({ days: Days, fromMinute: Minute, untilMinute: Minute })),
  v.maxLength(MAX_WINDOWS),
);
const ScheduleId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

const SchedulesSchema = v.pipe(
  v.strictObject({
    site: v.nullable(Windows),
    named: v.pipe(
      v.array(
        v.strictObject({
          id: v.pipe(
            ScheduleId,
            v.check((id) => id !== ALWAYS),
          ),
          name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_SCHEDULE_NAME)),
          windows: Windows,
        }),
      ),
      v.maxLength(MAX_SCHEDULES),
      v.check((named) => new Set(named.map(({ id }) => id)).size === named.length),
    ),
    assigned: v.record(v.pipe(v.string(), v.maxLength(64)), ScheduleId),
  }),
);

const ConsentTextSchema = v.strictObject({
  revision: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  texts: v.nullable(
    v.record(
      v.pipe(v.string(), v.regex(/^[a-z]{2}$/)),
      v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_CONSENT_CHARACTERS)),
    ),
  ),
});

const RulesSchema = v.strictObject({
  schedules: SchedulesSchema,
  consent: v.strictObject({ face: ConsentTextSchema, faceless: ConsentTextSchema }),
});

/** @throws StorageError `tampered`. */
export async function readSiteRules({ database, vault }: Omit<Stores, 'audit'>): Promise<SiteRules> {
  return open(vault, await database.get('state', KEY));
}

/**
 * @param update - Makes the new rules of those that are stored; of the defaults where those were altered.
 * @param event - What the log says of it; left out, it names the rules that changed.
 * @returns The rules as they are stored. A change that changes nothing is not logged.
 * @throws StorageError `invalid` naming the field.
 */
export async function changeSiteRules(
  { database, vault, audit }: Stores,
  update: (before: SiteRules) => SiteRules,
  atMs: number,
  event?: AuditEvent,
): Promise<SiteRules> {
  for (;;) {
    const stored: unknown = await database.get('state', KEY);
    const before = await open(vault, stored).catch(() => null);
    const after = parse(update(before ?? DEFAULT_SITE_RULES));
    const changed = (Object.keys(after) as (keyof SiteRules)[]).filter(
      (rule) => before === null || JSON.stringify(before[rule]) !== JSON.stringify(after[rule]),
    );
    if (changed.length === 0) return after;
    const sealed = await vault.seal(IDENTITY, encodeUtf8(JSON.stringify(after)));
    const entry = event ?? { kind: 'settings', changed };
    const done = await audit.appendWith([entry], atMs, async (transaction) => {
      const store = transaction.objectStore('state');
      // Another tab may have changed them: then look again.
      if (!isSameSealing(await store.get(KEY), stored)) return false;
      await store.put(sealed, KEY);
      return true;
    });
    if (done) return after;
  }
}

async function open(vault: Vault, stored: unknown): Promise<SiteRules> {
  if (stored === undefined) return DEFAULT_SITE_RULES;
  try {
    return parse(JSON.parse(decodeUtf8(await vault.open(IDENTITY, stored))));
  } catch (cause) {
    throw new StorageError('tampered', 'The hours and the consent text were altered or damaged.', { cause });
  }
}

function parse(value: unknown): SiteRules {
  const parsed = v.safeParse(RulesSchema, value);
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]) ?? 'rules';
  throw new StorageError('invalid', `The rule “${field}” is missing or out of range.`);
}
