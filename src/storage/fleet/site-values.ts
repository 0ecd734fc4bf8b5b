/**
 * @file What the console has decided for this door, field by field: checked as the door's own fields are, and put over
 * them.
 */
import { isTimeZone } from '../../core/schedule/wall-time.ts';
import { ANY_TIME, type Hours, type NamedSchedule } from '../../core/schedule/types.ts';
import { BUILT_IN_CONSENT, type SiteConsentText, takeSiteText } from '../../core/site/consent-text.ts';
import { MOST_HUBLESS_DAYS } from '../../core/site/hub-absence.ts';
import { SITE_FIELDS, type SiteDecisions, type SiteField } from '../../core/site/site-decisions.ts';
import { isStorageError, StorageError } from '../errors.ts';
import { isLogDays } from '../log/log-days.ts';
import { DEFAULT_SETTINGS, mergeSettings, type Settings } from '../settings.ts';
import { DEFAULT_SITE_RULES, parseSiteRules, type SiteRules } from '../site-rules-codec.ts';

/** In place of null, which stands for a field that each door decides: any time, and for ever. */
const WITHOUT_END = 'always';

/** Of a fleet's record, by field: as JSON has them. Null, and a field that is not there, are each door's own. */
export type SiteValues = Readonly<Record<string, unknown>>;

const SETTING_FIELDS = ['policy', 'mode', 'manyPeople', 'entryRule', 'badgeAndPin', 'retentionDays'] as const;

/** Throws a StorageError `invalid` for what the field cannot be. */
const CHECKS: { readonly [Field in SiteField]: (value: unknown) => SiteDecisions[Field] } = {
  policy: (value) => settingOf('policy', value),
  mode: (value) => settingOf('mode', value),
  manyPeople: (value) => settingOf('manyPeople', value),
  entryRule: (value) => settingOf('entryRule', value),
  badgeAndPin: (value) => settingOf('badgeAndPin', value),
  retentionDays: (value) => settingOf('retentionDays', value),
  hublessDays: (value) => {
    const days = Number(value);
    if (value !== days || !Number.isInteger(days) || days < 1 || days > MOST_HUBLESS_DAYS)
      throw new StorageError('invalid');
    return days;
  },
  logDays: (value) => {
    const days = value === WITHOUT_END ? null : value;
    if (!isLogDays(days)) throw new StorageError('invalid');
    return days;
  },
  timeZone: (value) => {
    if (typeof value !== 'string' || !isTimeZone(value)) throw new StorageError('invalid');
    return schedulesOf({ timeZone: value }).timeZone;
  },
  hours: (value) => schedulesOf({ site: value === WITHOUT_END ? null : (value as Hours) }).site,
  schedules: (value) => schedulesOf({ named: value as readonly NamedSchedule[] }).named,
  consentFace: (value) => textOf(value),
  consentFaceless: (value) => textOf(value),
};

/**
 * Those fields that this version can use; the others are left out, and each door decides them.
 * @returns `leftOut`: names of fields that this version does not know, or whose value is out of range.
 */
export function readSiteValues(values: SiteValues): {
  readonly decisions: SiteDecisions;
  readonly leftOut: readonly string[];
} {
  const decisions: Partial<Record<SiteField, unknown>> = {};
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    const field = SITE_FIELDS.find((one) => one === name);
    try {
      if (field === undefined) leftOut.push(name);
      else decisions[field] = CHECKS[field](value);
    } catch (error) {
      if (!isStorageError(error, 'invalid')) throw error;
      leftOut.push(name);
    }
  }
  return { decisions: decisions as SiteDecisions, leftOut };
}

/** As a record of the fleet has it. @param decision - Undefined for what each door decides. */
export function siteValueOf(decision: SiteDecisions[SiteField]): unknown {
  if (decision === undefined) return null;
  return decision ?? WITHOUT_END;
}

/** The settings that the console has decided. */
export function settingsBySite(decisions: SiteDecisions): Partial<Settings> {
  return Object.fromEntries(
    SETTING_FIELDS.flatMap((name) => (decisions[name] === undefined ? [] : [[name, decisions[name]]])),
  );
}

/** `rules` with what the console has decided. */
export function rulesBySite(rules: SiteRules, decisions: SiteDecisions): SiteRules {
  const { hours, schedules: named, timeZone, consentFace, consentFaceless } = decisions;
  const { face, faceless } = rules.consent;
  return {
    ...rules,
    schedules: {
      ...rules.schedules,
      ...(hours === undefined ? {} : { site: hours }),
      ...(named === undefined ? {} : { named }),
      ...(timeZone === undefined ? {} : { timeZone }),
    },
    consent: {
      ...rules.consent,
      ...(consentFace === undefined ? {} : { face: takeSiteText(face, consentFace) }),
      ...(consentFaceless === undefined ? {} : { faceless: takeSiteText(faceless, consentFaceless) }),
    },
  };
}

/** What of the rules the console may decide, by field. */
export function siteFieldsOf({ schedules, consent }: SiteRules): SiteDecisions {
  const { site: hours, named, timeZone } = schedules;
  return {
    ...{ hours, schedules: named, consentFace: consent.face, consentFaceless: consent.faceless },
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

/** Fields of the rules in which the two differ, of those that the console may decide. */
export function differingFields(before: SiteRules, after: SiteRules): readonly SiteField[] {
  const [one, other] = [siteFieldsOf(before), siteFieldsOf(after)];
  return SITE_FIELDS.filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]));
}

function settingOf<Name extends (typeof SETTING_FIELDS)[number]>(name: Name, value: unknown): Settings[Name] {
  return mergeSettings({ values: DEFAULT_SETTINGS, fellBack: [] }, { [name]: value })[name];
}

function schedulesOf(change: Partial<SiteRules['schedules']>) {
  return parseSiteRules({ ...DEFAULT_SITE_RULES, schedules: { ...ANY_TIME, ...change } }).schedules;
}

function textOf(value: unknown): SiteConsentText {
  const consent = { ...BUILT_IN_CONSENT, face: value };
  return parseSiteRules({ ...DEFAULT_SITE_RULES, consent }).consent.face;
}
