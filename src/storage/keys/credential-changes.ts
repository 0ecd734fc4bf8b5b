/** @file Every change of a credential, each in one transaction with its entries in the audit log. */
import type { Role } from '../../core/site/permissions.ts';
import type { AuditLog } from '../log/audit-log.ts';
import { wrappableKeyOf, type SlotTools } from './credentials.ts';
import type { SlotChange } from '../record-set/record-change.ts';
import type { Database } from '../database.ts';
import { isStorageError, StorageError } from '../errors.ts';
import {
  openPassphraseSlot,
  openRecoverySlot,
  passkeySlot,
  PASSPHRASE_SLOTS,
  RECOVERY_SLOT,
  sealPasskeySlot,
  sealPassphraseSlot,
  sealRecoverySlot,
  type SlotRecord,
} from './key-slots.ts';
import type { WrappableKey } from './keys.ts';
import { requireGoodPassphrase } from './passphrase.ts';
import type { AuditEvent, Authority, CredentialChange, Recovery } from '../types.ts';

/** A slot to write or to remove, with its entry for the log. */
interface PreparedSlot {
  readonly slot: string;
  /** Null removes it. */
  readonly record: SlotRecord | null;
  readonly event: AuditEvent;
}

/**
 * Makes `change` and logs it. Removing what is not there changes and logs nothing.
 * @throws StorageError `notPermitted` for anybody but an administrator, `weakPassphrase`, `samePassphrase`.
 */
export async function changeCredentials(
  authority: Authority,
  change: CredentialChange,
  audit: AuditLog,
  atMs: number,
  tools: SlotTools,
): Promise<void> {
  const prepared = await prepare(change, wrappableKeyOf(authority), atMs, tools);
  for (;;) {
    const [slot] = await slotChanges(tools.database, [prepared]);
    if (slot.after === null && slot.before === undefined) return;
    // Another tab may have changed it meanwhile. Then this loop starts over.
    if (await audit.appendWith([prepared.event], atMs, [slot])) return;
  }
}

/**
 * @returns The data key, and the changes that replace the code once they are written.
 * @throws StorageError `wrongRecoveryCode`, `tampered`, `weakPassphrase`, `samePassphrase`.
 */
export async function prepareRecovery(
  { code, passphrase, nextCode }: Recovery,
  nowMs: number,
  tools: SlotTools,
): Promise<{ readonly key: WrappableKey; readonly changes: readonly PreparedSlot[] }> {
  const { database, crypto } = tools;
  const stored: unknown = await database.get('keys', RECOVERY_SLOT);
  if (stored === undefined) throw new StorageError('wrongRecoveryCode');
  const key = await openRecoverySlot(code, stored, crypto);
  const asked: readonly CredentialChange[] = [
    { kind: 'setPassphrase', role: 'administrator', passphrase },
    { kind: 'setRecoveryCode', code: nextCode },
  ];
  const changes: PreparedSlot[] = [];
  for (const change of asked) changes.push(await prepare(change, key, nowMs, tools));
  return { key, changes };
}

/** What is to be written, in place of the slots that are stored now. */
export async function slotChanges(
  database: Database,
  prepared: readonly PreparedSlot[],
): Promise<readonly SlotChange[]> {
  return Promise.all(
    prepared.map(async ({ slot, record }) => ({
      store: 'keys',
      key: slot,
      before: await database.get('keys', slot),
      after: record,
      settles: true,
    })),
  );
}

async function prepare(
  change: CredentialChange,
  key: WrappableKey,
  atMs: number,
  tools: SlotTools,
): Promise<PreparedSlot> {
  const { kdf, crypto } = tools;
  switch (change.kind) {
    case 'setPassphrase': {
      const { role, passphrase } = change;
      await requireGoodPassphrase(passphrase);
      await requireOther(role, passphrase, tools);
      const record = await sealPassphraseSlot(role, passphrase, key, kdf, crypto);
      return { slot: PASSPHRASE_SLOTS[role], record, event: { kind: 'passphraseSet', role } };
    }
    case 'removeOperator': {
      const event = { kind: 'passphraseRemoved', role: 'operator' } as const;
      return { slot: PASSPHRASE_SLOTS.operator, record: null, event };
    }
    case 'setRecoveryCode': {
      const record = await sealRecoverySlot(change.code, key, crypto);
      return { slot: RECOVERY_SLOT, record, event: { kind: 'recoveryCodeSet' } };
    }
    case 'addPasskey': {
      const { id, role, secret } = change;
      const record = await sealPasskeySlot({ id, role, addedAtMs: atMs }, secret, key, crypto);
      return { slot: passkeySlot(id), record, event: { kind: 'passkeyAdded', role } };
    }
    case 'removePasskey': {
      const { id, role } = change;
      return { slot: passkeySlot(id), record: null, event: { kind: 'passkeyRemoved', role } };
    }
  }
}

/** If both had the same passphrase, the administrator would always be taken for the operator. */
async function requireOther(role: Role, passphrase: string, tools: SlotTools): Promise<void> {
  const other = role === 'operator' ? 'administrator' : 'operator';
  const stored: unknown = await tools.database.get('keys', PASSPHRASE_SLOTS[other]);
  if (stored === undefined) return;
  try {
    await openPassphraseSlot(other, passphrase, stored, tools.kdf, 'data', tools.crypto);
  } catch (error) {
    // A damaged slot opens for nobody, so it is no conflict.
    if (isStorageError(error, 'wrongPassphrase') || isStorageError(error, 'tampered')) return;
    throw error;
  }
  throw new StorageError('samePassphrase');
}
