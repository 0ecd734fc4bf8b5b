/**
 * @file What the console of a fleet may decide for its doors, field by field. A field that is absent is each door's
 * own. Types and names only.
 */
import type { Hours, NamedSchedule } from '../schedule/types.ts';
import type { SiteConsentText } from './consent-text.ts';

/** In the order in which screens show them. */
export const SITE_FIELDS = [
  'policy',
  'mode',
  'manyPeople',
  'entryRule',
  'badgeAndPin',
  'hublessDays',
  'timeZone',
  'hours',
  'schedules',
  'consentFace',
  'consentFaceless',
  'retentionDays',
  'logDays',
] as const;

export type SiteField = (typeof SITE_FIELDS)[number];

export interface SiteDecisions {
  readonly policy?: 'convenience' | 'standard' | 'strict';
  readonly mode?: 'identify' | 'verify';
  readonly manyPeople?: 'verify' | 'identify';
  readonly entryRule?: 'face' | 'faceAndHeld';
  readonly badgeAndPin?: 'off' | 'on';
  /** For so many days a door works without the hub; then it asks for badge and PIN. Absent: for ever. */
  readonly hublessDays?: number;
  readonly timeZone?: string;
  /** When everybody may pass. */
  readonly hours?: Hours;
  /** Those that single people can have instead. */
  readonly schedules?: readonly NamedSchedule[];
  readonly consentFace?: SiteConsentText;
  readonly consentFaceless?: SiteConsentText;
  readonly retentionDays?: number;
  /** Null for ever. */
  readonly logDays?: number | null;
}
