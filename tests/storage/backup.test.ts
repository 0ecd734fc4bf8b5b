import { beforeAll, describe, expect, it } from 'vitest';
import { openBackup, sealBackup } from '../../src/storage/backup.ts';
import { concatBytes, encodeUtf8 } from '../../src/storage/bytes.ts';
import { isStorageError } from '../../src/storage/errors.ts';
import { deriveBackupKey } from '../../src/storage/keys.ts';
import { DEFAULT_KDF } from '../../src/storage/passphrase.ts';
import { encodeSubject } from '../../src/storage/template-codec.ts';
import {
  CHEAP_KDF,
  type FaceSubject,
  flipped,
  lcg,
  makeFacelessSubject,
  makeSubject,
  PASSPHRASE,
  PIN_HASH,
  refusal,
} from './support.ts';

const OPTIONS = { kdf: CHEAP_KDF };
const HEADER_BYTES = 54;
const MEMORY_AT = 10;
const ITERATIONS_AT = 14;
const PARALLELISM_AT = 18;

let subjects: FaceSubject[];
let file: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  subjects = [makeSubject(1), makeSubject(2, { badge: null }), makeSubject(3)];
  file = await sealBackup(subjects, PASSPHRASE, OPTIONS);
});

/** Replaces the checksum, as an attacker can. */
async function resummed(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const body = new Uint8Array(bytes.subarray(0, bytes.length - 32));
  return concatBytes(body, new Uint8Array(await crypto.subtle.digest('SHA-256', body)));
}

function withUint32(bytes: Uint8Array, at: number, value: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

/** A correct file around any plaintext: what somebody who knows the passphrase could make. */
async function sealPlaintext(plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const header = withUint32(file.subarray(0, HEADER_BYTES), HEADER_BYTES - 4, plaintext.length + 16);
  const key = await deriveBackupKey(PASSPHRASE, header.slice(22, 38), CHEAP_KDF.parameters, crypto);
  const algorithm = { name: 'AES-GCM', iv: header.slice(38, 50), additionalData: header };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  return resummed(concatBytes(header, ciphertext, new Uint8Array(32)));
}

const uint32 = (value: number) => withUint32(new Uint8Array(4), 0, value);

describe('backup', () => {
  it('brings the subjects back exactly', async () => {
    expect(await openBackup(file, PASSPHRASE, OPTIONS)).toEqual(subjects);
    const withPins = [makeSubject(7, { pin: PIN_HASH }), makeFacelessSubject(8)];
    expect(await openBackup(await sealBackup(withPins, PASSPHRASE, OPTIONS), PASSPHRASE, OPTIONS)).toEqual(
      withPins,
    );
    expect(await openBackup(await sealBackup([], PASSPHRASE, OPTIONS), PASSPHRASE, OPTIONS)).toEqual([]);
  });

  it('works at the real cost', async () => {
    const real = await sealBackup(subjects, PASSPHRASE);
    expect(await openBackup(real, PASSPHRASE)).toEqual(subjects);
  }, 20_000);

  it('shows nothing of what it holds, and differs each time', async () => {
    const text = Buffer.from(file);
    expect(text.includes('subject')).toBe(false);
    expect(text.includes('badge')).toBe(false);
    expect(text.includes(Buffer.from(subjects[0].template.embeddings[0].buffer, 0, 8))).toBe(false);
    expect(Buffer.compare(text, await sealBackup(subjects, PASSPHRASE, OPTIONS))).not.toBe(0);
  });

  it('refuses a wrong passphrase and a weak one', async () => {
    await refusal(openBackup(file, 'another passphrase', OPTIONS), 'wrongPassphrase');
    await refusal(openBackup(file, '', OPTIONS), 'wrongPassphrase');
    await refusal(sealBackup(subjects, 'short', OPTIONS), 'weakPassphrase');
  });

  it('refuses a file that is cut at any length, or has more behind', async () => {
    for (let length = 0; length < file.length; length += 1) {
      await refusal(openBackup(file.subarray(0, length), PASSPHRASE, OPTIONS), 'badBackup');
    }
    await refusal(openBackup(concatBytes(file, new Uint8Array(1)), PASSPHRASE, OPTIONS), 'badBackup');
  }, 30_000);

  it('refuses a flip in any byte', async () => {
    for (let at = 0; at < file.length; at += 1) {
      await refusal(openBackup(flipped(file, at), PASSPHRASE, OPTIONS), 'badBackup');
    }
  }, 30_000);

  it('refuses changes whose checksum was made to fit', async () => {
    const random = lcg(8);
    for (let round = 0; round < 100; round += 1) {
      const at = Math.floor(random() * (file.length - 32));
      const error: unknown = await openBackup(await resummed(flipped(file, at)), PASSPHRASE, OPTIONS).catch(
        (reason: unknown) => reason,
      );
      expect(isStorageError(error, 'badBackup') || isStorageError(error, 'wrongPassphrase')).toBe(true);
    }
  }, 30_000);

  it('names a version that it does not know', async () => {
    const error = await refusal(
      openBackup(await resummed(flipped(file, 9)), PASSPHRASE, OPTIONS),
      'badBackup',
    );
    expect(error.message).toContain('version 257');
  });

  it('refuses an absurd or a downgraded cost before it runs Argon2id', async () => {
    const startMs = performance.now();
    const costs: [number, number][] = [
      [MEMORY_AT, 0xffff_ffff],
      [MEMORY_AT, 4 * 1024 * 1024],
      [MEMORY_AT, 64],
      [MEMORY_AT, 0],
      [ITERATIONS_AT, 0xffff_ffff],
      [ITERATIONS_AT, 1],
      [PARALLELISM_AT, 0xffff_ffff],
      [PARALLELISM_AT, 0],
    ];
    const good = [65_536, 3, 1].reduce(
      (bytes, value, row) => withUint32(bytes, MEMORY_AT + 4 * row, value),
      file,
    );
    for (const [at, value] of costs) {
      const hostile = await resummed(withUint32(good, at, value));
      const error = await refusal(openBackup(hostile, PASSPHRASE, { kdf: DEFAULT_KDF }), 'badBackup');
      expect(error.message).toContain('Argon2id cost');
    }
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  it('checks what was sealed with the right passphrase too', async () => {
    const one = encodeSubject(makeSubject(1));
    const good = concatBytes(uint32(1), uint32(one.length), one);
    expect(await openBackup(await sealPlaintext(good), PASSPHRASE, OPTIONS)).toEqual([makeSubject(1)]);
    const longVector = new Uint8Array(one);
    new DataView(longVector.buffer).setFloat32(one.length - 4, 1e6, true);
    const hostile = {
      empty: new Uint8Array(),
      'count too high': concatBytes(uint32(2), uint32(one.length), one),
      'count absurd': concatBytes(uint32(0xffff_ffff), uint32(one.length), one),
      'count too low': concatBytes(uint32(0), uint32(one.length), one),
      'length absurd': concatBytes(uint32(1), uint32(0xffff_ffff), one),
      'no subject': concatBytes(uint32(1), uint32(4), encodeUtf8('{}{}')),
      'the same id twice': concatBytes(uint32(2), uint32(one.length), one, uint32(one.length), one),
      'a vector that is too long': concatBytes(uint32(1), uint32(one.length), longVector),
    };
    for (const plaintext of Object.values(hostile)) {
      await refusal(openBackup(await sealPlaintext(plaintext), PASSPHRASE, OPTIONS), 'badBackup');
    }
  });

  it('seals no invalid subject and no id twice', async () => {
    await refusal(sealBackup([makeSubject(1, { name: '' })], PASSPHRASE, OPTIONS), 'invalid');
    await refusal(sealBackup([makeSubject(1), makeSubject(1)], PASSPHRASE, OPTIONS), 'invalid');
  });
});
