/** @file What a recognised person shows besides the face before the door opens. Pure. */
import type { Accommodation, EntryRule, Person } from '../template/types.ts';

/** What somebody shows besides the face. */
export type HeldFactor = 'badge' | 'pin' | 'badgeAndPin';

/** What a door asks of everybody; the last one while it has not heard its hub for longer than the site allows. */
export type DoorRule = EntryRule | 'faceBadgeAndPin';

export interface SubjectEntry {
  /** The stricter of the door's rule and the subject's own. */
  readonly rule: DoorRule;
  readonly accommodations: readonly Accommodation[];
  readonly hasBadge: boolean;
  readonly hasPin: boolean;
}

/** Of somebody who is not enrolled (any more): nothing opens the door. */
const NOBODY: SubjectEntry = { rule: 'faceAndHeld', accommodations: [], hasBadge: false, hasPin: false };

/** @param subject - Undefined for somebody who is not enrolled (any more). */
export function entryOf(
  subject: Pick<Person, 'entryRule' | 'accommodations' | 'badge' | 'pin'> | undefined,
  doorRule: DoorRule,
): SubjectEntry {
  if (subject === undefined) return NOBODY;
  const { entryRule, accommodations, badge, pin } = subject;
  const rule = doorRule === 'face' ? entryRule : doorRule;
  return { rule, accommodations, hasBadge: badge !== null, hasPin: pin !== null };
}

/**
 * What is asked after the face. A PIN is asked of whoever has one, since a badge number may be read off the badge.
 * @param faceAlone - Whether the face alone may open the door now.
 * @returns Null when the face is enough; `lacking` when the subject has nothing that could be asked for.
 */
export function heldFactorOf(entry: SubjectEntry, faceAlone: boolean): HeldFactor | 'lacking' | null {
  const { rule, accommodations, hasBadge, hasPin } = entry;
  if (rule === 'faceBadgeAndPin' || accommodations.length > 0)
    return hasBadge && hasPin ? 'badgeAndPin' : 'lacking';
  if (rule === 'face' && faceAlone) return null;
  return hasPin ? 'pin' : hasBadge ? 'badge' : 'lacking';
}
