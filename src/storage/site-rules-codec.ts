/**
 * @file The site's own rules as bytes and back: who may pass when, what people agree to, and what the door shows of the
 * site. Checks rules that come from outside. The bytes are not encrypted.
 *
 * Fields that this version does not know are kept: a later version wrote them before the site went back to this one.
 */
import * as v from 'valibot';
import {
  BUILT_IN_CONSENT,
  MAX_CONSENT_CHARACTERS,
  MAX_EARLIER_TEXTS,
  type SiteConsent,
} from '../core/site/consent-text.ts';
import { DOOR_FACE_LIMITS, type DoorFace, isLogo } from '../core/site/door-face.ts';
import { ALWAYS, ANY_TIME, type Schedules } from '../core/schedule/types.ts';
import { decodeUtf8, encodeUtf8, type Bytes } from './bytes.ts';
import { StorageError } from './errors.ts';

export interface SiteRules {
  readonly schedules: Schedules;
  readonly consent: SiteConsent;
  /** Absent in rules of earlier versions, and until it is set. */
  readonly doorFace?: DoorFace;
}

export const RULE_NAMES = [
  'schedules',
  'consent',
  'doorFace',
] as const satisfies readonly (keyof SiteRules)[];

export const DEFAULT_SITE_RULES: SiteRules = {
  schedules: ANY_TIME,
  consent: BUILT_IN_CONSENT,
};

export const MAX_SCHEDULES = 8;
export const MAX_WINDOWS = 14;
export const MAX_SCHEDULE_NAME = 60;

const Minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_439));
const Days = v.pipe(
  v.array(v.picklist([1, 2, 3, 4, 5, 6, 7])),
  v.minLength(1),
  v.check((days) => days.every((day, at) => at === 0 || day > days[at - 1])),
);
const Windows = v.pipe(
  v.array(v.looseObject({ days: Days, fromMinute: Minute, untilMinute: Minute })),
  v.maxLength(MAX_WINDOWS),
);
/** Which names there are differs from browser to browser, so only the form is checked. */
const TimeZone = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_+\-/]{1,64}$/));
const ScheduleId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

const SchedulesSchema = v.looseObject({
  site: v.nullable(Windows),
  named: v.pipe(
    v.array(
      v.looseObject({
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
  timeZone: v.exactOptional(TimeZone),
});

const Revision = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Texts = v.record(
  v.pipe(v.string(), v.regex(/^[a-z]{2}$/)),
  v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_CONSENT_CHARACTERS)),
);

const ConsentTextSchema = v.looseObject({
  revision: Revision,
  texts: v.nullable(Texts),
  earlier: v.exactOptional(
    v.pipe(v.array(v.looseObject({ revision: Revision, texts: Texts })), v.maxLength(MAX_EARLIER_TEXTS)),
  ),
});

/** One line: no control characters, which could change how the rest of the screen reads. */
function lineSchema(maxCharacters: number) {
  return v.pipe(v.string(), v.maxLength(maxCharacters), v.regex(/^[^\p{Cc}]*$/u));
}

const DoorFaceSchema = v.looseObject({
  siteName: lineSchema(DOOR_FACE_LIMITS.siteName),
  door: lineSchema(DOOR_FACE_LIMITS.door),
  help: lineSchema(DOOR_FACE_LIMITS.help),
  clock: v.boolean(),
  logo: v.pipe(v.string(), v.check(isLogo)),
});

const RulesSchema = v.looseObject({
  schedules: SchedulesSchema,
  consent: v.looseObject({ face: ConsentTextSchema, faceless: ConsentTextSchema }),
  doorFace: v.exactOptional(DoorFaceSchema),
});

/** @throws StorageError `invalid` naming the rule. */
export function parseSiteRules(value: unknown): SiteRules {
  const parsed = v.safeParse(RulesSchema, value);
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]) ?? 'rules';
  throw new StorageError('invalid', `The rule “${field}” is missing or out of range.`);
}

/** JSON in UTF-8. */
export function encodeSiteRules(rules: SiteRules): Bytes {
  return encodeUtf8(JSON.stringify(rules));
}

/** @throws StorageError `invalid` for bytes that are no rules. */
export function decodeSiteRules(bytes: Uint8Array): SiteRules {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch {
    throw new StorageError('invalid', 'The rules cannot be read.');
  }
  return parseSiteRules(value);
}
