/** @file Which digits may be a PIN. Knows neither the form nor how a PIN is stored. */
import { isDate, isPattern } from './guessable-digits.ts';

export const PIN_MIN = 6;
export const PIN_MAX = 12;
/** A badge number with fewer digits may be part of a PIN by chance. */
const BADGE_PART_MIN = 4;

export type PinProblem = 'pinForm' | 'pinTooShort' | 'pinTooLong' | 'pinIsBadge' | 'pinTrivial' | 'pinDate';

/**
 * Why `pin` may not be a PIN; null when it may.
 * @param badge - The badge number that goes with it; null when there is none yet.
 */
export function pinProblem(pin: string, badge: string | null): PinProblem | null {
  if (!/^[0-9]*$/.test(pin)) return 'pinForm';
  if (pin.length < PIN_MIN) return 'pinTooShort';
  if (pin.length > PIN_MAX) return 'pinTooLong';
  if (badge !== null && showsBadge(pin, badge)) return 'pinIsBadge';
  if (isPattern(pin)) return 'pinTrivial';
  return isDate(pin) ? 'pinDate' : null;
}

/** Why what was typed into the form is no PIN. */
export type PinFormProblem = PinProblem | 'pinMissing' | 'pinRepeat' | 'pinWithoutBadge';

/**
 * @param typed - The PIN as it was typed, and typed again; both empty means none.
 * @param badge - As `checkDetails` gives it.
 * @param needed - There must be one.
 */
export function checkPinForm(
  typed: { readonly pin: string; readonly repeat: string },
  badge: string | null,
  needed: boolean,
): PinFormProblem | null {
  const none = typed.pin === '' && typed.repeat === '';
  if (none && !needed) return null;
  if (badge === null) return 'pinWithoutBadge';
  if (none) return 'pinMissing';
  return pinProblem(typed.pin, badge) ?? (typed.pin === typed.repeat ? null : 'pinRepeat');
}

/** The badge number can be read by anybody: a PIN that holds it, or is part of it, is half told. */
function showsBadge(pin: string, badge: string): boolean {
  const digits = badge.replaceAll(/[^0-9]/g, '');
  return digits.length >= BADGE_PART_MIN && (pin.includes(digits) || digits.includes(pin));
}
