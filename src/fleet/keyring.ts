/** @file The keys of a zone that a device holds: of the present epoch, and of those before it that are still in use. */
import * as v from 'valibot';
import { fromHex } from '../storage/bytes.ts';
import type { EpochRange } from './envelope.ts';
import { FIRST_EPOCH, importEpochKey } from './epoch-keys.ts';
import { Hex } from './key-schemas.ts';
import type { SealingKey } from './sealed-record.ts';

/** As they are kept. */
export const ZoneKeysSchema = v.object({
  /** Epoch of the first key. */
  oldest: v.pipe(v.number(), v.safeInteger(), v.minValue(FIRST_EPOCH)),
  /** One for each epoch from there on, without a gap. */
  keys: v.pipe(v.array(Hex(32)), v.minLength(1), v.maxLength(64)),
});

export type ZoneKeys = v.InferOutput<typeof ZoneKeysSchema>;

/** None of its keys can be exported. */
export class Keyring {
  private constructor(
    private _oldest: number,
    private _keys: readonly CryptoKey[],
  ) {}

  static async of(keys: ZoneKeys, crypto: Crypto): Promise<Keyring> {
    return new Keyring(keys.oldest, await importAll(keys, crypto));
  }

  get range(): EpochRange {
    return { oldest: this._oldest, newest: this._oldest + this._keys.length - 1 };
  }

  /** Of the newest epoch. */
  get sealingKey(): SealingKey {
    return { epoch: this.range.newest, key: this._keys[this._keys.length - 1] };
  }

  /** Null where it is not here. */
  keyOf(epoch: number): CryptoKey | null {
    return epoch < this._oldest ? null : (this._keys.at(epoch - this._oldest) ?? null);
  }

  /** A hub that brings an older letter again turns nothing back. */
  isNews({ oldest, newest }: EpochRange): boolean {
    const here = this.range;
    const isOlder = newest < here.newest || oldest < here.oldest;
    return !isOlder && (newest > here.newest || oldest > here.oldest);
  }

  async take(keys: ZoneKeys, crypto: Crypto): Promise<void> {
    const imported = await importAll(keys, crypto);
    [this._oldest, this._keys] = [keys.oldest, imported];
  }
}

function importAll({ keys }: ZoneKeys, crypto: Crypto): Promise<readonly CryptoKey[]> {
  return Promise.all(keys.map((key) => importEpochKey(fromHex(key), crypto)));
}
