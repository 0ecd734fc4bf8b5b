/**
 * @file Passphrases: the rule for a new one, and Argon2id that turns one into key bytes. `keys.ts` makes keys of the
 * bytes.
 */
import { argon2id } from 'hash-wasm';
import * as v from 'valibot';
import { encodeUtf8, wipe, type Bytes } from '../bytes.ts';
import { StorageError } from '../errors.ts';

/** Characters (code points), after Unicode normalisation. */
export const MIN_PASSPHRASE_LENGTH = 12;
const MAX_PASSPHRASE_LENGTH = 256;
/** Fewer different characters than this is a repetition, not a passphrase. */
const MIN_DISTINCT_CHARACTERS = 5;

export type PassphraseProblem = 'tooShort' | 'tooLong' | 'tooUniform';

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

/** Why `passphrase` may not be a new passphrase; null when it may. The wizard shows the reason. */
export function passphraseProblem(passphrase: string): PassphraseProblem | null {
  const characters = Array.from(normalise(passphrase));
  if (characters.length < MIN_PASSPHRASE_LENGTH) return 'tooShort';
  if (characters.length > MAX_PASSPHRASE_LENGTH) return 'tooLong';
  return new Set(characters).size < MIN_DISTINCT_CHARACTERS ? 'tooUniform' : null;
}

const PROBLEM_TEXTS: Readonly<Record<PassphraseProblem, string>> = {
  tooShort: `A passphrase needs at least ${MIN_PASSPHRASE_LENGTH} characters.`,
  tooLong: `A passphrase has at most ${MAX_PASSPHRASE_LENGTH} characters.`,
  tooUniform: `A passphrase needs at least ${MIN_DISTINCT_CHARACTERS} different characters.`,
};

/** @throws StorageError `weakPassphrase`. */
export function requireGoodPassphrase(passphrase: string): void {
  const problem = passphraseProblem(passphrase);
  if (problem !== null) throw new StorageError('weakPassphrase', PROBLEM_TEXTS[problem]);
}

export function isWithinRanges(parameters: KdfParameters, ranges: KdfRanges): boolean {
  return (Object.keys(ranges) as (keyof KdfParameters)[]).every(
    (name) => parameters[name] >= ranges[name].min && parameters[name] <= ranges[name].max,
  );
}

/**
 * Argon2id of the passphrase. Runs on the calling thread: about half a second with `DEFAULT_KDF` on a desktop.
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
    const derived = await argon2id({
      password,
      salt,
      memorySize: parameters.memoryKib,
      iterations: parameters.iterations,
      parallelism: parameters.parallelism,
      hashLength: DERIVED_BYTES,
      outputType: 'binary',
    });
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
