/** @file The one error that storage throws. Its texts never carry a name, an embedding or a passphrase. */
import type { StorageErrorCode } from './types.ts';

const ADVICE: Readonly<Record<StorageErrorCode, string>> = {
  notInitialised: 'No passphrase has been set yet. Run the first-run wizard.',
  wrongPassphrase: 'The passphrase is wrong. Check the keyboard layout and capital letters, then try again.',
  wrongPasskey: 'This passkey does not belong to this kiosk. Use the passphrase, or another passkey.',
  wrongRecoveryCode:
    'The recovery code is not the one of this kiosk. Look for the newest one, and try again.',
  tampered:
    'A stored record was altered or damaged and is not used. Delete it and enrol again, or import a backup.',
  locked: 'The kiosk is locked. Enter the passphrase.',
  badBackup:
    'The file is not a complete Facegate backup. Copy it again from where it was made, or choose another.',
  quotaExceeded:
    'The device has no room left for this site. Free some space on the device or erase subjects, then try again.',
  unavailable:
    'The browser gives this site no database. Leave private browsing, allow site data for this address, and reload.',
  newerDatabase: 'The database was made by a newer Facegate. Reload the page to get it.',
  otherTab: 'Another tab of Facegate holds the database. Close every other one, then try again.',
  outOfMemory:
    'The passphrase cannot be checked for want of memory. Close other tabs and programs, then try again.',
  weakPassphrase: 'The passphrase is too weak. Choose a longer one, for example four unrelated words.',
  samePassphrase: 'Operator and administrator need different passphrases. Choose another one.',
  notPermitted: 'Your role does not allow this. Ask the administrator.',
  alreadyInitialised: 'A passphrase is already set on this device. Unlock with it.',
  gone: 'This person is no longer enrolled.',
  tooManySchedules:
    'There would be too many schedules. Give the people here other hours, or delete schedules, then try again.',
  invalid: 'This cannot be stored as it is. Correct it and try again.',
};

/** @see StorageErrorCode for what each code means. The message says what to do. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  /** @param detail - What exactly is wrong, put before the advice; without personal data. */
  constructor(code: StorageErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? ADVICE[code] : `${detail} ${ADVICE[code]}`, options);
    this.code = code;
  }
}

/** True for a `StorageError`, of that code when one is named. */
export function isStorageError(error: unknown, code?: StorageErrorCode): error is StorageError {
  return error instanceof StorageError && (code === undefined || error.code === code);
}
