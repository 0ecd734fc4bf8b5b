/** @file The one error that storage throws. Its texts never carry a name, an embedding or a passphrase. */
/** Every code, with what the reader can do about it. */
const ADVICE = {
  notInitialised: 'No passphrase has been set yet. Run the first-run wizard.',
  wrongPassphrase: 'The passphrase is wrong. Check the keyboard layout and capital letters, then try again.',
  /** A passkey that this kiosk does not know, or no longer. */
  wrongPasskey: 'This passkey does not belong to this kiosk. Use the passphrase, or another passkey.',
  /** A credential's record that is not the last one: it was put back, or removed and put back. */
  oldCredential:
    'This was replaced or removed on this kiosk, and its old record was put back. Use the present passphrase, passkey or code, and treat this device as tampered with.',
  wrongRecoveryCode:
    'The recovery code is not the one of this kiosk. Look for the newest one, and try again.',
  /** A sealed record fails authentication: altered, or moved from another record. */
  tampered:
    'A stored record was altered or damaged and is not used. Delete it and enrol again, or import a backup.',
  locked: 'The kiosk is locked. Enter the passphrase.',
  /** A backup that is not one, is cut short, or is of an unknown version. */
  badBackup:
    'The file is not a complete Facegate backup. Copy it again from where it was made, or choose another.',
  quotaExceeded:
    'The device has no room left for this site. Free some space on the device or erase subjects, then try again.',
  unavailable:
    'The browser gives this site no database. Leave private browsing, allow site data for this address, and reload.',
  /** The database is of a later version of the program. */
  newerDatabase: 'The database was made by a newer Facegate. Reload the page to get it.',
  /** Another tab holds the database, or writes to it without pause. */
  otherTab: 'Another tab of Facegate holds the database. Close every other one, then try again.',
  /** Too little for Argon2id. */
  outOfMemory:
    'The passphrase cannot be checked for want of memory. Close other tabs and programs, then try again.',
  /** A new passphrase that breaks the rule of `passphrase.ts`. */
  weakPassphrase:
    'Choose another: four unrelated words, or random characters. Names, dates and known words with digits are refused.',
  /** What judges a new passphrase could not be loaded. */
  passphraseUnjudged:
    'The passphrase cannot be judged, since a part of the program did not load. Connect the device to its server, reload, and try again.',
  /** A new passphrase that is the other role's. */
  samePassphrase: 'Operator and administrator need different passphrases. Choose another one.',
  /** Only an administrator may. */
  notPermitted: 'Your role does not allow this. Ask the administrator.',
  /** The console of the fleet has decided it for every door. */
  siteDecides: 'The site’s console decides this. Ask whoever runs the console.',
  /** First run was asked for, but a passphrase is already set. */
  alreadyInitialised: 'A passphrase is already set on this device. Unlock with it.',
  /** A subject who was erased meanwhile. */
  gone: 'This person is no longer enrolled.',
  /** A backup whose schedules do not fit beside those that people here still have. */
  tooManySchedules:
    'There would be too many schedules. Give the people here other hours, or delete schedules, then try again.',
  /** A subject or a setting that must not be stored as it is. */
  invalid: 'This cannot be stored as it is. Correct it and try again.',
} as const;

export type StorageErrorCode = keyof typeof ADVICE;

/** The message says what to do. */
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
