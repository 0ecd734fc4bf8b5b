/**
 * @file Which credentials there are, and whose a given one is. `credential-changes.ts` makes and removes them.
 */
import type { Role } from '../../core/site/permissions.ts';
import type { Database } from '../database.ts';
import { isStorageError, StorageError } from '../errors.ts';
import {
  openPasskeySlot,
  openPassphraseSlot,
  passkeyFacts,
  passkeySlot,
  PASSPHRASE_SLOTS,
  RECOVERY_SLOT,
} from './key-slots.ts';
import type { KeyOf, KeyUse, WrappableKey } from './keys.ts';
import type { AuditLog } from '../log/audit-log.ts';
import { placeOf } from '../record-set/record-set.ts';
import type { KdfPolicy } from './passphrase.ts';
import type { Authority, Credential, CredentialKind, CredentialList } from '../types.ts';

/** What opening and making slots needs. */
export interface SlotTools {
  readonly database: Database;
  readonly kdf: KdfPolicy;
  readonly crypto: Crypto;
}

interface Opened<Use extends KeyUse> {
  readonly role: Role;
  /** Whose key this is. */
  readonly slot: string;
  readonly key: KeyOf<Use>;
}

/**
 * An administrator may make slots, which needs the data key in its wrappable form. That form can be exported, so it
 * hangs on no object that a script in the page could come upon.
 *
 * This keeps the roles apart in this program only. An attacker who knows an operator's passphrase and runs another
 * program has the data key all the same.
 */
const WRAPPABLE_KEYS = new WeakMap<Authority, WrappableKey>();

/** @throws StorageError `notPermitted` for anything but what `authoriseWith` gave an administrator. */
export function wrappableKeyOf(authority: Authority): WrappableKey {
  const key = WRAPPABLE_KEYS.get(authority);
  if (key === undefined) throw new StorageError('notPermitted');
  return key;
}

export function credentialKind(credential: Credential): CredentialKind {
  return typeof credential === 'string' ? 'passphrase' : 'passkey';
}

/** Lists them without opening any. */
export async function listCredentials(database: Database): Promise<CredentialList> {
  const slots = await database.getAllKeys('keys');
  const passkeys = await Promise.all(
    slots.map(async (slot) => passkeyFacts(slot, await database.get('keys', slot))),
  );
  return {
    operatorPassphrase: slots.includes(PASSPHRASE_SLOTS.operator),
    recoveryCode: slots.includes(RECOVERY_SLOT),
    passkeys: passkeys.filter((facts) => facts !== null).sort((a, b) => a.addedAtMs - b.addedAtMs),
  };
}

/**
 * Whose `credential` is, with the data key.
 * @throws StorageError `wrongPassphrase`, `wrongPasskey`, `tampered`.
 */
export async function openWithCredential<Use extends KeyUse>(
  credential: Credential,
  tools: SlotTools,
  use: Use,
): Promise<Opened<Use>> {
  if (typeof credential === 'string') return openWithPassphrase(credential, tools, use);
  const slot = passkeySlot(credential.id);
  const stored: unknown = await tools.database.get('keys', slot);
  if (stored === undefined) throw new StorageError('wrongPasskey');
  return { slot, ...(await openPasskeySlot(credential.secret, stored, use, tools.crypto)) };
}

/**
 * An old copy of a credential that was replaced or removed opens nothing here, once the set of records can be read.
 * @throws StorageError `oldCredential`, which is logged.
 */
export async function requirePresent(
  slot: string,
  { database, audit }: Pick<SlotTools, 'database'> & { readonly audit: AuditLog },
  atMs: number,
): Promise<void> {
  if (await audit.isPresentSlot(slot, await database.get('keys', slot))) return;
  const record = placeOf('keys', slot);
  await audit.append({ kind: 'recordMisfit', record, missing: false }, atMs);
  throw new StorageError('oldCredential');
}

/** As `openWithCredential`, for what the operator menu may do. @throws StorageError `oldCredential` too. */
export async function authoriseWith(
  credential: Credential,
  tools: SlotTools & { readonly audit: AuditLog },
  atMs: number,
): Promise<Authority> {
  const { role, slot, key } = await openWithCredential(credential, tools, 'wrappable');
  await requirePresent(slot, tools, atMs);
  const authority: Authority = { role };
  if (role === 'administrator') WRAPPABLE_KEYS.set(authority, key);
  return authority;
}

/** Tries the operator's first, if there is one: it is typed more often, and each try costs a slow hash. */
async function openWithPassphrase<Use extends KeyUse>(
  passphrase: string,
  tools: SlotTools,
  use: Use,
): Promise<Opened<Use>> {
  // If the operator's slot is damaged, the administrator must still get in, who can replace it.
  const operator = await openSlot('operator', passphrase, tools, use).catch((error: unknown) => {
    if (isStorageError(error, 'wrongPassphrase') || isStorageError(error, 'tampered')) return null;
    throw error;
  });
  if (operator !== null) return { role: 'operator', slot: PASSPHRASE_SLOTS.operator, key: operator };
  const key = await openSlot('administrator', passphrase, tools, use);
  if (key === null) throw new StorageError('tampered', 'The administrator’s key record is gone.');
  return { role: 'administrator', slot: PASSPHRASE_SLOTS.administrator, key };
}

/** @returns Null where there is no such slot. */
async function openSlot<Use extends KeyUse>(
  role: Role,
  passphrase: string,
  { database, kdf, crypto }: SlotTools,
  use: Use,
): Promise<KeyOf<Use> | null> {
  const stored: unknown = await database.get('keys', PASSPHRASE_SLOTS[role]);
  return stored === undefined ? null : openPassphraseSlot(role, passphrase, stored, kdf, use, crypto);
}
