/** @file What the operator reads of what the door asks of a person. It knows no state. */
import { msg } from '@lit/localize';
import type { EntryNeeds, EntryProblem } from '../core/enrolment/entry-needs.ts';
import type { Accommodation, Person } from '../core/template/types.ts';

/** Begins as the rest of “This person …”. */
export function accommodationText(accommodation: Accommodation): string {
  switch (accommodation) {
    case 'light':
      return msg('Cannot look at coloured light');
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
  if (accommodations.length > 0) return msg('Face, badge and PIN');
  return entryRule === 'faceAndHeld' ? msg('Face, then badge or PIN') : msg('The face alone');
}

/** What is missing, and what to do. */
export function entryProblemText(problem: EntryProblem): string {
  switch (problem) {
    case 'badgeAndPinNeeded':
      return msg(
        'With one of these, a person enters with face, badge and PIN. Give them a badge and a PIN first, or remove the ticks.',
      );
    case 'badgeOrPinNeeded':
      return msg('This person has neither a badge nor a PIN. Give one first, or remove the tick.');
  }
}
