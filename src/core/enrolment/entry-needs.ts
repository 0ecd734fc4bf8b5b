/** @file What somebody must have for what is asked of them at the door. Knows neither the form nor the store. */
import type { Accommodation, EntryRule, Subject } from '../template/types.ts';

/** What an operator notes of somebody for the door. */
export interface EntryNeeds {
  readonly entryRule: EntryRule;
  readonly accommodations: readonly Accommodation[];
}

export const ACCOMMODATIONS: readonly Accommodation[] = ['light', 'turn', 'nod', 'blink', 'mouth', 'move'];

export const NO_NEEDS: EntryNeeds = { entryRule: 'face', accommodations: [] };

/** What somebody shows besides the face. */
export interface Held {
  readonly hasBadge: boolean;
  readonly hasPin: boolean;
}

/** `badgeAndPinNeeded`: for an accommodation. `badgeOrPinNeeded`: for the rule “face, then badge or PIN”. */
export type EntryProblem = 'badgeAndPinNeeded' | 'badgeOrPinNeeded';

/** Why the door could let nobody in who has these needs and no more than that; null where it can. */
export function entryProblem(
  { entryRule, accommodations }: EntryNeeds,
  { hasBadge, hasPin }: Held,
): EntryProblem | null {
  if (accommodations.length > 0 && !(hasBadge && hasPin)) return 'badgeAndPinNeeded';
  return entryRule === 'faceAndHeld' && !hasBadge && !hasPin ? 'badgeOrPinNeeded' : null;
}

export function heldBy({ badge, pin }: Pick<Subject, 'badge' | 'pin'>): Held {
  return { hasBadge: badge !== null, hasPin: pin !== null };
}

/** The stricter rule and all accommodations of both. */
export function joinNeeds(one: EntryNeeds, other: EntryNeeds): EntryNeeds {
  return {
    entryRule: one.entryRule === 'faceAndHeld' ? one.entryRule : other.entryRule,
    accommodations: ACCOMMODATIONS.filter((each) =>
      [...one.accommodations, ...other.accommodations].includes(each),
    ),
  };
}
