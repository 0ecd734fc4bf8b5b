import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { makeSubject } from '../../../simulator/builders.ts';
import { concatBytes, encodeUtf8, toHex } from '../../../src/storage/bytes.ts';
import type { PasskeyRecord, PassphraseRecord, SlotRecord } from '../../../src/storage/keys/key-slots.ts';
import { makeRecoveryCode } from '../../../src/storage/keys/recovery-code.ts';
import { DEFAULT_SETTINGS } from '../../../src/storage/settings.ts';
import type { OpenStore } from '../../../src/storage/open-store.ts';
import type { Authority, CredentialChange, PasskeyProof } from '../../../src/storage/types.ts';
import { flipped, freshStorage, freshStore, PASSPHRASE, refusal, subjectsOf, withRaw } from '../support.ts';

const OPERATOR = 'the operator opens it';
const NEXT = 'lantern gravel teapot canyon';

const passkey = (seed: number): PasskeyProof => ({
  id: new Uint8Array(16).fill(seed),
  secret: new Uint8Array(32).fill(seed),
});

/** A kiosk with an operator, a recovery code and an authority of its administrator. */
async function freshKiosk() {
  const { storage, databaseName } = freshStorage();
  const code = makeRecoveryCode(crypto);
  const store = await storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1, code);
  await store.saveSubject(makeSubject(1), 'enrolled', 1);
  const administrator = await store.authorise(PASSPHRASE, 2);
  await store.changeCredentials(administrator, operatorIs(OPERATOR), 3);
  return { storage, databaseName, code, store, administrator };
}

const operatorIs = (passphrase: string): CredentialChange => ({
  kind: 'setPassphrase',
  role: 'operator',
  passphrase,
});

const administratorIs = (passphrase: string): CredentialChange => ({
  kind: 'setPassphrase',
  role: 'administrator',
  passphrase,
});

async function expectToHold(store: OpenStore, role: OpenStore['role']): Promise<void> {
  expect(store.role).toBe(role);
  expect((await subjectsOf(store)).subjects).toEqual([makeSubject(1)]);
}

/** The log without its verdicts' times, oldest first. */
const eventsOf = async (store: OpenStore) => (await store.auditEntries()).map(({ event }) => event);

/** Repeats what an attacker can: the public checksum, over another header. */
async function resummed<Record extends SlotRecord>(
  record: Record,
  ...header: readonly (string | number)[]
): Promise<Record> {
  const bytes = concatBytes(encodeUtf8(JSON.stringify(header)), record.nonce, record.wrapped);
  return { ...record, checksum: new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) };
}

const damage = (databaseName: string, slot: string): Promise<unknown> =>
  withRaw(databaseName, async (raw) => {
    const record = (await raw.get('keys', slot)) as { wrapped: Uint8Array };
    return raw.put('keys', { ...record, wrapped: flipped(record.wrapped, 1) }, slot);
  });

describe('roles', () => {
  it('open the same records with a passphrase each', async () => {
    const { storage, store } = await freshKiosk();
    store.lock();
    await expectToHold(await storage.unlock(PASSPHRASE, 4), 'administrator');
    await expectToHold(await storage.unlock(OPERATOR, 5), 'operator');
    await refusal(storage.unlock(NEXT, 6), 'wrongPassphrase');
  });

  it('are in the log, with who opened the menu', async () => {
    const { storage, store } = await freshKiosk();
    store.lock();
    const reopened = await storage.unlock(OPERATOR, 4);
    expect((await reopened.authorise(OPERATOR, 5)).role).toBe('operator');
    expect(await eventsOf(reopened)).toEqual([
      { kind: 'passphraseSet', role: 'administrator', bound: true },
      { kind: 'recoveryCodeSet' },
      { kind: 'enrolled', subjectId: makeSubject(1).id },
      { kind: 'menuOpened', role: 'administrator', by: 'passphrase' },
      { kind: 'passphraseSet', role: 'operator' },
      { kind: 'unlocked', role: 'operator', by: 'passphrase' },
      { kind: 'menuOpened', role: 'operator', by: 'passphrase' },
    ]);
    expect((await reopened.verifyAudit()).intact).toBe(true);
  });

  it('change credentials as the administrator only', async () => {
    const { store } = await freshKiosk();
    const operator = await store.authorise(OPERATOR, 4);
    const forged = { role: 'administrator' } as Authority;
    for (const authority of [operator, forged]) {
      await refusal(store.changeCredentials(authority, administratorIs(NEXT), 5), 'notPermitted');
    }
    expect((await store.authorise(PASSPHRASE, 6)).role).toBe('administrator');
  });

  it('do not lend their records to each other', async () => {
    const { storage, store, databaseName } = await freshKiosk();
    store.lock();
    const record = (await withRaw(databaseName, (raw) => raw.get('keys', 'operator'))) as PassphraseRecord;
    const { memoryKib, iterations, parallelism } = record.kdf;
    const header = ['facegate', 'dataKey', 1, memoryKib, iterations, parallelism, toHex(record.salt)];
    await withRaw(databaseName, async (raw) => {
      await raw.put('keys', record, 'dataKey');
      await raw.delete('keys', 'operator');
    });
    await refusal(storage.unlock(OPERATOR, 4), 'tampered');
    const forged = await resummed(record, ...header);
    await withRaw(databaseName, (raw) => raw.put('keys', forged, 'dataKey'));
    await refusal(storage.unlock(OPERATOR, 5), 'wrongPassphrase');
  });

  it('may not share a passphrase', async () => {
    const { store, administrator } = await freshKiosk();
    await refusal(store.changeCredentials(administrator, operatorIs(PASSPHRASE), 4), 'samePassphrase');
    await refusal(store.changeCredentials(administrator, administratorIs(OPERATOR), 4), 'samePassphrase');
    await refusal(store.changeCredentials(administrator, operatorIs('short'), 4), 'weakPassphrase');
  });

  it('let the administrator reset and remove the operator’s passphrase', async () => {
    const { store, administrator } = await freshKiosk();
    await store.changeCredentials(administrator, operatorIs(NEXT), 4);
    await refusal(store.authorise(OPERATOR, 5), 'wrongPassphrase');
    expect((await store.authorise(NEXT, 5)).role).toBe('operator');
    await store.changeCredentials(administrator, { kind: 'removeOperator' }, 6);
    await refusal(store.authorise(NEXT, 7), 'wrongPassphrase');
    expect((await store.credentials()).operatorPassphrase).toBe(false);
    const before = await eventsOf(store);
    expect(before.at(-1)).toEqual({ kind: 'passphraseRemoved', role: 'operator' });
    await store.changeCredentials(administrator, { kind: 'removeOperator' }, 8);
    expect(await eventsOf(store)).toEqual(before);
  });

  it('let the administrator change their own passphrase', async () => {
    const { storage, store, administrator } = await freshKiosk();
    await store.changeCredentials(administrator, administratorIs(NEXT), 4);
    store.lock();
    await refusal(storage.unlock(PASSPHRASE, 5), 'wrongPassphrase');
    await expectToHold(await storage.unlock(NEXT, 6), 'administrator');
    await expectToHold(await storage.unlock(OPERATOR, 7), 'operator');
  });

  it('keep a damaged slot of the operator’s from locking the administrator out', async () => {
    const { storage, store, databaseName } = await freshKiosk();
    store.lock();
    await damage(databaseName, 'operator');
    await refusal(storage.unlock(OPERATOR, 4), 'wrongPassphrase');
    const reopened = await storage.unlock(PASSPHRASE, 4);
    await reopened.changeCredentials(await reopened.authorise(PASSPHRASE, 5), operatorIs(OPERATOR), 6);
    expect((await reopened.authorise(OPERATOR, 7)).role).toBe('operator');
  });
});

describe('a kiosk from before roles', () => {
  it('makes its passphrase the administrator’s, and gets a code and an operator later', async () => {
    const { storage, store } = await freshStore();
    expect(await store.credentials()).toEqual({
      operatorPassphrase: false,
      recoveryCode: false,
      passkeys: [],
    });
    await refusal(
      storage.recover({ code: makeRecoveryCode(crypto), passphrase: NEXT, nextCode: '' }, 2),
      'wrongRecoveryCode',
    );
    const administrator = await store.authorise(PASSPHRASE, 2);
    expect(administrator.role).toBe('administrator');
    const code = makeRecoveryCode(crypto);
    await store.changeCredentials(administrator, { kind: 'setRecoveryCode', code }, 3);
    await store.changeCredentials(administrator, operatorIs(OPERATOR), 4);
    expect(await store.credentials()).toMatchObject({ operatorPassphrase: true, recoveryCode: true });
  });
});

describe('the recovery code', () => {
  it('gives the administrator a new passphrase, is renewed by it, and leaves the operator’s', async () => {
    const { storage, store, code } = await freshKiosk();
    store.lock();
    const nextCode = makeRecoveryCode(crypto);
    const recovered = await storage.recover({ code, passphrase: NEXT, nextCode }, 4);
    await expectToHold(recovered, 'administrator');
    expect((await eventsOf(recovered)).slice(-3)).toEqual([
      { kind: 'unlocked', role: 'administrator', by: 'recoveryCode' },
      { kind: 'passphraseSet', role: 'administrator' },
      { kind: 'recoveryCodeSet' },
    ]);
    recovered.lock();
    await refusal(storage.recover({ code, passphrase: NEXT, nextCode }, 5), 'wrongRecoveryCode');
    await refusal(storage.unlock(PASSPHRASE, 5), 'wrongPassphrase');
    await expectToHold(await storage.unlock(NEXT, 6), 'administrator');
    await expectToHold(await storage.unlock(OPERATOR, 6), 'operator');
    await expectToHold(
      await storage.recover({ code: nextCode, passphrase: PASSPHRASE, nextCode: code }, 7),
      'administrator',
    );
  });

  it('changes nothing when it is wrong, or the new passphrase is', async () => {
    const { storage, store, code } = await freshKiosk();
    store.lock();
    const nextCode = makeRecoveryCode(crypto);
    const wrong = makeRecoveryCode(crypto);
    await refusal(storage.recover({ code: wrong, passphrase: NEXT, nextCode }, 4), 'wrongRecoveryCode');
    await refusal(storage.recover({ code, passphrase: 'short', nextCode }, 4), 'weakPassphrase');
    await refusal(storage.recover({ code, passphrase: OPERATOR, nextCode }, 4), 'samePassphrase');
    await expectToHold(await storage.unlock(PASSPHRASE, 5), 'administrator');
  });

  it('mends a damaged or missing slot of the administrator’s', async () => {
    for (const spoil of [
      (name: string) => damage(name, 'dataKey'),
      (name: string) => withRaw(name, (raw) => raw.delete('keys', 'dataKey')),
    ]) {
      const { storage, store, databaseName, code } = await freshKiosk();
      store.lock();
      await spoil(databaseName);
      await refusal(storage.unlock(PASSPHRASE, 4), 'tampered');
      const nextCode = makeRecoveryCode(crypto);
      await expectToHold(
        await storage.recover({ code, passphrase: PASSPHRASE, nextCode }, 5),
        'administrator',
      );
      await expectToHold(await storage.unlock(PASSPHRASE, 6), 'administrator');
    }
  });

  it('is renewed by the administrator', async () => {
    const { storage, store, administrator, code } = await freshKiosk();
    const nextCode = makeRecoveryCode(crypto);
    await store.changeCredentials(administrator, { kind: 'setRecoveryCode', code: nextCode }, 4);
    store.lock();
    await refusal(storage.recover({ code, passphrase: NEXT, nextCode }, 5), 'wrongRecoveryCode');
    await storage.recover({ code: nextCode, passphrase: NEXT, nextCode: code }, 6);
  });
});

describe('a passkey', () => {
  it('opens for its role until it is removed', async () => {
    const { storage, store, administrator } = await freshKiosk();
    const [mine, theirs] = [passkey(1), passkey(2)];
    await store.changeCredentials(administrator, { kind: 'addPasskey', role: 'administrator', ...mine }, 4);
    await store.changeCredentials(administrator, { kind: 'addPasskey', role: 'operator', ...theirs }, 5);
    expect((await storage.credentials()).passkeys).toEqual([
      { id: mine.id, role: 'administrator', addedAtMs: 4 },
      { id: theirs.id, role: 'operator', addedAtMs: 5 },
    ]);
    store.lock();
    const reopened = await storage.unlock(theirs, 6);
    await expectToHold(reopened, 'operator');
    expect((await eventsOf(reopened)).at(-1)).toEqual({ kind: 'unlocked', role: 'operator', by: 'passkey' });
    const again = await reopened.authorise(mine, 7);
    expect(again.role).toBe('administrator');
    const removal = { kind: 'removePasskey', id: theirs.id, role: 'operator' } as const;
    await reopened.changeCredentials(again, removal, 8);
    await refusal(storage.unlock(theirs, 9), 'wrongPasskey');
    expect((await storage.credentials()).passkeys).toHaveLength(1);
  });

  it('does not open with another secret, nor for another role than it was made for', async () => {
    const { storage, store, administrator, databaseName } = await freshKiosk();
    const key = passkey(1);
    await store.changeCredentials(administrator, { kind: 'addPasskey', role: 'operator', ...key }, 4);
    await refusal(storage.unlock({ ...key, secret: flipped(key.secret, 31) }, 5), 'wrongPasskey');
    const slot = `passkey/${'01'.repeat(16)}`;
    const record = (await withRaw(databaseName, (raw) => raw.get('keys', slot))) as PasskeyRecord;
    const forged = { ...record, role: 'administrator' } as const;
    await withRaw(databaseName, (raw) => raw.put('keys', forged, slot));
    await refusal(storage.unlock(key, 6), 'tampered');
    const header = ['facegate', 'passkey', 1, '01'.repeat(16), 'administrator', 4, toHex(record.salt)];
    const summed = await resummed(forged, ...header);
    await withRaw(databaseName, (raw) => raw.put('keys', summed, slot));
    await refusal(storage.unlock(key, 7), 'wrongPasskey');
  });
});

describe('keys', () => {
  it('hang in no form that can be exported on what a script in the page comes upon', async () => {
    const { store } = await freshKiosk();
    const authority = await store.authorise(PASSPHRASE, 4);
    const [found, seen]: [CryptoKey[], Set<unknown>] = [[], new Set()];
    const visit = (value: unknown): void => {
      if (value === null || typeof value !== 'object' || seen.has(value)) return;
      seen.add(value);
      if (value instanceof CryptoKey) found.push(value);
      for (const name of Reflect.ownKeys(value)) visit(Reflect.get(value, name));
    };
    visit({ store, authority });
    expect(seen.size).toBeGreaterThan(10);
    expect(found.filter(({ extractable }) => extractable)).toEqual([]);
    await store.changeCredentials(authority, { kind: 'removeOperator' }, 5);
  });
});
