/**
 * @file Entries of a door's log, sealed for the console alone: the door that wrote one cannot read it again. A key
 * of the day seals the entries; each message carries it, sealed to the console by HPKE.
 *
 * Layout: version (uint8) · sealed key (65 + 32 + 16) · nonce (12) · AES-256-GCM of the entry (`packEntry`). Device and
 * index of the entry are associated data.
 */
import { concatBytes, encodeUtf8, toHex, wipe, type Bytes } from '../storage/bytes.ts';
import type { AuditEntry } from '../storage/types.ts';
import { packEntry, unpackEntry } from './entry-codec.ts';
import { FleetError } from './errors.ts';
import { openFrom, sealTo } from './hpke.ts';

const VERSION = 1;
const KEY_BYTES = 32;
const SEALED_KEY_BYTES = 65 + KEY_BYTES + 16;
const NONCE_BYTES = 12;
const NONCE_AT = 1 + SEALED_KEY_BYTES;
const CIPHERTEXT_AT = NONCE_AT + NONCE_BYTES;
const DAY_MS = 86_400_000;

/** Seals the entries of one door. */
export class EventSealer {
  private _day: { readonly number: number; readonly sealedKey: Bytes; readonly key: CryptoKey } | null = null;

  /** @param _auditKey - The console's public key: raw, 65 bytes. */
  constructor(
    private readonly _device: string,
    private readonly _auditKey: Bytes,
    private readonly _crypto: Crypto,
  ) {}

  async seal(entry: AuditEntry, nowMs: number): Promise<Bytes> {
    const { sealedKey, key } = await this._keyOfDay(Math.floor(nowMs / DAY_MS));
    const nonce = this._crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const plaintext = packEntry(entry);
    const algorithm = {
      name: 'AES-GCM',
      iv: nonce,
      additionalData: associatedData(this._device, entry.index),
    };
    const ciphertext = new Uint8Array(await this._crypto.subtle.encrypt(algorithm, key, plaintext));
    wipe(plaintext);
    return concatBytes(Uint8Array.of(VERSION), sealedKey, nonce, ciphertext);
  }

  private async _keyOfDay(number: number) {
    if (this._day?.number === number) return this._day;
    const raw = this._crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    const key = await this._crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
    const sealedKey = await sealTo(this._auditKey, raw, { info: contextOf(this._device) });
    wipe(raw);
    this._day = { number, sealedKey, key };
    return this._day;
  }
}

/** Opens the entries of every door, with the console's private key. */
export class EventOpener {
  private readonly _keys = new Map<string, Promise<CryptoKey>>();

  constructor(
    private readonly _auditKeys: CryptoKeyPair,
    private readonly _crypto: Crypto,
  ) {}

  /**
   * @param index - By the message's header.
   * @returns The entry as the door wrote it. Whether it fits its chain is for the caller to check.
   * @throws FleetError `sealed`, `invalid`, `newer`.
   */
  async open(device: string, index: number, sealed: Uint8Array): Promise<AuditEntry> {
    if (sealed.length <= CIPHERTEXT_AT) throw new FleetError('sealed');
    if (sealed[0] > VERSION) throw new FleetError('newer');
    const copy = new Uint8Array(sealed);
    const plaintext = await this._decrypt(device, index, copy);
    const entry = unpackEntry(plaintext);
    wipe(plaintext);
    if (entry.index !== index) throw new FleetError('invalid');
    return entry;
  }

  private async _decrypt(device: string, index: number, sealed: Bytes): Promise<Bytes> {
    try {
      const key = await this._keyOf(device, sealed.subarray(1, NONCE_AT));
      const iv = sealed.subarray(NONCE_AT, CIPHERTEXT_AT);
      const algorithm = { name: 'AES-GCM', iv, additionalData: associatedData(device, index) };
      return new Uint8Array(
        await this._crypto.subtle.decrypt(algorithm, key, sealed.subarray(CIPHERTEXT_AT)),
      );
    } catch (cause) {
      throw new FleetError('sealed', { cause });
    }
  }

  /** Opened once for each key, since that takes milliseconds. */
  private _keyOf(device: string, sealedKey: Bytes): Promise<CryptoKey> {
    const name = `${device} ${toHex(sealedKey.subarray(0, KEY_BYTES))}`;
    const known = this._keys.get(name);
    if (known !== undefined) return known;
    const opened = openFrom(this._auditKeys, sealedKey, { info: contextOf(device) }).then(async (raw) => {
      const key = await this._crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
      wipe(raw);
      return key;
    });
    this._keys.set(name, opened);
    opened.catch(() => this._keys.delete(name));
    return opened;
  }
}

function contextOf(device: string): string {
  return `audit ${device}`;
}

function associatedData(device: string, index: number): Bytes {
  return encodeUtf8(JSON.stringify(['facegate audit', VERSION, device, index]));
}
