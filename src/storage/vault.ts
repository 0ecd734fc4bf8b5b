/**
 * @file Seals and opens one record under the data key: AES-GCM with a fresh random nonce each time, and associated data
 * that ties the record to its place. It knows neither what a record holds nor where it is stored.
 */
import * as v from 'valibot';
import { bytesSchema, encodeUtf8, toHex, type Bytes } from './bytes.ts';
import { StorageError } from './errors.ts';
import { NONCE_BYTES, TAG_BYTES, unwrapMacKey, type DataKey, type MacKey } from './keys/keys.ts';

const SEAL_VERSION = 1;

type RecordKind =
  | 'subject'
  | 'settings'
  | 'siteRules'
  | 'logDays'
  | 'outbox'
  | 'erased'
  | 'fleet'
  | 'fleetCursor'
  | 'fleetRoster'
  | 'fleetRules'
  | 'fleetHub'
  | 'auditEntry'
  | 'auditHead'
  | 'auditStart'
  | 'clock'
  | 'recordSet'
  | 'recordSetKey'
  | 'indexBlock';

/** What a record is. It can be opened as nothing else. */
export interface RecordIdentity {
  readonly kind: RecordKind;
  readonly id: string;
  /** For subjects with a template, so that nobody can move it to another model. */
  readonly modelSha256: string | null;
}

export interface SealedRecord {
  readonly version: typeof SEAL_VERSION;
  readonly nonce: Bytes;
  /** Ends in the 16-byte tag. */
  readonly ciphertext: Bytes;
}

export const SealedRecordSchema = v.strictObject({
  version: v.literal(SEAL_VERSION),
  nonce: bytesSchema(NONCE_BYTES),
  ciphertext: bytesSchema(TAG_BYTES, Number.MAX_SAFE_INTEGER),
});

/** Holds the data key. Dropping the vault drops the key. */
export interface Vault {
  /** `plaintext` stays the caller's, who overwrites it. */
  seal(identity: RecordIdentity, plaintext: Bytes): Promise<SealedRecord>;
  /**
   * @param sealed - From the database, which an attacker may have altered.
   * @returns The plaintext. The caller owns it and overwrites it.
   * @throws StorageError `tampered`.
   */
  open(identity: RecordIdentity, sealed: unknown): Promise<Bytes>;
  /**
   * Of a version that bound people by HMACs.
   * @returns A key whose bytes nobody can read.
   * @throws StorageError `tampered`.
   */
  openMacKey(identity: RecordIdentity, sealed: SealedRecord): Promise<MacKey>;
}

/**
 * A vault over `key`. Random 96-bit nonces keep the chance of a repeat below 2⁻³² for 2³² records
 * (NIST SP 800-38D §8.3); a kiosk that logs one verdict a second takes 68 years to get there.
 */
export function createVault(key: DataKey, crypto: Crypto): Vault {
  return {
    async seal(identity, plaintext) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associatedData(identity) };
      const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
      return { version: SEAL_VERSION, nonce, ciphertext };
    },
    async open(identity, sealed) {
      const parsed = v.safeParse(SealedRecordSchema, sealed);
      if (!parsed.success) throw new StorageError('tampered');
      const { nonce, ciphertext } = parsed.output;
      const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associatedData(identity) };
      try {
        return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, ciphertext));
      } catch (cause) {
        throw new StorageError('tampered', undefined, { cause });
      }
    },
    async openMacKey(identity, { nonce, ciphertext }) {
      try {
        return await unwrapMacKey(key, nonce, associatedData(identity), ciphertext, crypto);
      } catch (cause) {
        throw new StorageError('tampered', undefined, { cause });
      }
    },
  };
}

/**
 * The nonce of a stored value: of a sealed record, of a subject's, or of a key slot. Every sealing has its own. So it
 * names the sealing: with another ciphertext under it nothing opens.
 * @returns Lower-case hex; empty for what has none; null for nothing stored.
 */
export function nonceOf(stored: unknown): string | null {
  if (stored === undefined) return null;
  const parsed = v.safeParse(NoncedSchema, stored);
  if (!parsed.success) return '';
  return toHex('sealed' in parsed.output ? parsed.output.sealed.nonce : parsed.output.nonce);
}

const Nonced = v.object({ nonce: bytesSchema(NONCE_BYTES) });
const NoncedSchema = v.union([v.object({ sealed: Nonced }), Nonced]);

/** Whether two stored values are the same sealing, for compare-and-put. */
export function isSameSealing(a: unknown, b: unknown): boolean {
  return nonceOf(a) === nonceOf(b);
}

/** JSON keeps the parts apart: no two identities give the same bytes. */
function associatedData(identity: RecordIdentity): Bytes {
  const parts = ['facegate', SEAL_VERSION, identity.kind, identity.id, identity.modelSha256];
  return encodeUtf8(JSON.stringify(parts));
}
