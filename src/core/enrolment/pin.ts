/** @file Which digits may be a PIN. Knows neither the form nor how a PIN is stored. */

export const PIN_MIN = 6;
export const PIN_MAX = 12;
/** A badge number with fewer digits may be part of a PIN by chance. */
const BADGE_PART_MIN = 4;
/** Fewer different digits than this are guessed first. */
const MIN_DISTINCT_DIGITS = 3;

export type PinProblem = 'pinForm' | 'pinTooShort' | 'pinTooLong' | 'pinIsBadge' | 'pinTrivial';

/**
 * Why `pin` may not be a PIN; null when it may.
 * @param badge - The badge number that goes with it; null when there is none yet.
 */
export function pinProblem(pin: string, badge: string | null): PinProblem | null {
  if (!/^[0-9]*$/.test(pin)) return 'pinForm';
  if (pin.length < PIN_MIN) return 'pinTooShort';
  if (pin.length > PIN_MAX) return 'pinTooLong';
  if (badge !== null && showsBadge(pin, badge)) return 'pinIsBadge';
  return isTrivial(pin) ? 'pinTrivial' : null;
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

function isTrivial(pin: string): boolean {
  return new Set(pin).size < MIN_DISTINCT_DIGITS || isRun(pin) || isRepetition(pin);
}

/** Up or down by one all the way, from 9 on to 0 too: 456789, 210987. */
function isRun(pin: string): boolean {
  const steps = new Set(Array.from(pin.slice(1), (digit, at) => (Number(digit) - Number(pin[at]) + 10) % 10));
  return steps.size === 1 && (steps.has(1) || steps.has(9));
}

/** A block that comes again and again: 123123, 48484848. */
function isRepetition(pin: string): boolean {
  for (let length = 1; length <= pin.length / 2; length += 1) {
    const block = pin.slice(0, length);
    if (block.repeat(Math.ceil(pin.length / length)).startsWith(pin)) return true;
  }
  return false;
}
