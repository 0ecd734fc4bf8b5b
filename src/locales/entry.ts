/** @file What the operator reads of what the door asks of a person. It knows no state. */
import { msg } from '@lit/localize';
import type { EntryNeeds, EntryProblem } from '../core/enrolment/entry-needs.ts';
import type { Accommodation, Person } from '../core/template/types.ts';

/** Begins as the rest of “This person …”. */
export function accommodationText(accommodation: Accommodation): string {
  switch (accommodation) {
    case 'light':
      return msg('Cannot bear the coloured light');
    case 'turn':
      return msg('Cannot turn the head');
    case 'nod':
      return msg('Cannot nod');
    case 'blink':
      return msg('Cannot blink');
    case 'mouth':
      return msg('Cannot open the mouth');
    case 'move':
      return msg('Cannot move nearer or farther');
  }
}

/** What somebody needs to enter, by their own record: the door may ask for more. */
export function entryText({
  template,
  entryRule,
  accommodations,
}: Pick<Person, 'template'> & EntryNeeds): string {
  if (template === null) return msg('Badge and PIN');
  if (accommodations.length > 0) return msg('Face and badge with PIN');
  return entryRule === 'faceAndHeld' ? msg('Face, then badge or PIN') : msg('The face alone');
}

/** What is missing, and what to do. */
export function entryProblemText(problem: EntryProblem): string {
  switch (problem) {
    case 'badgeAndPinNeeded':
      return msg(
        'People who cannot tolerate or do something enter with face and badge with PIN. Give this person both, or remove the ticks first.',
      );
    case 'badgeOrPinNeeded':
      return msg(
        'This person has neither badge nor PIN that could be asked for. Give one first, or remove the tick.',
      );
  }
}
