/**
 * @file Key slots: the one data key, wrapped once per credential, each in a record of its own. Each header names its
 * slot. So an attacker who puts the operator's record in the administrator's place opens nothing.
 *
 * Nothing here reads or writes the database.
 */
import * as v from 'valibot';
import type { Role } from '../../core/site/permissions.ts';
import { bytesSchema, encodeUtf8, toHex, type Bytes } from '../bytes.ts';
import { StorageError } from '../errors.ts';
import {
  isWhole,
  passphraseWrappingKey,
  secretWrappingKey,
  unwrapDataKey,
  wrapDataKey,
  WRAPPED_KEY_ENTRIES,
  type KeyOf,
  type KeyUse,
  type WrappableKey,
  type WrappedKey,
  type WrappingKey,
} from './keys.ts';
import {
  isWithinRanges,
  KdfParametersSchema,
  requireGoodPassphrase,
  SALT_BYTES,
  type KdfParameters,
  type KdfPolicy,
} from './passphrase.ts';
import { recoverySecret } from './recovery-code.ts';
import type { PasskeyFacts } from '../types.ts';

const RECORD_VERSION = 1;
/** WebAuthn Level 3 §4: a credential's id is at most so long. */
const MAX_CREDENTIAL_ID_BYTES = 1023;
const HKDF_SALT_BYTES = 32;

/** Older versions had one passphrase, under `dataKey`. It is the administrator's. */
export const PASSPHRASE_SLOTS = { administrator: 'dataKey', operator: 'operator' } as const;
export const RECOVERY_SLOT = 'recovery';
const PASSKEY_PREFIX = 'passkey/';

export interface PassphraseRecord extends WrappedKey {
  readonly version: typeof RECORD_VERSION;
  readonly kdf: KdfParameters;
  readonly salt: Bytes;
}

interface RecoveryRecord extends WrappedKey {
  readonly version: typeof RECORD_VERSION;
  readonly salt: Bytes;
}

export interface PasskeyRecord extends WrappedKey, PasskeyFacts {
  readonly version: typeof RECORD_VERSION;
  readonly salt: Bytes;
}

export type SlotRecord = PassphraseRecord | RecoveryRecord | PasskeyRecord;

const PassphraseRecordSchema = v.strictObject({
  version: v.literal(RECORD_VERSION),
  kdf: KdfParametersSchema,
  salt: bytesSchema(SALT_BYTES),
  ...WRAPPED_KEY_ENTRIES,
});

const RecoveryRecordSchema = v.strictObject({
  version: v.literal(RECORD_VERSION),
  salt: bytesSchema(HKDF_SALT_BYTES),
  ...WRAPPED_KEY_ENTRIES,
});

const PasskeyRecordSchema = v.strictObject({
  version: v.literal(RECORD_VERSION),
  id: bytesSchema(1, MAX_CREDENTIAL_ID_BYTES),
  role: v.picklist(['operator', 'administrator']),
  addedAtMs: v.number(),
  salt: bytesSchema(HKDF_SALT_BYTES),
  ...WRAPPED_KEY_ENTRIES,
});

/** The key of a passkey's record. */
export function passkeySlot(id: Uint8Array): string {
  return PASSKEY_PREFIX + toHex(id);
}

/** The facts of a stored passkey; null for what is none. */
export function passkeyFacts(slot: string, stored: unknown): PasskeyFacts | null {
  const parsed = v.safeParse(PasskeyRecordSchema, stored);
  if (!parsed.success || slot !== passkeySlot(parsed.output.id)) return null;
  const { id, role, addedAtMs } = parsed.output;
  return { id, role, addedAtMs };
}

/** @throws StorageError `weakPassphrase`. */
export async function sealPassphraseSlot(
  role: Role,
  passphrase: string,
  key: WrappableKey,
  kdf: KdfPolicy,
  crypto: Crypto,
): Promise<PassphraseRecord> {
  await requireGoodPassphrase(passphrase);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const head = { version: RECORD_VERSION, kdf: kdf.parameters, salt } as const;
  const wrappingKey = await passphraseWrappingKey(passphrase, salt, kdf.parameters, crypto);
  return { ...head, ...(await wrapDataKey(key, wrappingKey, passphraseHeader(role, head), crypto)) };
}

/**
 * @param stored - From the database, which an attacker may have altered.
 * @throws StorageError `tampered` for a damaged record or one with parameters out of range, `wrongPassphrase`.
 */
export async function openPassphraseSlot<Use extends KeyUse>(
  role: Role,
  passphrase: string,
  stored: unknown,
  kdf: KdfPolicy,
  use: Use,
  crypto: Crypto,
): Promise<KeyOf<Use>> {
  const record = parse(PassphraseRecordSchema, stored);
  if (!isWithinRanges(record.kdf, kdf.ranges)) throw damagedKey('its Argon2id cost is out of range');
  const header = passphraseHeader(role, record);
  await requireWhole(record, header, crypto);
  const wrappingKey = await passphraseWrappingKey(passphrase, record.salt, record.kdf, crypto);
  return unwrap(record, wrappingKey, header, use, 'wrongPassphrase', crypto);
}

/** @param code - As `parseRecoveryCode` gives it. */
export async function sealRecoverySlot(
  code: string,
  key: WrappableKey,
  crypto: Crypto,
): Promise<RecoveryRecord> {
  const salt = crypto.getRandomValues(new Uint8Array(HKDF_SALT_BYTES));
  const head = { version: RECORD_VERSION, salt } as const;
  const wrappingKey = await secretWrappingKey(recoverySecret(code), salt, 'recovery code', crypto);
  return { ...head, ...(await wrapDataKey(key, wrappingKey, recoveryHeader(head), crypto)) };
}

/**
 * @param code - As `parseRecoveryCode` gives it.
 * @throws StorageError `tampered`, `wrongRecoveryCode`.
 */
export async function openRecoverySlot(code: string, stored: unknown, crypto: Crypto): Promise<WrappableKey> {
  const record = parse(RecoveryRecordSchema, stored);
  const header = recoveryHeader(record);
  await requireWhole(record, header, crypto);
  const wrappingKey = await secretWrappingKey(recoverySecret(code), record.salt, 'recovery code', crypto);
  return unwrap(record, wrappingKey, header, 'wrappable', 'wrongRecoveryCode', crypto);
}

/** @param secret - 32 bytes from the passkey; stay the caller's. */
export async function sealPasskeySlot(
  { id, role, addedAtMs }: PasskeyFacts,
  secret: Bytes,
  key: WrappableKey,
  crypto: Crypto,
): Promise<PasskeyRecord> {
  const salt = crypto.getRandomValues(new Uint8Array(HKDF_SALT_BYTES));
  const head = { version: RECORD_VERSION, id, role, addedAtMs, salt } as const;
  const wrappingKey = await secretWrappingKey(secret, salt, 'passkey', crypto);
  return { ...head, ...(await wrapDataKey(key, wrappingKey, passkeyHeader(head), crypto)) };
}

/** @throws StorageError `tampered`, `wrongPasskey`. */
export async function openPasskeySlot<Use extends KeyUse>(
  secret: Bytes,
  stored: unknown,
  use: Use,
  crypto: Crypto,
): Promise<{ readonly role: Role; readonly key: KeyOf<Use> }> {
  const record = parse(PasskeyRecordSchema, stored);
  const header = passkeyHeader(record);
  await requireWhole(record, header, crypto);
  const wrappingKey = await secretWrappingKey(secret, record.salt, 'passkey', crypto);
  const key = await unwrap(record, wrappingKey, header, use, 'wrongPasskey', crypto);
  return { role: record.role, key };
}

function passphraseHeader(role: Role, { kdf, salt }: Pick<PassphraseRecord, 'kdf' | 'salt'>): Bytes {
  return headerOf(PASSPHRASE_SLOTS[role], kdf.memoryKib, kdf.iterations, kdf.parallelism, toHex(salt));
}

function recoveryHeader({ salt }: Pick<RecoveryRecord, 'salt'>): Bytes {
  return headerOf(RECOVERY_SLOT, toHex(salt));
}

function passkeyHeader({ id, role, addedAtMs, salt }: PasskeyFacts & { readonly salt: Bytes }): Bytes {
  return headerOf('passkey', toHex(id), role, addedAtMs, toHex(salt));
}

/** JSON keeps the parts apart. */
function headerOf(slot: string, ...parts: readonly (string | number)[]): Bytes {
  return encodeUtf8(JSON.stringify(['facegate', slot, RECORD_VERSION, ...parts]));
}

async function unwrap<Use extends KeyUse>(
  record: WrappedKey,
  wrappingKey: WrappingKey,
  header: Bytes,
  use: Use,
  refusal: 'wrongPassphrase' | 'wrongRecoveryCode' | 'wrongPasskey',
  crypto: Crypto,
): Promise<KeyOf<Use>> {
  try {
    return await unwrapDataKey(record, wrappingKey, header, use, crypto);
  } catch (cause) {
    throw new StorageError(refusal, undefined, { cause });
  }
}

function parse<Schema extends v.GenericSchema>(schema: Schema, stored: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, stored);
  if (!parsed.success) throw damagedKey('it has the wrong form');
  return parsed.output;
}

async function requireWhole(record: WrappedKey, header: Bytes, crypto: Crypto): Promise<void> {
  if (!(await isWhole(record, header, crypto))) throw damagedKey('its checksum differs');
}

function damagedKey(why: string): StorageError {
  return new StorageError('tampered', `The key record was altered or damaged: ${why}.`);
}
