/**
 * @file Seals the records of the hub anew that lie under the key of an earlier epoch, signed by the site. The doors go
 * on meanwhile: each record takes the place of the one before, and what it held stays.
 */
import { isFleetError } from '../../fleet/errors.ts';
import type { HubRecord, Link } from '../../fleet/link-types.ts';
import { type Bucket, placeOfKey } from '../../fleet/names.ts';
import { epochOf, openRecord, type Openers, type Place, sealRecord } from '../../fleet/sealed-record.ts';
import { wipe } from '../../storage/bytes.ts';
import type { SiteKeys } from './site-keys.ts';

/** Those whose records are sealed under the zone's key. */
export type SealedBucket = Extract<Bucket, 'people' | 'roster' | 'policy'>;

interface Known {
  readonly bucket: SealedBucket;
  readonly key: string;
  readonly epoch: number;
}

/** So many requests wait for the hub at once. */
const AT_ONCE = 24;

export class Resealing {
  private readonly _known = new Map<Place, Known>();
  /** Of these, what does not open, or nobody who is known has signed. */
  private readonly _refused = new Set<Place>();

  /** @param _verifierOf - Whose records are taken. */
  constructor(
    private readonly _link: Link,
    private readonly _keys: Pick<SiteKeys, 'epochs' | 'writer'>,
    private readonly _verifierOf: Openers['verifierOf'],
    private readonly _crypto: Crypto,
  ) {}

  /** How many records lie under an earlier key, of those that were read. */
  get left(): number {
    return this._old().length;
  }

  /** The hub has this record. @returns The epoch that it names; null where it can be none. */
  note(bucket: SealedBucket, { key, value }: Pick<HubRecord, 'key' | 'value'>): number | null {
    const place = placeOfKey(bucket, key);
    const epoch = value === null ? null : readEpoch(value);
    this._refused.delete(place);
    if (epoch === null) this._known.delete(place);
    else this._known.set(place, { bucket, key, epoch });
    return epoch;
  }

  /** Other devices are known: what was refused is tried again. */
  retry(): void {
    this._refused.clear();
  }

  /** The bucket is another one. */
  begin(bucket: SealedBucket): void {
    for (const [place, known] of this._known) if (known.bucket === bucket) this._known.delete(place);
  }

  /**
   * Until none is left, or `signal` is aborted. What does not open or is signed by nobody stays as it is: no door
   * takes it, and none can once the key is gone.
   * @param onProgress - After each round.
   * @throws LinkError where the hub goes away.
   */
  async run(signal: AbortSignal, onProgress: () => void): Promise<void> {
    for (let old = this._old(); old.length > 0 && !signal.aborted; old = this._old()) {
      const batch = old.slice(0, AT_ONCE);
      // All are tried before one of them fails.
      const results = await Promise.allSettled(batch.map((known) => this._reseal(known)));
      onProgress();
      const failure = results.find((result) => result.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
    }
  }

  private _old(): readonly Known[] {
    const { current } = this._keys.epochs;
    return [...this._known]
      .filter(([place, { epoch }]) => epoch < current && !this._refused.has(place))
      .map(([, known]) => known);
  }

  private async _reseal({ bucket, key }: Known): Promise<void> {
    const place = placeOfKey(bucket, key);
    const record = await this._link.get(bucket, key);
    const value = record?.value ?? null;
    if (record === null || value === null) {
      this._known.delete(place);
      return;
    }
    const { epochs } = this._keys;
    const { revision } = record;
    const epoch = readEpoch(value);
    if (epoch === null || epoch >= epochs.current) {
      this.note(bucket, record);
      return;
    }
    const sealed = await this._sealedAnew(place, value, epoch);
    if (sealed === null) {
      this._refused.add(place);
      return;
    }
    // Where somebody was faster, the next round looks at theirs.
    if ((await this._link.put(bucket, key, sealed, revision)) === null) return;
    await this._link.erase(bucket, revision);
    this._known.set(place, { bucket, key, epoch: epochs.sealing.epoch });
  }

  private async _sealedAnew(place: Place, value: Uint8Array, epoch: number) {
    const { epochs, writer } = this._keys;
    await epochs.need([epoch]);
    const openers = { keyOf: (of: number) => epochs.keyOf(of), verifierOf: this._verifierOf };
    try {
      const { body } = await openRecord(place, value, openers, this._crypto);
      const sealed = await sealRecord(place, epochs.sealing, body, writer, this._crypto);
      wipe(body);
      return sealed;
    } catch (error) {
      if (isFleetError(error)) return null;
      throw error;
    }
  }
}

/** Null for what opens nowhere. */
export function readEpoch(value: Uint8Array): number | null {
  try {
    return epochOf(value);
  } catch (error) {
    if (!isFleetError(error)) throw error;
    return null;
  }
}
