/** @file Gives a subject a PIN, or takes it away, together with the entry in the audit log: both or neither. */
import type { PinHash, Subject } from '../core/template/types.ts';
import type { OpenStore } from './types.ts';

/**
 * @param change.pin - Null takes it away.
 * @throws StorageError, and then the store is as it was before.
 */
export async function savePin(
  store: OpenStore,
  subject: Subject,
  change: { readonly badge: string | null; readonly pin: PinHash | null },
  nowMs: number,
): Promise<void> {
  await store.saveSubject({ ...subject, ...change }, change.pin === null ? 'pinRemoved' : 'pinSet', nowMs);
}
