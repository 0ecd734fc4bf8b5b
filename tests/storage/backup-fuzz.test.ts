/**
 * @file Mutated backups against the real import: each is refused in plain words, at once, and the database stays as it
 * was to the last byte. Every round is drawn from a fixed seed, so a failure comes again.
 */
import 'fake-indexeddb/auto';
import { argon2id } from 'hash-wasm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { everybody } from '../../src/kiosk/import-review.ts';
import { lcg, makeFacelessSubject, makeSubject } from '../../simulator/builders.ts';
import { openBackup, sealBackup } from '../../src/storage/backup.ts';
import { concatBytes, type Bytes } from '../../src/storage/bytes.ts';
import { StorageError } from '../../src/storage/errors.ts';
import { deriveBackupKey } from '../../src/storage/keys/keys.ts';
import { DEFAULT_KDF } from '../../src/storage/keys/passphrase.ts';
import { encodeSiteRules, type SiteRules } from '../../src/storage/site-rules-codec.ts';
import { encodeSubject } from '../../src/storage/template-codec.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { CHEAP_KDF, dump, freshStore, refusal, workedMs } from './support.ts';

// Counts how often Argon2id runs, and runs it.
vi.mock('hash-wasm', { spy: true });

const FILE_PASSPHRASE = 'passphrase of the file';
const HEADER_BYTES = 54;
const CHECKSUM_BYTES = 32;
const VERSION_AT = 8;
const COST_AT = 10;
const LENGTH_AT = HEADER_BYTES - 4;
/** Far longer than refusing takes, far shorter than a hang. */
const MOST_MS_EACH = 3_000;
const RANDOM_FILE_BYTES = 4_096;
const HOSTILE_NUMBERS = [0, 1, 15, 16, 17, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff];

/** Each thing once that rules can be made of. */
const RULES: SiteRules = {
  schedules: {
    site: [{ days: [1, 5], fromMinute: 480, untilMinute: 1_080 }],
    named: [{ id: 'n', name: 'Night', windows: [{ days: [7], fromMinute: 1_320, untilMinute: 360 }] }],
    assigned: { [makeSubject(1).id]: 'n' },
  },
  consent: {
    face: { revision: 2, texts: { en: 'We keep a template.', ru: 'Мы храним шаблон.' } },
    faceless: { revision: 1, texts: { en: 'We keep a PIN.', ru: 'Мы храним ПИН.' } },
  },
};
/** None of them is anything that rules are made of, in any place. */
const HOSTILE_VALUES: readonly unknown[] = [
  -1,
  0.5,
  1e300,
  true,
  [[]],
  'x'.repeat(5_000),
  '\0'.repeat(9_000),
];

type Draw = (below: number) => number;
type Mutation = (draw: Draw) => Bytes | Promise<Bytes>;

let file: Bytes;
let other: Bytes;
/** What is sealed in `file`; `people` is its part before the rules. */
let plaintext: Bytes;
let people: Bytes;
let store: OpenStore;
let databaseName: string;

beforeAll(async () => {
  const subjects = [makeSubject(1), makeFacelessSubject(2), makeSubject(3, { badge: null })];
  const options = { kdf: CHEAP_KDF };
  file = await sealBackup({ subjects, rules: RULES }, FILE_PASSPHRASE, options);
  other = await sealBackup({ subjects: [makeSubject(4)], rules: null }, FILE_PASSPHRASE, options);
  people = concatBytes(uint32(subjects.length), ...subjects.map(encodeSubject).flatMap(withLength));
  plaintext = concatBytes(people, ...withLength(encodeSiteRules(RULES)));
  ({ store, databaseName } = await freshStore());
  await store.saveSubject(makeSubject(1, { name: 'Older' }), 'enrolled', 1);
});

function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function withLength(bytes: Bytes): readonly Bytes[] {
  return [uint32(bytes.length), bytes];
}

function withUint32(bytes: Uint8Array, at: number, value: number): Bytes {
  const copy = new Uint8Array(bytes);
  copy.set(uint32(value), at);
  return copy;
}

function withFlips(bytes: Uint8Array, draw: Draw, most: number): Bytes {
  const copy = new Uint8Array(bytes);
  for (let left = 1 + draw(most); left > 0; left -= 1) copy[draw(copy.length)] ^= 1 << draw(8);
  return copy;
}

function withoutPart(bytes: Uint8Array, draw: Draw): Bytes {
  const from = draw(bytes.length);
  return concatBytes(bytes.subarray(0, from), bytes.subarray(from + 1 + draw(64)));
}

function withZeros(bytes: Uint8Array, draw: Draw): Bytes {
  const from = draw(bytes.length);
  return new Uint8Array(bytes).fill(0, from, from + 1 + draw(128));
}

function spliced(one: Uint8Array, another: Uint8Array, draw: Draw): Bytes {
  return concatBytes(one.subarray(0, draw(one.length)), another.subarray(draw(another.length)));
}

function randomBytes(draw: Draw, length: number): Bytes {
  return Uint8Array.from({ length }, () => draw(256));
}

/** As anybody can: the checksum fits, and where it can the length too, so that only the seal is left to refuse it. */
async function resummed(bytes: Uint8Array): Promise<Bytes> {
  const body = new Uint8Array(bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES)));
  if (body.length >= HEADER_BYTES) {
    new DataView(body.buffer).setUint32(LENGTH_AT, body.length - HEADER_BYTES, true);
  }
  return concatBytes(body, new Uint8Array(await crypto.subtle.digest('SHA-256', body)));
}

/** `RULES` with a hostile value in one place: any field, item or part, drawn anew each time. */
function hostileRules(draw: Draw): unknown {
  const rules: unknown = structuredClone(RULES);
  const places: (readonly [parent: Record<string, unknown>, key: string])[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      visit(child);
    }
  };
  visit(rules);
  const [parent, key] = places[draw(places.length)];
  parent[key] = HOSTILE_VALUES[draw(HOSTILE_VALUES.length)];
  return rules;
}

/** As somebody who knows the passphrase can. */
async function sealedAnew(content: Bytes, version = file[VERSION_AT]): Promise<Bytes> {
  const header = withUint32(file.subarray(0, HEADER_BYTES), LENGTH_AT, content.length + 16);
  header[VERSION_AT] = version;
  const key = await deriveBackupKey(FILE_PASSPHRASE, header.slice(22, 38), CHEAP_KDF.parameters, crypto);
  const algorithm = { name: 'AES-GCM', iv: header.slice(38, 50), additionalData: header };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, content));
  return resummed(concatBytes(header, ciphertext, new Uint8Array(CHECKSUM_BYTES)));
}

/** Each with the number of rounds; together more than 10,000. */
const MUTATIONS: Readonly<Record<string, readonly [rounds: number, mutation: Mutation]>> = {
  'flipped bits': [2_000, (draw) => withFlips(file, draw, 16)],
  truncations: [1_500, (draw) => file.slice(0, draw(file.length))],
  'parts left out': [1_000, (draw) => withoutPart(file, draw)],
  splices: [1_000, (draw) => spliced(file, draw(2) === 0 ? file : other, draw)],
  'zero-filled stretches': [1_000, (draw) => withZeros(file, draw)],
  'headers of another file': [
    500,
    (draw) => concatBytes(other.subarray(0, 1 + draw(HEADER_BYTES)), file.subarray(HEADER_BYTES)),
  ],
  versions: [500, (draw) => withUint32(file, VERSION_AT, 3 + draw(0xfffd))],
  'length fields': [
    700,
    (draw) => withUint32(file, LENGTH_AT, HOSTILE_NUMBERS[draw(HOSTILE_NUMBERS.length)] + draw(3)),
  ],
  'random files': [800, (draw) => randomBytes(draw, draw(RANDOM_FILE_BYTES))],
  'random files with a good beginning': [
    500,
    (draw) =>
      concatBytes(file.subarray(0, 8 + draw(HEADER_BYTES)), randomBytes(draw, draw(RANDOM_FILE_BYTES))),
  ],
  'costs with a checksum that fits': [
    300,
    (draw) => resummed(withUint32(file, COST_AT + 4 * draw(3), draw(4) === 0 ? 0 : 129 + draw(0xffff_ff00))),
  ],
  'flipped bits with a checksum that fits': [400, (draw) => resummed(withFlips(file, draw, 4))],
  'splices with a checksum that fits': [300, (draw) => resummed(spliced(file, other, draw))],
  'counts under the right passphrase': [
    400,
    (draw) => sealedAnew(withUint32(plaintext, 0, 4 + draw(0xffff_ff00))),
  ],
  'parts left out under the right passphrase': [300, (draw) => sealedAnew(withoutPart(plaintext, draw))],
  'hostile rules under the right passphrase': [
    600,
    (draw) =>
      sealedAnew(concatBytes(people, ...withLength(encodeSiteRules(hostileRules(draw) as SiteRules)))),
  ],
  'rules cut short under the right passphrase': [
    200,
    (draw) => {
      const rules = encodeSiteRules(RULES);
      return sealedAnew(concatBytes(people, ...withLength(rules.slice(0, draw(rules.length)))));
    },
  ],
  'files of one version that say they are of the other': [
    20,
    (draw) => (draw(2) === 0 ? sealedAnew(plaintext, 1) : sealedAnew(people, 2)),
  ],
};

describe('10,000 mutated backups', () => {
  it.each(Object.entries(MUTATIONS))('%s', async (name, [rounds, mutate]) => {
    const random = lcg(name.length * 7_919);
    const draw: Draw = (below) => Math.floor(random() * below);
    const before = await dump(databaseName);
    let slowestMs = 0;
    for (let round = 0; round < rounds; round += 1) {
      const mutant = await mutate(draw);
      if ([file, other].some((good) => Buffer.compare(mutant, good) === 0)) continue;
      const startMs = workedMs();
      const error: unknown = await store.importBackup(mutant, FILE_PASSPHRASE, 9, everybody).then(
        () => null,
        (reason: unknown) => reason,
      );
      slowestMs = Math.max(slowestMs, workedMs() - startMs);
      if (!(error instanceof StorageError)) throw new Error(`${name}, round ${round}: ${String(error)}`);
      expect(['badBackup', 'wrongPassphrase']).toContain(error.code);
      expect(error.message).toMatch(/^[A-Z].+\.$/u);
    }
    expect(slowestMs).toBeLessThan(MOST_MS_EACH);
    expect(await dump(databaseName)).toEqual(before);
  });

  it('are that many', () => {
    const rounds = Object.values(MUTATIONS).reduce((sum, [count]) => sum + count, 0);
    expect(rounds).toBeGreaterThanOrEqual(10_000);
  });

  it('would fail if a file got in: the unchanged one does', async () => {
    const fresh = await freshStore();
    const before = await dump(fresh.databaseName);
    expect(await fresh.store.importBackup(file, FILE_PASSPHRASE, 9, everybody)).toEqual({
      subjects: 3,
      changedRules: ['schedules', 'consent'],
    });
    expect(await dump(fresh.databaseName)).not.toEqual(before);
  });

  it('never reach Argon2id at a cost that the file names and the kiosk does not allow', async () => {
    const { ranges } = DEFAULT_KDF;
    vi.mocked(argon2id).mockClear();
    for (const [at, { min, max }] of [ranges.memoryKib, ranges.iterations, ranges.parallelism].entries()) {
      for (const value of [0, min - 1, max + 1, 0xffff_ffff]) {
        const good = [ranges.memoryKib.min, ranges.iterations.min, ranges.parallelism.min].reduce(
          (bytes, cost, row) => withUint32(bytes, COST_AT + 4 * row, cost),
          file,
        );
        const hostile = await resummed(withUint32(good, COST_AT + 4 * at, value));
        await refusal(openBackup(hostile, FILE_PASSPHRASE), 'badBackup');
      }
    }
    expect(argon2id).not.toHaveBeenCalled();
    await openBackup(file, FILE_PASSPHRASE, { kdf: CHEAP_KDF });
    expect(argon2id).toHaveBeenCalledOnce();
  });
});
