import { beforeAll, describe, expect, it } from 'vitest';
import { MODEL_A, MODEL_B } from '../../simulator/builders.ts';
import { encodeUtf8, toHex } from '../../src/storage/bytes.ts';
import { createVault, isSameSealing, type RecordIdentity, type Vault } from '../../src/storage/vault.ts';
import { CHEAP_KDF, createDataKey, flipped, PASSPHRASE, refusal } from './support.ts';

const IDENTITY: RecordIdentity = { kind: 'subject', id: 'one', modelSha256: MODEL_A };
const PLAINTEXT = encodeUtf8('a template');

let vault: Vault;
let otherVault: Vault;

beforeAll(async () => {
  const make = async (): Promise<Vault> =>
    createVault((await createDataKey(PASSPHRASE, CHEAP_KDF, crypto)).key, crypto);
  [vault, otherVault] = [await make(), await make()];
});

describe('vault', () => {
  it('opens what it sealed, also when it is empty', async () => {
    for (const plaintext of [PLAINTEXT, new Uint8Array()]) {
      expect(await vault.open(IDENTITY, await vault.seal(IDENTITY, plaintext))).toEqual(plaintext);
    }
  });

  it('notices a change of any byte, and a cut', async () => {
    const sealed = await vault.seal(IDENTITY, PLAINTEXT);
    for (const field of ['nonce', 'ciphertext'] as const) {
      for (let at = 0; at < sealed[field].length; at += 1) {
        await refusal(vault.open(IDENTITY, { ...sealed, [field]: flipped(sealed[field], at) }), 'tampered');
      }
      for (let length = 0; length < sealed[field].length; length += 1) {
        await refusal(
          vault.open(IDENTITY, { ...sealed, [field]: sealed[field].slice(0, length) }),
          'tampered',
        );
      }
    }
    await refusal(vault.open(IDENTITY, { ...sealed, version: 2 }), 'tampered');
    await refusal(vault.open(IDENTITY, undefined), 'tampered');
  });

  it('opens a record only as what it is', async () => {
    const sealed = await vault.seal(IDENTITY, PLAINTEXT);
    const others: RecordIdentity[] = [
      { ...IDENTITY, id: 'two' },
      { ...IDENTITY, modelSha256: MODEL_B },
      { ...IDENTITY, modelSha256: null },
      { ...IDENTITY, kind: 'settings' },
      { ...IDENTITY, id: `one","${MODEL_A}` },
    ];
    for (const other of others) await refusal(vault.open(other, sealed), 'tampered');
    await refusal(otherVault.open(IDENTITY, sealed), 'tampered');
  });

  it('never uses a nonce twice', async () => {
    const nonces = new Set<string>();
    for (let count = 0; count < 1_000; count += 1) {
      nonces.add(toHex((await vault.seal(IDENTITY, PLAINTEXT)).nonce));
    }
    expect(nonces.size).toBe(1_000);
    expect([...nonces].every((nonce) => nonce.length === 24)).toBe(true);
  });

  it('tells sealings apart', async () => {
    const [first, second] = [await vault.seal(IDENTITY, PLAINTEXT), await vault.seal(IDENTITY, PLAINTEXT)];
    expect(isSameSealing(first, structuredClone(first))).toBe(true);
    expect(isSameSealing(first, second)).toBe(false);
    expect(isSameSealing(first, undefined)).toBe(false);
    expect(isSameSealing(undefined, undefined)).toBe(true);
  });
});
