/** @file What pages say of roles, and of a recovery code with a slip in it. */
import { msg, str } from '@lit/localize';
import type { Role } from '../core/site/permissions.ts';
import {
  MIN_PASSPHRASE_LENGTH,
  type PassphraseProblem,
  type PassphraseStrength,
} from '../storage/keys/passphrase.ts';
import type { RecoveryCodeProblem } from '../storage/keys/recovery-code.ts';

export function roleText(role: Role): string {
  switch (role) {
    case 'operator':
      return msg('Operator');
    case 'administrator':
      return msg('Administrator');
  }
}

/** Of a passphrase from before the present rule. */
export function guessablePassphraseText(role: Role): string {
  return role === 'administrator'
    ? msg('The administrator’s passphrase is easy to guess. Change it under “Who may unlock”.')
    : msg(
        'The operator’s passphrase is easy to guess. The administrator gives another under “Who may unlock”.',
      );
}

export function recoveryCodeProblemText(problem: RecoveryCodeProblem): string {
  switch (problem) {
    case 'wrongLength':
      return msg('A recovery code has 28 letters and digits. Some are missing, or there are too many.');
    case 'wrongCharacter':
      return msg('It contains a character that no recovery code has. Use Latin letters and digits only.');
    case 'mistyped':
      return msg('There is a mistake in it: compare it with what is written, letter by letter.');
  }
}

/** Told before anybody types. */
export function passphraseRuleText(): string {
  return msg(
    str`At least ${MIN_PASSPHRASE_LENGTH} characters, and hard to guess: four unrelated words, or random characters. Names, dates, rows of keys and known words with digits are refused.`,
  );
}

export function passphraseProblemText(problem: PassphraseProblem): string {
  switch (problem) {
    case 'tooShort':
      return msg(str`Too short: at least ${MIN_PASSPHRASE_LENGTH} characters.`);
    case 'tooLong':
      return msg('Too long.');
    case 'guessable':
      return msg('A program would guess this quickly. Use four unrelated words, or more random characters.');
  }
}

export function passphraseStrengthText(strength: PassphraseStrength): string {
  switch (strength) {
    case 'weak':
      return msg('Too easy to guess.');
    case 'fair':
      return msg('Good enough. One more word makes it strong.');
    case 'strong':
      return msg('Strong.');
  }
}
