/** @file Somebody who was enrolled from photos, as stores keep them. Pure. */
import type { Consent, Subject } from '../template/types.ts';
import type { ChosenPerson } from './choose-people.ts';

/**
 * @param isAsked - The door asks for badge or PIN after the face, as of look-alikes.
 * @param consent - Given when they were enrolled.
 * @returns Shares its embeddings with `person`.
 */
export function photoSubject(
  { name, template, meanQuality }: ChosenPerson,
  id: string,
  isAsked: boolean,
  consent: Consent,
): Subject {
  return {
    id,
    name,
    badge: null,
    pin: null,
    consent,
    enrolledAtMs: consent.givenAtMs,
    meanQuality,
    // A photo does not say which view it is.
    skippedViews: null,
    suspendedAtMs: null,
    schedule: null,
    entryRule: isAsked ? 'faceAndHeld' : 'face',
    accommodations: [],
    template,
  };
}
