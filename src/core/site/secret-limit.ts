/**
 * @file How often a secret of the operator's may be tried: a pure rule over the wrong tries. The caller remembers them.
 *
 * Wrong tries only make the next one wait. Whoever stands at the screen can make an administrator wait, but not for
 * longer than `LONGEST_WAIT_MS`, and not those who show another kind of secret. The door goes on meanwhile.
 */

/** What is tried. Each has waits of its own. */
export const SECRET_KINDS = ['passphrase', 'passkey', 'recoveryCode', 'backup'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** Wrong tries of one kind since the last right one. */
interface WrongTries {
  readonly wrong: number;
  /** Of the last one; milliseconds since the epoch. */
  readonly lastMs: number;
}

/** Slips of the fingers bring no wait. */
const FREE_TRIES = 3;
/** After the next wrong try; it doubles with each further one. */
const FIRST_WAIT_MS = 15_000;
/** About 100 tries a day at the screen. */
const LONGEST_WAIT_MS = 15 * 60_000;
/** Wrong tries are forgotten after so long without another. */
const MEMORY_MS = 24 * 3_600_000;

export const NO_TRIES: WrongTries = { wrong: 0, lastMs: 0 };

/** @returns `tries` and one more. */
export function withWrongTry(tries: WrongTries, nowMs: number): WrongTries {
  const isOld = nowMs - tries.lastMs > MEMORY_MS;
  return { wrong: isOld ? 1 : tries.wrong + 1, lastMs: nowMs };
}

/**
 * @returns For how many milliseconds nothing may be tried; 0 when it may now. A clock that was set back does not make
 * the wait longer than from now on.
 */
export function secretWaitMs({ wrong, lastMs }: WrongTries, nowMs: number): number {
  if (wrong <= FREE_TRIES) return 0;
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1));
  return Math.max(0, Math.min(lastMs, nowMs) + waitMs - nowMs);
}

/** Nothing was tried: the last wrong tries bring a wait. */
export class TriedTooOftenError extends Error {
  override readonly name = 'TriedTooOftenError';

  constructor(readonly waitMs: number) {
    super(`There were too many wrong tries. Wait ${Math.ceil(waitMs / 1_000)} seconds, then try again.`);
  }
}
