/**
 * @file What people read when something failed, in their language: what happened, and what to do. Errors carry a code
 * for this. Their English message is for logs and the command line.
 */
import { msg, str } from '@lit/localize';
import { TriedTooOftenError } from '../core/site/secret-limit.ts';
import { PasskeyError, type PasskeyFailure } from '../runtime/passkey.ts';
import { UnplayableVideoError } from '../runtime/video-file.ts';
import { StorageError } from '../storage/errors.ts';
import type { StorageErrorCode } from '../storage/errors.ts';
import { clockText } from './moments.ts';
import { PipelineError, type PipelineErrorCode } from '../workers/pipeline-error.ts';

/** An error whose message is in the reader's language already. */
export class SpokenError extends Error {
  override readonly name = 'SpokenError';
}

const STORAGE: Readonly<Record<StorageErrorCode, () => string>> = {
  notInitialised: () => msg('No passphrase has been set yet. Reload the page and set up the kiosk.'),
  wrongPassphrase: () =>
    msg('Wrong passphrase. Check capital letters and the keyboard layout, and try again.'),
  wrongPasskey: () => msg('This passkey opens nothing here. Use the passphrase, or another passkey.'),
  wrongRecoveryCode: () =>
    msg('This is not the recovery code of this kiosk. Each use makes a new one: look for the newest.'),
  oldCredential: () =>
    msg(
      'This was replaced or removed, and its old record was put back on this device. Use the current passphrase, passkey or code. Treat this device as tampered with.',
    ),
  samePassphrase: () => msg('Operator and administrator need different passphrases.'),
  notPermitted: () => msg('Your role does not allow this. Ask the administrator.'),
  tampered: () =>
    msg(
      'A stored record was altered or damaged and is not used. Delete it under People and enrol again, or restore a backup.',
    ),
  locked: () => msg('The kiosk is locked. Unlock it and try again.'),
  badBackup: () =>
    msg(
      'The file is not a complete backup that this version can read. Copy it again from where it was made, or choose another.',
    ),
  quotaExceeded: () =>
    msg(
      'The device has no room left for this site. Free some space on it, or erase people who no longer come, and try again.',
    ),
  unavailable: () =>
    msg(
      'The browser gives this site no database, or took it away. Leave private browsing, allow site data for this address, and reload.',
    ),
  newerDatabase: () =>
    msg('The stored data comes from a newer version of the kiosk. Reload the page to get it.'),
  otherTab: () => msg('Another tab holds the stored data. Close every other tab of the kiosk and try again.'),
  outOfMemory: () =>
    msg(
      'The device is short of memory, so the passphrase cannot be checked. Close other tabs and programs and try again.',
    ),
  weakPassphrase: () =>
    msg(
      'The passphrase is too easy to guess. Choose four unrelated words, or random characters; no names, no dates.',
    ),
  passphraseUnjudged: () =>
    msg(
      'The passphrase cannot be checked, because a part of the program did not load. Connect this device to its server, reload the page, and try again.',
    ),
  alreadyInitialised: () =>
    msg('A passphrase is already set on this device. Reload the page and unlock with it.'),
  siteDecides: () => msg('The site’s console decides this. Ask whoever runs the console.'),
  gone: () => msg('This person is no longer enrolled.'),
  tooManySchedules: () =>
    msg(
      'The schedules in the file and those still used here are too many together. Delete some under Settings, “Access hours”, and import again.',
    ),
  invalid: () => msg('This cannot be stored as it is. Correct it and try again.'),
};

const PIPELINE: Readonly<Record<PipelineErrorCode, () => string>> = {
  modelMissing: () => msg('A model that the kiosk needs is missing. Run the set-up again with npm start.'),
  modelRefused: () =>
    msg(
      'A model’s file is missing, damaged, or not the one in the manifest. Connect this device to its server and check again; if that does not help, restart the server with npm start.',
    ),
  manifestUnreadable: () =>
    msg(
      'The list of models could not be read. Connect this device to its server, or restart the server with npm start.',
    ),
  selfTestFailed: () =>
    msg(
      'A model computes wrongly on this device, so it may not decide who enters. Update the browser, or use another device.',
    ),
  workerFailed: () =>
    msg(
      'Recognition stopped and could not be started again. Reload the page; if it happens again, restart the device.',
    ),
};

const PASSKEY: Readonly<Record<PasskeyFailure, () => string>> = {
  refused: () =>
    msg(
      'The passkey was not used: it was cancelled, or it is not on this device. Try again, or use the passphrase.',
    ),
  alreadyThere: () => msg('This device already has a passkey for the kiosk. Remove that one first.'),
  noSecret: () => msg('This device’s passkeys cannot unlock a kiosk. Use the passphrase.'),
  unavailable: () => msg('Passkeys do not work here. Use the passphrase.'),
};

/** An unknown error keeps its own message behind our words: a technician has nothing else to go by. */
export function errorText(error: unknown): string {
  if (error instanceof StorageError) return STORAGE[error.code]();
  if (error instanceof PipelineError) return PIPELINE[error.code]();
  if (error instanceof PasskeyError) return PASSKEY[error.failure]();
  if (error instanceof UnplayableVideoError) {
    return msg('This browser cannot play that file. Choose an MP4 or WebM video.');
  }
  if (error instanceof TriedTooOftenError) {
    const clock = clockText(Math.ceil(error.waitMs / 1_000));
    return msg(str`Too many wrong tries. Wait ${clock}, then try again.`);
  }
  if (error instanceof SpokenError) return error.message;
  const words = error instanceof Error ? error.message : String(error);
  return msg(str`That did not work. Try again, or reload the page. (${words})`);
}
