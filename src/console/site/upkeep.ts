/**
 * @file What the site owes its doors after one was removed: the hub lets it in no more, every other door gets the key
 * of the next epoch, and all records are sealed under that. Each step may be done twice, so a console that was closed
 * in the middle goes on with whatever is left.
 */
import { type EpochRange, makeEnvelope, verifyEnvelope } from '../../fleet/envelope.ts';
import { isFleetError } from '../../fleet/errors.ts';
import { FIRST_EPOCH } from '../../fleet/epoch-keys.ts';
import type { ZoneKeys } from '../../fleet/keyring.ts';
import type { Kit } from '../../fleet/kit.ts';
import type { LinkOptions } from '../../fleet/link.ts';
import type { HubRecord, Link } from '../../fleet/link-types.ts';
import { envelopeKey, placeOfKey, ZONE } from '../../fleet/names.ts';
import type { Device } from '../../fleet/roster.ts';
import { Bell } from '../../fleet/sync/bell.ts';
import { keepGoing } from '../../fleet/sync/keep-going.ts';
import { fromHex, wipe, type Bytes } from '../../storage/bytes.ts';
import type { Doors } from './doors.ts';
import { revokeAtHub } from './hub-claims.ts';
import type { Resealing } from './reseal.ts';
import type { SiteKeys } from './site-keys.ts';

export interface UpkeepOptions {
  readonly link: Link;
  readonly way: Pick<LinkOptions, 'url' | 'openSocket'>;
  readonly kit: Kit;
  readonly keys: SiteKeys;
  readonly doors: Doors;
  readonly resealing: Pick<Resealing, 'left' | 'run'>;
  /** Everything that the hub had was read. */
  readonly isRead: () => boolean;
  /** Up to where people were read. */
  readonly peopleRevision: () => number;
  readonly crypto: Crypto;
}

/** Without the bell. */
const POLL_MS = 30_000;

/** Dispatches `change`. */
export class Upkeep extends EventTarget {
  private readonly _bell = new Bell();
  /** Of the letters that the hub holds, by key: what is in them. */
  private readonly _envelopes = new Map<string, EpochRange>();
  /** The newest epoch whose key was ever sent, by key. */
  private readonly _sent = new Map<string, number>();
  /** How many devices the hub was told to let in no more. */
  private _revoked = 0;
  private _failure: unknown = null;

  constructor(private readonly _options: UpkeepOptions) {
    super();
  }

  /** Records that are yet to be sealed anew. */
  get left(): number {
    return this._options.resealing.left;
  }

  /** Devices that were removed, and that the hub still may let in. */
  get notRevoked(): number {
    return this._options.doors.removed.length - this._revoked;
  }

  /** Nothing is left to do for the doors that were removed. */
  get isSettled(): boolean {
    return this.notRevoked === 0 && this._options.doors.removed.every(({ removed }) => removed?.settled);
  }

  /** Why the last try did not go well; null where it did. It is tried again. */
  get failure(): unknown {
    return this._failure;
  }

  /** For a door: of every epoch that is in use. */
  zoneKeys(): Promise<ZoneKeys> {
    return this._options.keys.epochs.keysFrom(this._oldest);
  }

  /** The hub has this letter to a device. */
  async noteEnvelope({ key, value }: Pick<HubRecord, 'key' | 'value'>): Promise<void> {
    this._envelopes.delete(key);
    if (value === null) return;
    const { keys, crypto } = this._options;
    try {
      const range = await verifyEnvelope(value, placeOfKey('keys', key), keys.verifier, crypto);
      this._note(key, range);
      // Another console may have begun it.
      await keys.epochs.raise(range.newest);
    } catch (error) {
      // Nobody of this site has made it: it is written anew.
      if (!isFleetError(error)) throw error;
    }
  }

  /** The bucket of letters is another one. */
  begin(): void {
    this._envelopes.clear();
  }

  /** Something has changed that may want a step. */
  wake(): void {
    this._bell.ring();
  }

  /** Until `signal` is aborted. Never rejects. */
  async go(signal: AbortSignal): Promise<void> {
    await keepGoing(
      this._options.link,
      signal,
      async (run) => {
        while (!run.signal.aborted) {
          await this._settle(run.signal);
          this._set(null);
          run.wentWell();
          await this._bell.wait(POLL_MS, run.signal);
        }
      },
      (error) => this._set(error),
    );
  }

  /** The first epoch that is still in use, as far as it is known. */
  private get _oldest(): number {
    const { doors, keys, resealing, isRead } = this._options;
    const { current } = keys.epochs;
    if (isRead() && resealing.left === 0) return current;
    const held = doors.doors.flatMap(
      ({ device }) => this._envelopes.get(envelopeKey(device.id, ZONE))?.oldest ?? [],
    );
    return held.length === 0 ? FIRST_EPOCH : Math.min(current, ...held);
  }

  private async _settle(signal: AbortSignal): Promise<void> {
    const { link, doors, keys, resealing, isRead, peopleRevision } = this._options;
    // Whoever is removed in the midst of this has a turn of their own.
    const { removed } = doors;
    if (!doors.isRead || removed.length === 0) return;
    await this._revoke(signal);
    await this._outdate();
    const epoch = keys.epochs.current;
    await this._sendKeys();
    await resealing.run(signal, () => this._say());
    if (signal.aborted || !isRead()) return;
    // A record of the removed door that is still on its way here would count nowhere any more.
    if ((await link.storedFrom('people', '>', peopleRevision() + 1)) > 0) return;
    if (resealing.left > 0 || keys.epochs.current !== epoch) return;
    // No record needs an earlier key any more.
    await this._sendKeys();
    for (const device of removed) await doors.settle(device);
  }

  /** A key that a removed device has got is no key of the present epoch. */
  private async _outdate(): Promise<void> {
    const { doors } = this._options;
    for (const device of doors.removed) {
      const sent = this._sent.get(envelopeKey(device.id, ZONE)) ?? 0;
      if (sent > (device.removed?.lastEpoch ?? sent)) await doors.outdate(device, sent);
    }
  }

  private async _revoke(signal: AbortSignal): Promise<void> {
    const { doors, kit, way } = this._options;
    const { removed } = doors;
    if (removed.length === this._revoked) return;
    await revokeAtHub(
      kit.hub,
      removed.map(({ keys }) => keys.nkey),
      way,
      signal,
    );
    this._revoked = removed.length;
    this._say();
    for (const { id } of removed) await this._forget(id);
  }

  /** What the hub holds for a device, and of it. */
  private async _forget(id: string): Promise<void> {
    const { link } = this._options;
    const parts = [
      ['keys', envelopeKey(id, ZONE)],
      ['health', id],
    ] as const;
    for (const [bucket, key] of parts) {
      const record = await link.get(bucket, key);
      if (record === null) continue;
      if (bucket === 'keys') await this.noteEnvelope(record);
      await link.erase(bucket, record.revision);
    }
  }

  /** Every door gets what it lacks of the keys that are in use, and loses what is in use no more. */
  private async _sendKeys(): Promise<void> {
    const { doors, keys } = this._options;
    const range = { oldest: this._oldest, newest: keys.epochs.current };
    const raw = (await this.zoneKeys()).keys.map(fromHex);
    for (const { device } of doors.doors) {
      const held = this._envelopes.get(envelopeKey(device.id, ZONE));
      const isSame = held?.newest === range.newest && held.oldest === range.oldest;
      if (!isSame) await this._sendTo(device, range, raw);
    }
    raw.forEach(wipe);
  }

  private async _sendTo(device: Device, range: EpochRange, raw: readonly Bytes[]): Promise<void> {
    const { link, keys, crypto } = this._options;
    const recipient = { device: device.id, zone: ZONE, boxKey: fromHex(device.keys.boxKey) };
    const envelope = await makeEnvelope(recipient, range, raw, keys.writer.signingKey, crypto);
    const key = envelopeKey(device.id, ZONE);
    const before = await link.get('keys', key);
    await link.put('keys', key, envelope);
    // The keys of before are not left on its disk either.
    if (before !== null) await link.erase('keys', before.revision);
    this._note(key, range);
  }

  private _note(key: string, range: EpochRange): void {
    this._envelopes.set(key, range);
    this._sent.set(key, Math.max(range.newest, this._sent.get(key) ?? 0));
  }

  private _set(failure: unknown): void {
    this._failure = failure;
    this._say();
  }

  private _say(): void {
    this.dispatchEvent(new Event('change'));
  }
}
