/** @file What the console says of the rules that it decides: each value in a few words, and which doors have them. */
import { msg, str } from '@lit/localize';
import type { Door } from '../console/site/door-state.ts';
import type { SiteDecisions, SiteField } from '../core/site/site-decisions.ts';
import { hublessText } from './fleet-door.ts';
import { hoursText } from './hours.ts';
import { policyText } from './policies.ts';
import { settingChoices } from './settings.ts';

/** @param decisions - In which a field may be absent: then each door decides. */
export function decisionText(field: SiteField, decisions: SiteDecisions): string {
  if (decisions[field] === undefined)
    return field === 'hublessDays' ? hublessText(null) : msg('Each door decides');
  const language = document.documentElement.lang || 'en';
  switch (field) {
    case 'policy':
      return policyText(decisions.policy ?? 'strict').name;
    case 'mode':
    case 'manyPeople':
    case 'entryRule':
    case 'badgeAndPin':
      return new Map(Object.entries(settingChoices(false)[field])).get(decisions[field] ?? '')?.name ?? '';
    case 'hublessDays':
      return hublessText(decisions.hublessDays ?? null);
    case 'timeZone':
      return decisions.timeZone ?? '';
    case 'hours':
      return hoursText(decisions.hours ?? null, language);
    case 'schedules':
      return (decisions.schedules ?? []).map(({ name }) => name).join(', ');
    case 'consentFace':
    case 'consentFaceless':
      return (decisions[field].texts ?? null) === null ? msg('The built-in text') : msg('Our own text');
    case 'retentionDays':
      return String(decisions.retentionDays ?? '');
    case 'logDays':
      return decisions.logDays === null ? msg('For ever') : String(decisions.logDays ?? '');
  }
}

/** @param at - Of the last change; null before the first. */
export function takenText(at: string | null, doors: readonly Door[]): string {
  if (at === null) return msg('Nothing is decided here yet: each door decides everything.');
  const taken = doors.filter(({ heard }) => heard?.report.rules === at).length;
  return msg(str`${taken} of ${doors.length} doors have taken these rules.`);
}
