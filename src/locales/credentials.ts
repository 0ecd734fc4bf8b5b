/** @file What pages say of roles, and of a passphrase, a passkey or a recovery code that does not open. */
import { msg } from '@lit/localize';
import type { Role } from '../core/site/permissions.ts';
import { errorText } from './errors.ts';
import { type PasskeyFailure, PasskeyError } from '../runtime/passkey.ts';
import type { RecoveryCodeProblem } from '../storage/keys/recovery-code.ts';

export function roleText(role: Role): string {
  switch (role) {
    case 'operator':
      return msg('Operator');
    case 'administrator':
      return msg('Administrator');
  }
}

/** Slips of the hand must not be mixed up with a store that somebody changed. */
export function credentialProblem(error: unknown): string {
  if (error instanceof PasskeyError) return passkeyFailureText(error.failure);
  return errorText(error);
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

function passkeyFailureText(failure: PasskeyFailure): string {
  switch (failure) {
    case 'refused':
      return msg(
        'The passkey was not used: it was cancelled, or it is not on this device. Try again, or use the passphrase.',
      );
    case 'alreadyThere':
      return msg('This device already has a passkey for the kiosk. Remove that one first.');
    case 'noSecret':
      return msg('This device’s passkeys cannot unlock a kiosk. Use the passphrase.');
    case 'unavailable':
      return msg('Passkeys do not work here. Use the passphrase.');
  }
}
