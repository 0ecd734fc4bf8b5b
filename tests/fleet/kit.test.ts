import { argon2id } from 'hash-wasm';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Kit, makeKit, openKit, sealKit } from '../../src/fleet/kit.ts';
import { FleetError, type FleetErrorCode } from '../../src/fleet/errors.ts';
import { concatBytes, encodeUtf8, type Bytes } from '../../src/storage/bytes.ts';
import { deriveBackupKey } from '../../src/storage/keys/keys.ts';
import { CHEAP_KDF, flipped, PASSPHRASE, refusal } from '../storage/support.ts';

// Counts how often Argon2id runs, and runs it.
vi.mock('hash-wasm', { spy: true });

const OPTIONS = { kdf: CHEAP_KDF };
const HEADER_BYTES = 54;
const CHECKSUM_BYTES = 32;
const VERSION_AT = 8;
const [MEMORY_AT, ITERATIONS_AT, PARALLELISM_AT] = [10, 14, 18];
const LENGTH_AT = HEADER_BYTES - 4;

let kit: Kit;
let file: Bytes;

beforeAll(async () => {
  kit = await makeKit('Harbour', Date.UTC(2026, 10, 30), crypto);
  file = await sealKit(kit, PASSPHRASE, OPTIONS);
});

beforeEach(() => {
  vi.mocked(argon2id).mockClear();
});

async function fleetRefusal(work: Promise<unknown>): Promise<FleetErrorCode> {
  const error: unknown = await work.then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
  if (!(error instanceof FleetError)) throw new Error(String(error));
  return error.code;
}

/** The same file with other bytes, whose checksum fits. */
async function resummed(bytes: Uint8Array): Promise<Bytes> {
  const body = new Uint8Array(bytes.subarray(0, -CHECKSUM_BYTES));
  return concatBytes(body, new Uint8Array(await crypto.subtle.digest('SHA-256', body)));
}

function withNumber(at: number, value: number, bytes = 4): Promise<Bytes> {
  const copy = new Uint8Array(file);
  const view = new DataView(copy.buffer);
  if (bytes === 2) view.setUint16(at, value, true);
  else view.setUint32(at, value, true);
  return resummed(copy);
}

/** A whole kit as far as its seal goes, that holds this. */
async function sealing(text: string): Promise<Bytes> {
  const header = file.slice(0, HEADER_BYTES);
  const plaintext = encodeUtf8(text);
  new DataView(header.buffer).setUint32(LENGTH_AT, plaintext.length + 16, true);
  const key = await deriveBackupKey(PASSPHRASE, header.slice(22, 38), CHEAP_KDF.parameters, crypto);
  const algorithm = { name: 'AES-GCM', iv: header.slice(38, 50), additionalData: header };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  return resummed(concatBytes(header, ciphertext, new Uint8Array(CHECKSUM_BYTES)));
}

describe('a kit', () => {
  it('opens as it was sealed, and says nothing without the passphrase', async () => {
    expect(await openKit(file, PASSPHRASE, OPTIONS)).toEqual(kit);
    const text = Buffer.from(file).toString('latin1');
    for (const secret of ['Harbour', kit.hub.operator, kit.signing.private, kit.zoneSecret, kit.siteId])
      expect(text).not.toContain(secret);
  });

  it('has other secrets each time it is made', async () => {
    const other = await makeKit('Harbour', kit.madeAtMs, crypto);
    const secretsOf = ({ hub, signing, audit, zoneSecret, siteId }: Kit) => [
      ...[hub.operator, hub.system, hub.account, signing.private, audit.private, zoneSecret, siteId],
    ];
    expect(new Set([...secretsOf(kit), ...secretsOf(other)]).size).toBe(14);
  });

  it('is sealed anew each time, so that two files tell nothing of each other', async () => {
    const again = await sealKit(kit, PASSPHRASE, OPTIONS);
    expect(Buffer.from(again.subarray(22)).equals(Buffer.from(file.subarray(22)))).toBe(false);
  });

  it('takes no passphrase that a program would guess', async () => {
    await refusal(sealKit(kit, 'password1234', OPTIONS), 'weakPassphrase');
  });

  it('refuses another passphrase', async () => {
    await refusal(openKit(file, 'another good passphrase', OPTIONS), 'wrongPassphrase');
  });

  it('tells damage from a wrong passphrase, before it works on the passphrase', async () => {
    for (const at of [0, VERSION_AT, MEMORY_AT, 25, 40, LENGTH_AT, HEADER_BYTES, file.length - 1])
      expect(['badKit', 'newer'], `byte ${at}`).toContain(
        await fleetRefusal(openKit(flipped(file, at), PASSPHRASE, OPTIONS)),
      );
    for (const length of [0, 7, HEADER_BYTES, HEADER_BYTES + CHECKSUM_BYTES, file.length - 1])
      expect(await fleetRefusal(openKit(file.subarray(0, length), PASSPHRASE, OPTIONS))).toBe('badKit');
    expect(await fleetRefusal(openKit(concatBytes(file, file), PASSPHRASE, OPTIONS))).toBe('badKit');
    expect(await fleetRefusal(openKit(new Uint8Array(70_000), PASSPHRASE, OPTIONS))).toBe('badKit');
    expect(argon2id).not.toHaveBeenCalled();
  });

  it('refuses a cost that was lowered or raised, and a later version, without working on the passphrase', async () => {
    for (const [at, value] of [
      [MEMORY_AT, 8],
      [MEMORY_AT, 2 ** 31],
      [ITERATIONS_AT, 0],
      [ITERATIONS_AT, 1_000],
      [PARALLELISM_AT, 0],
      [PARALLELISM_AT, 99],
      [LENGTH_AT, 17],
      [LENGTH_AT, 2 ** 32 - 1],
    ])
      expect(await fleetRefusal(openKit(await withNumber(at, value), PASSPHRASE, OPTIONS))).toBe('badKit');
    expect(await fleetRefusal(openKit(await withNumber(VERSION_AT, 2, 2), PASSPHRASE, OPTIONS))).toBe(
      'newer',
    );
    expect(await fleetRefusal(openKit(await withNumber(VERSION_AT, 0, 2), PASSPHRASE, OPTIONS))).toBe(
      'badKit',
    );
    expect(argon2id).not.toHaveBeenCalled();
  });

  it('binds its header: another salt, nonce or cost within the ranges does not open it', async () => {
    const other = new Uint8Array(file);
    other[23] ^= 1;
    await refusal(openKit(await resummed(other), PASSPHRASE, OPTIONS), 'wrongPassphrase');
    await refusal(openKit(await withNumber(ITERATIONS_AT, 2), PASSPHRASE, OPTIONS), 'wrongPassphrase');
  });

  it('refuses secrets that are not whole, though the passphrase fits', async () => {
    const bad: unknown[] = [
      { ...kit, audit: undefined },
      { ...kit, siteName: '' },
      { ...kit, siteId: 'x' },
      { ...kit, hub: { ...kit.hub, operator: kit.hub.account } },
      { ...kit, zoneSecret: 'ff' },
      [],
      null,
    ];
    for (const content of bad)
      expect(await fleetRefusal(openKit(await sealing(JSON.stringify(content)), PASSPHRASE, OPTIONS))).toBe(
        'badKit',
      );
    expect(await fleetRefusal(openKit(await sealing('{'), PASSPHRASE, OPTIONS))).toBe('badKit');
    // What this function seals does open where it is whole.
    expect(await openKit(await sealing(JSON.stringify({ ...kit, later: 1 })), PASSPHRASE, OPTIONS)).toEqual(
      kit,
    );
  });
});
