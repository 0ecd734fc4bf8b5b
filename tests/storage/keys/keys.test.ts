import { argon2id, argon2Verify } from 'hash-wasm';
import { describe, expect, it, vi } from 'vitest';
import { countGuessesHere } from '../../../src/storage/keys/count-guesses-here.ts';
import { concatBytes, encodeUtf8, fromHex, toHex } from '../../../src/storage/bytes.ts';
import { doCountGuesses } from '../../../src/storage/keys/count-guesses.ts';
import type { PassphraseRecord } from '../../../src/storage/keys/key-slots.ts';
import {
  DEFAULT_KDF,
  deriveBytes,
  judgePassphrase,
  MIN_PASSPHRASE_LENGTH,
  requireGoodPassphrase,
} from '../../../src/storage/keys/passphrase.ts';
import { createVault } from '../../../src/storage/vault.ts';
import {
  CHEAP_KDF,
  createDataKey,
  flipped,
  OLD_PASSPHRASE,
  openDataKey,
  PASSPHRASE,
  refusal,
} from '../support.ts';

// Counts how often Argon2id runs, and runs it.
vi.mock('hash-wasm', { spy: true });

const IDENTITY = { kind: 'settings', id: 'x', modelSha256: null } as const;

/** Repeats what an attacker can: the record's public checksum. */
async function resummed(record: PassphraseRecord): Promise<PassphraseRecord> {
  const { memoryKib, iterations, parallelism } = record.kdf;
  const header = ['facegate', 'dataKey', 1, memoryKib, iterations, parallelism, toHex(record.salt)];
  const bytes = concatBytes(encodeUtf8(JSON.stringify(header)), record.nonce, record.wrapped);
  return { ...record, checksum: new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) };
}

describe('passphrase rule', () => {
  const problemOf = async (passphrase: string) => (await judgePassphrase(passphrase)).problem;

  it('counts characters, not code units', async () => {
    expect(await problemOf('kettle orbi')).toBe('tooShort');
    expect(await problemOf('😀😁😂🤣😃😄')).toBe('tooShort');
    expect('kettle orbit').toHaveLength(MIN_PASSPHRASE_LENGTH);
    expect(await problemOf('abcdef'.repeat(50))).toBe('tooLong');
  });

  it.each([
    ...['123456789012', 'Password1234!', 'iloveyou2024!!', 'qwertyuiop[]', 'P@ssw0rd2024!!', '1q2w3e4r5t6y'],
    ...['abababababababab', 'password password password', 'three fine words', 'Monday Tuesday Wednesday'],
    // Of the kiosk's own words, and of dates.
    ...['Facegate2024!', 'facegate kiosk door', 'administrator1', '2024-11-29 18:30'],
    // On Russian keys, in Russian and in German.
    ...['йцукенгшщзхъ', 'зфыыцщкв1234', 'привет мир 2024', 'лампа верблюд окно', 'Straßenbahn Kühlschrank'],
  ])('refuses %s', async (passphrase) => {
    expect(await judgePassphrase(passphrase)).toEqual({ problem: 'guessable', strength: 'weak' });
  });

  it.each([
    ['purple canyon teapot marble', 'strong'],
    ['meadow-lantern-orbit-canvas', 'strong'],
    ['лампа верблюд окно ремень', 'strong'],
    ['a quiet harbour at noon', 'fair'],
    ['kX7pWm2qLr9t', 'fair'],
  ])('takes %s as %s', async (passphrase, strength) => {
    expect(await judgePassphrase(passphrase)).toEqual({ problem: null, strength });
  });

  it('answers soon for the longest passphrase', async () => {
    // Without an end to what is looked at, this takes minutes.
    expect(await problemOf('1l0o5s@ '.repeat(32))).toBe('guessable');
  });

  it('says what to do', async () => {
    const error = await refusal(createDataKey('short', CHEAP_KDF, crypto), 'weakPassphrase');
    expect(error.message).toContain('at least 12 characters');
  });

  it('refuses every new passphrase while guesses cannot be counted', async () => {
    doCountGuesses(() => Promise.reject(new Error('offline')));
    await expect(requireGoodPassphrase(PASSPHRASE)).rejects.toMatchObject({ code: 'passphraseUnjudged' });
    countGuessesHere();
    await requireGoodPassphrase(PASSPHRASE);
  });
});

describe('deriveBytes', () => {
  it('is Argon2id version 1.3 with the given cost', async () => {
    const salt = encodeUtf8('0123456789abcdef');
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');
    const derived = await deriveBytes(PASSPHRASE, salt, CHEAP_KDF.parameters);
    const encoded = `$argon2id$v=19$m=64,t=1,p=1$${base64(salt)}$${base64(derived)}`;
    expect(await argon2Verify({ password: PASSPHRASE, hash: encoded })).toBe(true);
  });

  it('gives the same bytes for composed and decomposed characters', async () => {
    const salt = new Uint8Array(16);
    const composed = await deriveBytes('caf\u00e9', salt, CHEAP_KDF.parameters);
    expect(await deriveBytes('cafe\u0301', salt, CHEAP_KDF.parameters)).toEqual(composed);
  });
});

describe('data key', () => {
  it('opens with the passphrase, at the real cost', async () => {
    const { record, key } = await createDataKey(PASSPHRASE, DEFAULT_KDF, crypto);
    expect(record.kdf).toEqual({ memoryKib: 65_536, iterations: 3, parallelism: 1 });
    const sealed = await createVault(key, crypto).seal(IDENTITY, encodeUtf8('hello'));
    const reopened = await openDataKey(PASSPHRASE, record, DEFAULT_KDF, crypto);
    expect(await createVault(reopened, crypto).open(IDENTITY, sealed)).toEqual(encodeUtf8('hello'));
  });

  it('opens what the version before roles wrote', async () => {
    const record = {
      version: 1,
      kdf: CHEAP_KDF.parameters,
      salt: fromHex('6876e1fdff3188a4f9816f43a41a6e4f'),
      nonce: fromHex('6022af17abb650c2771bca88'),
      wrapped: fromHex(
        '6f4f99c8ba09638439da993e874bbe334bae93defee9caa8e827c74d5b9cb8634d8cf7cd77a13378d37559aaadead7ab',
      ),
      checksum: fromHex('d1709c5e10fd040805aef772bac0ca146438fed651b02a73c05ee3989ea18ef2'),
    };
    const sealed = {
      version: 1,
      nonce: fromHex('0982ccc3c33bf2ad45280ca7'),
      ciphertext: fromHex('0cb2fd524a37ac9a7745b6e4897db68c74fab52bd6'),
    };
    const key = await openDataKey(OLD_PASSPHRASE, record, CHEAP_KDF, crypto);
    expect(await createVault(key, crypto).open(IDENTITY, sealed)).toEqual(encodeUtf8('hello'));
  });

  it('cannot be exported', async () => {
    const { record, key } = await createDataKey(PASSPHRASE, CHEAP_KDF, crypto);
    const reopened = await openDataKey(PASSPHRASE, record, CHEAP_KDF, crypto);
    for (const one of [key, reopened]) {
      expect(one.extractable).toBe(false);
      await expect(crypto.subtle.exportKey('raw', one)).rejects.toThrow();
    }
  });

  it('refuses a wrong passphrase, an empty and an endless one', async () => {
    const { record } = await createDataKey(PASSPHRASE, CHEAP_KDF, crypto);
    for (const wrong of ['Correct test phrase', '', 'x'.repeat(100_000)]) {
      await refusal(openDataKey(wrong, record, CHEAP_KDF, crypto), 'wrongPassphrase');
    }
  });

  it('tells damage to any byte from a wrong passphrase', async () => {
    const { record } = await createDataKey(PASSPHRASE, CHEAP_KDF, crypto);
    for (const field of ['salt', 'nonce', 'wrapped', 'checksum'] as const) {
      for (let at = 0; at < record[field].length; at += 1) {
        const damaged = { ...record, [field]: flipped(record[field], at) };
        await refusal(openDataKey(PASSPHRASE, damaged, CHEAP_KDF, crypto), 'tampered');
      }
    }
  });

  it('does not open an altered record whose checksum was made to fit', async () => {
    const { record } = await createDataKey(PASSPHRASE, CHEAP_KDF, crypto);
    expect(await resummed(record)).toEqual(record);
    for (const field of ['salt', 'nonce', 'wrapped'] as const) {
      const altered = await resummed({ ...record, [field]: flipped(record[field], 3) });
      await refusal(openDataKey(PASSPHRASE, altered, CHEAP_KDF, crypto), 'wrongPassphrase');
    }
    const costlier = await resummed({ ...record, kdf: { ...record.kdf, iterations: 2 } });
    await refusal(openDataKey(PASSPHRASE, costlier, CHEAP_KDF, crypto), 'wrongPassphrase');
  });

  it('refuses a downgraded or an absurd cost before it runs Argon2id', async () => {
    const { record } = await createDataKey(PASSPHRASE, CHEAP_KDF, crypto);
    const costs = [
      { memoryKib: 65_535, iterations: 3, parallelism: 1 },
      { memoryKib: 65_536, iterations: 2, parallelism: 1 },
      { memoryKib: 4_000_000, iterations: 3, parallelism: 1 },
      { memoryKib: 65_536, iterations: 4_000_000, parallelism: 1 },
      { memoryKib: 65_536, iterations: 3, parallelism: 200 },
      { memoryKib: 65_536.5, iterations: 3, parallelism: 1 },
      { memoryKib: NaN, iterations: 3, parallelism: 1 },
    ];
    vi.mocked(argon2id).mockClear();
    for (const kdf of costs) {
      const altered = await resummed({ ...record, kdf });
      await refusal(openDataKey(PASSPHRASE, altered, DEFAULT_KDF, crypto), 'tampered');
    }
    expect(argon2id).not.toHaveBeenCalled();
    await openDataKey(PASSPHRASE, record, CHEAP_KDF, crypto);
    expect(argon2id).toHaveBeenCalledOnce();
  });

  it('refuses what is no key record', async () => {
    const { record } = await createDataKey(PASSPHRASE, CHEAP_KDF, crypto);
    const saltless = Object.fromEntries(Object.entries(record).filter(([field]) => field !== 'salt'));
    for (const stored of [
      undefined,
      null,
      7,
      'key',
      {},
      saltless,
      { ...record, version: 2 },
      { ...record, more: 1 },
    ]) {
      await refusal(openDataKey(PASSPHRASE, stored, CHEAP_KDF, crypto), 'tampered');
    }
  });
});
