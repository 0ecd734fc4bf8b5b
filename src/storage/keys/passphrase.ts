/**
 * @file Passphrases: the rule for a new one, and Argon2id that turns one into key bytes. `keys.ts` makes keys of the
 * bytes.
 */
import * as v from 'valibot';
import { encodeUtf8, wipe, type Bytes } from '../bytes.ts';
import { StorageError } from '../errors.ts';
import { runArgon2 } from './argon2.ts';
import { countGuesses } from './count-guesses.ts';

/** Characters (code points), after Unicode normalisation. */
export const MIN_PASSPHRASE_LENGTH = 12;
const MAX_PASSPHRASE_LENGTH = 256;

/**
 * So many guesses, as a power of ten, must a new passphrase take. One Argon2id with `DEFAULT_KDF` moves 64 MiB three
 * times in and out, about 0.6 GB: a graphics card with 1 TB/s of memory tries 1,700 a second. It needs nine years for
 * half of 10¹², and 9,000 years for half of 10¹⁵.
 */
const MIN_GUESSES_LOG10 = 12;
const STRONG_GUESSES_LOG10 = 15;

export type PassphraseProblem = 'tooShort' | 'tooLong' | 'guessable';
export type PassphraseStrength = 'weak' | 'fair' | 'strong';

/** `strength` is weak wherever there is a problem. */
export interface PassphraseJudgement {
  readonly problem: PassphraseProblem | null;
  readonly strength: PassphraseStrength;
}

/** Cost of Argon2id (RFC 9106). */
export interface KdfParameters {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** Inclusive limits for stored parameters. */
type KdfRanges = Readonly<Record<keyof KdfParameters, { readonly min: number; readonly max: number }>>;

export interface KdfPolicy {
  /** For new keys. */
  readonly parameters: KdfParameters;
  /**
   * For stored keys. An attacker may have lowered the cost to guess the passphrase cheaply (a downgrade), or raised it
   * to exhaust the device.
   */
  readonly ranges: KdfRanges;
}

/** RFC 9106 §4, the second recommended option, with one lane because WASM runs the lanes one after another. */
export const DEFAULT_KDF: KdfPolicy = {
  parameters: { memoryKib: 64 * 1024, iterations: 3, parallelism: 1 },
  ranges: {
    memoryKib: { min: 64 * 1024, max: 256 * 1024 },
    iterations: { min: 3, max: 10 },
    parallelism: { min: 1, max: 4 },
  },
};

export const SALT_BYTES = 16;
const DERIVED_BYTES = 32;

export const KdfParametersSchema = v.strictObject({
  memoryKib: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  iterations: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  parallelism: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

/**
 * Whether `passphrase` may be a new passphrase. Whoever shows a form tells the rule before anybody types.
 * @throws StorageError `passphraseUnjudged` where guesses cannot be counted: then it may not.
 */
export async function judgePassphrase(passphrase: string): Promise<PassphraseJudgement> {
  const text = normalise(passphrase);
  const { length } = Array.from(text);
  if (length < MIN_PASSPHRASE_LENGTH) return { problem: 'tooShort', strength: 'weak' };
  if (length > MAX_PASSPHRASE_LENGTH) return { problem: 'tooLong', strength: 'weak' };
  const guesses = await guessesLog10(text);
  // Written so that an estimate that is no number lets nothing through.
  if (!(guesses >= MIN_GUESSES_LOG10)) return { problem: 'guessable', strength: 'weak' };
  return { problem: null, strength: guesses >= STRONG_GUESSES_LOG10 ? 'strong' : 'fair' };
}

async function guessesLog10(text: string): Promise<number> {
  try {
    return await countGuesses(text);
  } catch (cause) {
    throw new StorageError('passphraseUnjudged', undefined, { cause });
  }
}

const PROBLEM_TEXTS: Readonly<Record<PassphraseProblem, string>> = {
  tooShort: `A passphrase needs at least ${MIN_PASSPHRASE_LENGTH} characters.`,
  tooLong: `A passphrase has at most ${MAX_PASSPHRASE_LENGTH} characters.`,
  guessable: 'A program would guess this passphrase soon.',
};

/** @throws StorageError `weakPassphrase`, `passphraseUnjudged`. */
export async function requireGoodPassphrase(passphrase: string): Promise<void> {
  const { problem } = await judgePassphrase(passphrase);
  if (problem !== null) throw new StorageError('weakPassphrase', PROBLEM_TEXTS[problem]);
}

export function isWithinRanges(parameters: KdfParameters, ranges: KdfRanges): boolean {
  return (Object.keys(ranges) as (keyof KdfParameters)[]).every(
    (name) => parameters[name] >= ranges[name].min && parameters[name] <= ranges[name].max,
  );
}

/**
 * Argon2id of the passphrase: about half a second with `DEFAULT_KDF` on a desktop.
 * The caller has checked `parameters` against its ranges, and overwrites the result after use.
 * @param salt - 16 random bytes.
 * @returns 32 bytes, owned by the caller.
 * @throws StorageError `wrongPassphrase` for a passphrase that can be none, `outOfMemory`.
 */
export async function deriveBytes(
  passphrase: string,
  salt: Bytes,
  parameters: KdfParameters,
): Promise<Bytes> {
  const text = normalise(passphrase);
  if (text.length === 0 || Array.from(text).length > MAX_PASSPHRASE_LENGTH) {
    throw new StorageError('wrongPassphrase');
  }
  const password = encodeUtf8(text);
  try {
    const { memoryKib, iterations, parallelism } = parameters;
    const cost = { memoryKib, iterations, parallelism };
    const derived = await runArgon2({ password, salt, ...cost, hashLength: DERIVED_BYTES });
    const copy = new Uint8Array(derived);
    wipe(derived);
    return copy;
  } catch (cause) {
    throw new StorageError('outOfMemory', undefined, { cause });
  } finally {
    wipe(password);
  }
}

/** Two keyboards may give different code points for the same characters. NFKC makes them equal. */
function normalise(passphrase: string): string {
  return passphrase.normalize('NFKC');
}
