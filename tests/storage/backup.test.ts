import { argon2id } from 'hash-wasm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type FaceSubject,
  makeFacelessSubject,
  makeSubject,
  PIN_HASH,
  lcg,
  unitVector,
} from '../../simulator/builders.ts';
import type { Subject } from '../../src/core/template/types.ts';
import {
  type BackupContent,
  backupParts,
  openBackup,
  readBackup,
  sealBackup,
} from '../../src/storage/backup.ts';
import { concatBytes, encodeUtf8 } from '../../src/storage/bytes.ts';
import { isStorageError } from '../../src/storage/errors.ts';
import { deriveBackupKey } from '../../src/storage/keys/keys.ts';
import { DEFAULT_KDF } from '../../src/storage/keys/passphrase.ts';
import { encodeSiteRules, type SiteRules } from '../../src/storage/site-rules-codec.ts';
import { encodeSubject } from '../../src/storage/template-codec.ts';
import { CHEAP_KDF, flipped, OLD_PASSPHRASE, PASSPHRASE, refusal } from './support.ts';

// Counts how often Argon2id runs, and runs it.
vi.mock('hash-wasm', { spy: true });

const OPTIONS = { kdf: CHEAP_KDF };
const HEADER_BYTES = 54;
const MEMORY_AT = 10;
const ITERATIONS_AT = 14;
const PARALLELISM_AT = 18;

const RULES: SiteRules = {
  schedules: {
    site: [{ days: [1, 2, 3], fromMinute: 480, untilMinute: 1_080 }],
    named: [{ id: 'n', name: 'Night', windows: [{ days: [7], fromMinute: 1_320, untilMinute: 360 }] }],
    assigned: { [makeSubject(1).id]: 'n', [makeSubject(2).id]: 'always' },
  },
  consent: {
    face: { revision: 3, texts: { en: 'We keep a template.', ru: 'Мы храним шаблон.' } },
    faceless: { revision: 0, texts: null },
  },
};

/** Made by the version that knew no rules: one subject with a face, one without, under `PASSPHRASE`. */
const OLD_FILE = Buffer.from(
  [
    'RkFDRUdBVEUBAEAAAAABAAAAAQAAAHfb+aDeHUWBJ4pQ3yAYm3QdYQiI5AZ12NUfnVxqAwAARlHfTcTlj1oxcRyXvFrGh5PjkGra',
    'dkXrIw5K9h9X3rzzGkhQ2SczCt3jpWjDBio8k0gG4c7hRB00a+FRF9MWjHNn5YV7EGQvFyCvoCptbp7PaQNqG5kjrO8G2cso0+Gn',
    'Zc2TQifOOQ588Q12EqMT1tgO39ZpKJlBqFQjmbHQylC2qNeiofH9j3WGK86apV5VB2F2LxrB4D8DO0ZDK7un4O34DL3AQokoHXuM',
    'dzEN5Y1yQCpvOxMbGWs7F9IrjisQNTz8YtHV8KNw5y0z/GIB8/mTo7Xg4vQ/fwwbM7eXftt0MpzpHcl8wH6/6EYrih9SIEBeLjQ6',
    '2wWLfDo0A8pI8mPIGbaQB0B4Wo4z2A9GGnAthZJsnIlorTorfP5pdoqLW7Kz8jFlZIWIkWkZVLlsFe+9O40nIDibeqj25igjS1wz',
    'K//0T8J28pUD3HMbDtWEREbfrSk2sDv+2nMytR80y9MXtf8GXGSVrW2AP/ndGiQm8Br93hi14JWhnLmw22gSWr56eb/KjLjxbOzV',
    '0r/RdDpyJXnngnjIEw/fC3SuYCiqgc0+ydByLUTI92Wam13LcvhxitKt85AAQ6KqTDgxu09jvUxCwRdamKvdr3oYZlT14KT77N82',
    'HDlFVGQLTQivs8Ahoe/rp2fuIoqFOQ+84r2ErErGcgyzJKzCFL9DO/DJXYhEx1kBv+ucl9sy/o/SOAd+G+yyqx79xnV9tuHVDcrU',
    'djbr6xiHNNd3TQ3Pzh7wPRyVvW1lpvDBPZXk62pxPniNNsGN8gbOURoEwUezWzo967xA0UvJJ9rMsgOcCJZBG7XjbA/m13IL3bfi',
    'qjH4Wmc7qbLLVIYmn0NYGn73+NfQSVwC8vSPsnNTXyCUDByynEnE+U/8kUoVSQfjh+VxBCCGqZG5pFLY/2j68QRn5to5piPi0goU',
    'KurTt4X5bVvUV9uykTUg6FlyI3SlKP5iDDTBdT3KEzrc1REa5vx/5hnPsKWrik6MhRVzQDRk90MdZp9Yyik02dU38aJUDrCV2fMv',
    'vbQM9M7MnBmQjg5kZa+zLPju32jkGMKwEll2j80zoEFUg0PEyRnZR+wE82fBoT0/G0dP7PNwQ7yJgGN98uYrLmbc8yjUwtCQw0gX',
    '1pta9ZPpkjsFuE/OlF5Ur+yZqJST1RTAqYFqBmIJWtn1MxUGeNgfzTQ+VEKCMQM/M+gv8N76qyUCVnfV',
  ].join(''),
  'base64',
);

let subjects: FaceSubject[];
let file: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  subjects = [makeSubject(1), makeSubject(2, { badge: null }), makeSubject(3)];
  file = await sealBackup(people(subjects), PASSPHRASE, OPTIONS);
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
async function sealPlaintext(
  plaintext: Uint8Array<ArrayBuffer>,
  version = 1,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = withUint32(file.subarray(0, HEADER_BYTES), HEADER_BYTES - 4, plaintext.length + 16);
  header[8] = version;
  const key = await deriveBackupKey(PASSPHRASE, header.slice(22, 38), CHEAP_KDF.parameters, crypto);
  const algorithm = { name: 'AES-GCM', iv: header.slice(38, 50), additionalData: header };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  return resummed(concatBytes(header, ciphertext, new Uint8Array(32)));
}

/** So large that a few fill a part. */
const LARGE = {
  template: {
    ...makeSubject(1).template,
    dimension: 4_096,
    embeddings: Array.from({ length: 6 }, (_, view) => unitVector(4_096, view)),
  },
};

const people = (subjects: readonly Subject[]): BackupContent => ({ subjects, rules: null });

const uint32 = (value: number) => withUint32(new Uint8Array(4), 0, value);

describe('backup', () => {
  it('brings the subjects back exactly', async () => {
    expect(await openBackup(file, PASSPHRASE, OPTIONS)).toEqual(people(subjects));
    const withPins = [makeSubject(7, { pin: PIN_HASH }), makeFacelessSubject(8)];
    expect(
      await openBackup(await sealBackup(people(withPins), PASSPHRASE, OPTIONS), PASSPHRASE, OPTIONS),
    ).toEqual(people(withPins));
    expect(await openBackup(await sealBackup(people([]), PASSPHRASE, OPTIONS), PASSPHRASE, OPTIONS)).toEqual(
      people([]),
    );
  });

  it('brings the site’s rules back exactly, and marks the file that has them', async () => {
    const content = { subjects, rules: RULES };
    const whole = await sealBackup(content, PASSPHRASE, OPTIONS);
    expect(await openBackup(whole, PASSPHRASE, OPTIONS)).toEqual(content);
    expect([file[8], whole[8]]).toEqual([4, 4]);
    expect(Buffer.from(whole).includes('Night')).toBe(false);
  });

  it('reads a file of the version before', async () => {
    const { subjects: found, rules } = await openBackup(OLD_FILE, OLD_PASSPHRASE, OPTIONS);
    expect(found.map(({ id }) => id)).toEqual([makeSubject(1).id, makeSubject(2).id]);
    expect(found[0].template?.embeddings).toEqual([makeSubject(1).template.embeddings[0]]);
    expect(found[1]).toEqual(makeFacelessSubject(2));
    expect(rules).toBeNull();
  });

  it('works at the real cost', async () => {
    const real = await sealBackup(people(subjects), PASSPHRASE);
    expect(await openBackup(real, PASSPHRASE)).toEqual(people(subjects));
  });

  it('shows nothing of what it holds, and differs each time', async () => {
    const text = Buffer.from(file);
    expect(text.includes('subject')).toBe(false);
    expect(text.includes('badge')).toBe(false);
    expect(text.includes(Buffer.from(subjects[0].template.embeddings[0].buffer, 0, 8))).toBe(false);
    expect(Buffer.compare(text, await sealBackup(people(subjects), PASSPHRASE, OPTIONS))).not.toBe(0);
  });

  it('refuses a wrong passphrase and a weak one', async () => {
    await refusal(openBackup(file, 'another passphrase', OPTIONS), 'wrongPassphrase');
    await refusal(openBackup(file, '', OPTIONS), 'wrongPassphrase');
    await refusal(sealBackup(people(subjects), 'short', OPTIONS), 'weakPassphrase');
  });

  it('refuses a file that is cut at any length, or has more behind', async () => {
    for (let length = 0; length < file.length; length += 1) {
      await refusal(openBackup(file.subarray(0, length), PASSPHRASE, OPTIONS), 'badBackup');
    }
    await refusal(openBackup(concatBytes(file, new Uint8Array(1)), PASSPHRASE, OPTIONS), 'badBackup');
  });

  it('refuses a flip in any byte', async () => {
    for (let at = 0; at < file.length; at += 1) {
      await refusal(openBackup(flipped(file, at), PASSPHRASE, OPTIONS), 'badBackup');
    }
  });

  it('refuses changes whose checksum was made to fit', async () => {
    const random = lcg(8);
    for (let round = 0; round < 100; round += 1) {
      const at = Math.floor(random() * (file.length - 32));
      const error: unknown = await openBackup(await resummed(flipped(file, at)), PASSPHRASE, OPTIONS).catch(
        (reason: unknown) => reason,
      );
      expect(isStorageError(error, 'badBackup') || isStorageError(error, 'wrongPassphrase')).toBe(true);
    }
  });

  it('names a version that it does not know', async () => {
    const error = await refusal(
      openBackup(await resummed(flipped(file, 9)), PASSPHRASE, OPTIONS),
      'badBackup',
    );
    expect(error.message).toContain('version 260');
  });

  it('refuses an absurd or a downgraded cost before it runs Argon2id', async () => {
    vi.mocked(argon2id).mockClear();
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
    expect(argon2id).not.toHaveBeenCalled();
    await openBackup(file, PASSPHRASE, OPTIONS);
    expect(argon2id).toHaveBeenCalledOnce();
  });

  it('checks what was sealed with the right passphrase too', async () => {
    const one = encodeSubject(makeSubject(1));
    const good = concatBytes(uint32(1), uint32(one.length), one);
    expect(await openBackup(await sealPlaintext(good), PASSPHRASE, OPTIONS)).toEqual(
      people([makeSubject(1)]),
    );
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

  it('checks the rules that were sealed with the right passphrase too', async () => {
    const none = uint32(0);
    const withRules = (rules: unknown, tail = new Uint8Array()) => {
      const bytes = encodeSiteRules(rules as SiteRules);
      return concatBytes(none, uint32(bytes.length), bytes, tail);
    };
    const good = withRules(RULES);
    const opened = await openBackup(await sealPlaintext(good, 2), PASSPHRASE, OPTIONS);
    expect(opened).toEqual({ subjects: [], rules: RULES });
    const { schedules, consent } = RULES;
    const hostile: Record<string, readonly [Uint8Array<ArrayBuffer>, version: number]> = {
      'none in a file that says it has them': [none, 2],
      'some in a file that says it has none': [good, 1],
      'bytes behind them': [withRules(RULES, new Uint8Array(1)), 2],
      'a length that is absurd': [concatBytes(none, uint32(0xffff_ffff), encodeSiteRules(RULES)), 2],
      'no JSON': [concatBytes(none, uint32(2), encodeUtf8('{]')), 2],
      'no rules': [withRules(null), 2],
      'no consent': [withRules({ schedules }), 2],
      'a day that no week has': [
        withRules({
          schedules: { ...schedules, site: [{ days: [8], fromMinute: 0, untilMinute: 1 }] },
          consent,
        }),
        2,
      ],
      'a schedule that stands for any time': [
        withRules({
          schedules: { ...schedules, named: [{ id: 'always', name: 'Never', windows: [] }] },
          consent,
        }),
        2,
      ],
      'a text that nobody can read to its end': [
        withRules({
          schedules,
          consent: { ...consent, face: { revision: 1, texts: { en: 'x'.repeat(4_001) } } },
        }),
        2,
      ],
    };
    for (const [plaintext, version] of Object.values(hostile)) {
      await refusal(openBackup(await sealPlaintext(plaintext, version), PASSPHRASE, OPTIONS), 'badBackup');
    }
    const invalid = { ...RULES, schedules: { ...schedules, named: [{ id: 'a', name: ' ', windows: [] }] } };
    await refusal(sealBackup({ subjects: [], rules: invalid }, PASSPHRASE, OPTIONS), 'invalid');
  });

  it('carries whom the kiosk erased, and checks that too', async () => {
    const list = { key: '0f'.repeat(16), erased: [{ hash: 'a5'.repeat(16), atMs: 5 }] };
    const content = { subjects, rules: RULES, erased: [list] };
    const whole = await sealBackup(content, PASSPHRASE, OPTIONS);
    expect(await openBackup(whole, PASSPHRASE, OPTIONS)).toEqual(content);
    const rules = encodeSiteRules(RULES);
    const before = concatBytes(uint32(0), uint32(rules.length), rules);
    const withErased = (json: string, tail = new Uint8Array()) =>
      concatBytes(before, uint32(json.length), encodeUtf8(json), tail);
    const good = withErased(JSON.stringify([list]));
    const hostile: readonly (readonly [Uint8Array<ArrayBuffer>, version: number])[] = [
      [before, 3],
      [good, 2],
      [withErased(JSON.stringify([list]), new Uint8Array(1)), 3],
      [withErased('[{]'), 3],
      [withErased(JSON.stringify([{ ...list, key: '00' }])), 3],
      [withErased(JSON.stringify([{ ...list, erased: [{ hash: 'Ada', atMs: 5 }] }])), 3],
      [withErased(JSON.stringify([{ ...list, erased: [{ hash: 'a5'.repeat(16), atMs: null }] }])), 3],
    ];
    expect(await openBackup(await sealPlaintext(good, 3), PASSPHRASE, OPTIONS)).toMatchObject({
      erased: [list],
    });
    for (const [plaintext, version] of hostile) {
      await refusal(openBackup(await sealPlaintext(plaintext, version), PASSPHRASE, OPTIONS), 'badBackup');
    }
  });

  it('comes in parts, of which none can be moved, left out, cut off or taken for the last', async () => {
    const many = Array.from({ length: 40 }, (_, number) => makeSubject(number, LARGE));
    const sealed: Uint8Array<ArrayBuffer>[] = [];
    for await (const part of backupParts(many, many.length, { rules: null }, PASSPHRASE, OPTIONS)) {
      sealed.push(part);
    }
    const [header, ...rest] = sealed;
    const parts = rest.slice(0, -1);
    expect(parts.length).toBeGreaterThanOrEqual(3);
    const made = (...some: Uint8Array[]) => resummed(concatBytes(header, ...some, new Uint8Array(32)));
    expect(await openBackup(await made(...parts), PASSPHRASE, OPTIONS)).toEqual(people(many));
    const [first, second, ...others] = parts;
    for (const altered of [
      [second, first, ...others],
      [first, ...others],
      [second, ...others],
      parts.slice(0, -1),
      [first],
      [...parts, others.at(-1)!],
    ]) {
      const opened = openBackup(await made(...altered), PASSPHRASE, OPTIONS);
      await expect(opened).rejects.toMatchObject({
        code: expect.stringMatching(/wrongPassphrase|badBackup/u) as string,
      });
    }
  });

  it('is read subject by subject, as often as it is asked for, and overwrites each', async () => {
    const backup = await readBackup(new Blob([file]), PASSPHRASE, OPTIONS);
    expect(backup.count).toBe(3);
    for (let reading = 0; reading < 2; reading += 1) {
      const seen: Subject[] = [];
      for await (const subject of backup.subjects()) {
        expect(subject).toEqual(subjects[seen.length]);
        seen.push(subject);
      }
      expect(seen).toHaveLength(3);
      for (const { template } of seen) expect(template?.embeddings[0]).toEqual(new Float32Array(16));
    }
  });

  it('seals no invalid subject and no id twice', async () => {
    await refusal(sealBackup(people([makeSubject(1, { name: '' })]), PASSPHRASE, OPTIONS), 'invalid');
    await refusal(sealBackup(people([makeSubject(1), makeSubject(1)]), PASSPHRASE, OPTIONS), 'invalid');
  });
});
