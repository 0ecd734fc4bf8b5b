/** @file What pages say of roles, and of a recovery code with a slip in it. */
import { msg, str } from '@lit/localize';
import type { Role } from '../core/site/permissions.ts';
import type { PassphraseStrength } from '../kiosk/passphrase-strength.ts';
import { MIN_PASSPHRASE_LENGTH, type PassphraseProblem } from '../storage/keys/passphrase.ts';
import type { RecoveryCodeProblem } from '../storage/keys/recovery-code.ts';

export function roleText(role: Role): string {
  switch (role) {
    case 'operator':
      return msg('Operator');
    case 'administrator':
      return msg('Administrator');
  }
}

export function recoveryCodeProblemText(problem: RecoveryCodeProblem): string {
  switch (problem) {
    case 'wrongLength':
      return msg('A recovery code has 28 letters and digits. Some are missing, or there are too many.');
    case 'wrongCharacter':
      return msg('Something in it is never part of a recovery code. Use Latin letters and digits only.');
    case 'mistyped':
      return msg('There is a slip in it: compare it with what is written, letter by letter.');
  }
}

export function passphraseProblemText(problem: PassphraseProblem): string {
  switch (problem) {
    case 'tooShort':
      return msg(str`Too short: at least ${MIN_PASSPHRASE_LENGTH} characters.`);
    case 'tooLong':
      return msg('Too long.');
    case 'tooUniform':
      return msg('Too few different characters.');
  }
}

export function passphraseStrengthText(strength: PassphraseStrength): string {
  switch (strength) {
    case 'weak':
      return msg('Weak: a longer one is harder to guess.');
    case 'fair':
      return msg('Fair.');
    case 'strong':
      return msg('Strong.');
  }
}
