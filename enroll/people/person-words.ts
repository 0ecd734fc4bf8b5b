/** @file What the list of people says of a person. Pure. */
import { msg, str } from '@lit/localize';
import {
  type ConsentReach,
  isPresentText,
  parseAgreedText,
  type SiteConsent,
} from '../../src/core/site/consent-text.ts';
import type { NamedPerson } from '../../src/core/template/types.ts';
import { CAPTURE_POSES } from '../../src/core/enrolment/capture-state.ts';
import { viewsText } from '../../src/locales/enrolment.ts';
import { percentText } from '../../src/locales/decimals.ts';
import { dateText } from '../../src/locales/moments.ts';

export function templateText({ template, meanQuality }: NamedPerson): string {
  if (template === null) return msg('No face: badge and PIN only');
  const count = template.views;
  return meanQuality === null
    ? msg(str`Measurements of the face: ${count}`)
    : msg(str`Measurements of the face: ${count}, quality of the pictures ${percentText(meanQuality, 2)}`);
}

/** How many of the views that were asked for are in the template, and which are not. */
export function viewsTakenText({ skippedViews }: Pick<NamedPerson, 'skippedViews'>): string {
  const all = CAPTURE_POSES.length;
  if (skippedViews === null) return msg('not noted');
  const taken = msg(str`${all - skippedViews.length} of ${all}`);
  return skippedViews.length === 0 ? taken : `${taken}; ${msg(str`Missing: ${viewsText(skippedViews)}`)}`;
}

/** When, to which version, in which language, and whether that is the present one. */
export function consentText(
  { consent, template }: NamedPerson,
  present: SiteConsent,
  logDays: number | null,
  reach: ConsentReach,
): string {
  const { version, language } = parseAgreedText(consent.textVersion);
  const text = language === null ? version : `${version} (${language})`;
  const given = msg(str`given ${dateText(consent.givenAtMs)}, text ${text}`);
  const kind = template === null ? 'faceless' : 'face';
  return isPresentText(consent.textVersion, present, kind, logDays, reach)
    ? given
    : `${given}; ${msg('the text is another now')}`;
}

/**
 * @param seenAtMs - Undefined for somebody whom the log does not know to have been let in, null while it is read.
 * @param logBeginsMs - Null where the log goes back to the first day.
 */
export function lastSeenText(
  { enrolledAtMs }: NamedPerson,
  seenAtMs: number | undefined | null,
  logBeginsMs: number | null,
): string {
  if (seenAtMs === null) return '…';
  if (seenAtMs !== undefined) return dateText(seenAtMs);
  return logBeginsMs === null || logBeginsMs < enrolledAtMs
    ? msg('never')
    : msg(str`before ${dateText(logBeginsMs)}, or never`);
}
