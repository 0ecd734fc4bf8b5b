/** @file The keys of the zone, which the console makes from the kit: of whatever epoch a record names. */
import { deriveEpochKey, FIRST_EPOCH, importEpochKey } from '../../fleet/epoch-keys.ts';
import type { ZoneKeys } from '../../fleet/keyring.ts';
import { ZONE } from '../../fleet/names.ts';
import type { SealingKey } from '../../fleet/sealed-record.ts';
import { toHex, wipe, type Bytes } from '../../storage/bytes.ts';

export class Epochs {
  private readonly _keys = new Map<number, CryptoKey>();
  private _current = FIRST_EPOCH;

  private constructor(
    private readonly _zoneSecret: string,
    private readonly _crypto: Crypto,
  ) {}

  /** @param zoneSecret - Of the kit. */
  static async open(zoneSecret: string, crypto: Crypto): Promise<Epochs> {
    const epochs = new Epochs(zoneSecret, crypto);
    await epochs.need([FIRST_EPOCH]);
    return epochs;
  }

  get current(): number {
    return this._current;
  }

  /** What is written is sealed under it. */
  get sealing(): SealingKey {
    const key = this.keyOf(this._current);
    if (key === null) throw new Error('The key of the present epoch was not made.');
    return { epoch: this._current, key };
  }

  /** Null before it was asked for by `need`. */
  keyOf(epoch: number): CryptoKey | null {
    return this._keys.get(epoch) ?? null;
  }

  async need(epochs: Iterable<number>): Promise<void> {
    for (const epoch of new Set(epochs)) {
      if (this._keys.has(epoch) || epoch < FIRST_EPOCH) continue;
      const raw = await this._raw(epoch);
      this._keys.set(epoch, await importEpochKey(raw, this._crypto));
      wipe(raw);
    }
  }

  /** The zone is at that epoch, or at a later one. */
  async raise(epoch: number): Promise<void> {
    await this.need([epoch]);
    this._current = Math.max(this._current, epoch);
  }

  /** For a device: of every epoch from `oldest` to the present one. */
  async keysFrom(oldest: number): Promise<ZoneKeys> {
    const keys: string[] = [];
    for (let epoch = oldest; epoch <= this._current; epoch += 1) {
      const raw = await this._raw(epoch);
      keys.push(toHex(raw));
      wipe(raw);
    }
    return { oldest, keys };
  }

  private _raw(epoch: number): Promise<Bytes> {
    return deriveEpochKey(this._zoneSecret, ZONE, epoch, this._crypto);
  }
}
