/** @file The doors of the site as the console knows them: the roster that it signs, and what each says of itself. */
import { FleetError, type FleetErrorCode, isFleetError } from '../../fleet/errors.ts';
import { verifyReport } from '../../fleet/health-report.ts';
import type { HubRecord, Link } from '../../fleet/link-types.ts';
import { placeOfKey } from '../../fleet/names.ts';
import { decodeDevice, type Device, encodeDevice, Roster } from '../../fleet/roster.ts';
import { epochOf, openRecord, sealRecord } from '../../fleet/sealed-record.ts';
import type { Bytes } from '../../storage/bytes.ts';
import { StorageError } from '../../storage/errors.ts';
import type { Door, Heard } from './door-state.ts';
import { follow } from './follow.ts';
import type { KeptRecords } from './kept-records.ts';
import { openersOf, type SiteKeys } from './site-keys.ts';

/** Each is another console being faster; more than so many in a row are none. */
const MOST_TRIES = 10;

/** Dispatches `change`. */
export class Doors extends EventTarget {
  readonly roster: Roster;
  /** Records that name a device and were not signed by the site, by key. */
  readonly refused = new Map<string, FleetErrorCode>();
  private readonly _heard = new Map<string, Heard>();
  /** As the hub gave them: a door may be heard before the roster names it. */
  private readonly _unread = new Map<string, HubRecord>();
  private readonly _forged = new Set<string>();
  /** As the site has signed them, by the device's id: a hub that was begun anew lacks them. */
  private readonly _signed = new Map<string, Bytes>();
  /** Of those, what the hub has told of since it was read from its begin. */
  private readonly _atHub = new Set<string>();
  private _isRead = false;

  constructor(
    private readonly _link: Link,
    private readonly _keys: SiteKeys,
    private readonly _kept: KeptRecords,
    private readonly _crypto: Crypto,
  ) {
    super();
    this.roster = new Roster(_keys.verifier, _crypto);
  }

  /** The whole roster was read once. */
  get isRead(): boolean {
    return this._isRead;
  }

  /** By name. Without those that were removed. */
  get doors(): readonly Door[] {
    return this.roster.devices
      .filter(({ removed }) => removed === undefined)
      .map((device) => ({
        device,
        heard: this._heard.get(device.id) ?? null,
        forged: this._forged.has(device.id),
      }))
      .sort((a, b) => a.device.name.localeCompare(b.device.name));
  }

  /** The last one first. */
  get removed(): readonly Device[] {
    return this.roster.devices
      .filter(({ removed }) => removed !== undefined)
      .sort((a, b) => (b.removed?.atMs ?? 0) - (a.removed?.atMs ?? 0));
  }

  /** Until `signal` is aborted. @param onRecords - Gets the roster's as the hub has them. */
  async follow(
    signal: AbortSignal,
    onRecords: (records: readonly HubRecord[]) => void = () => undefined,
  ): Promise<void> {
    for (const { key, value } of await this._kept.read('roster')) {
      // What was altered meanwhile is left out.
      await this._takeDevice(key, value).catch(() => undefined);
    }
    const roster = follow(
      this._link,
      'roster',
      {
        take: (records) => {
          onRecords(records);
          return this._takeRoster(records);
        },
        begin: () => {
          this._atHub.clear();
          this.refused.clear();
        },
        caughtUp: async () => {
          this._isRead = true;
          this._say();
          await this._putMissing();
        },
      },
      signal,
    );
    const health = follow(this._link, 'health', { take: (records) => this._takeHealth(records) }, signal);
    await Promise.all([roster, health]);
  }

  /**
   * Calls a door otherwise, which shows that name from then on.
   * @throws StorageError `gone` for a door that is not in the roster, `unavailable` where others change it all the
   * time.
   */
  async rename(id: string, name: string): Promise<void> {
    await this._change(id, (device) => (device.name === name ? null : { ...device, name }));
  }

  /** @param change - Of the entry as it is now; null for nothing to change. */
  private async _change(
    id: string,
    change: (device: Device) => Omit<Device, 'version'> | null,
  ): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const record = await this._link.get('roster', id);
      if (record !== null) await this._takeRoster([record]);
      const known = this.roster.get(id);
      if (known === null) throw new StorageError('gone');
      const changed = change(known);
      if (changed === null) return;
      if (await this.put({ ...changed, version: known.version + 1 }, record?.revision ?? 0)) return;
    }
    throw new StorageError('unavailable');
  }

  /**
   * Signs for a device: from now on every door takes what it may write.
   * @param expected - Revision of the record whose place it takes, 0 for none; left out, whatever there is.
   * @returns False where there is another.
   */
  async put(device: Device, expected?: number): Promise<boolean> {
    const place = placeOfKey('roster', device.id);
    const { epochs, writer } = this._keys;
    const sealed = await sealRecord(place, epochs.sealing, encodeDevice(device), writer, this._crypto);
    if ((await this._link.put('roster', device.id, sealed, expected)) === null) return false;
    await this._takeDevice(device.id, sealed);
    await this._keep([device.id]);
    await this._readWaiting();
    this._say();
    return true;
  }

  /**
   * For good: no door takes anything more that the device signs, and the next epoch of the zone's keys begins, which
   * it does not get. What follows from that is for the upkeep.
   */
  async remove(id: string): Promise<void> {
    const device = this.roster.devices.find((one) => one.id === id);
    if (device === undefined || device.removed !== undefined) return;
    const { epochs } = this._keys;
    const lastEpoch = epochs.current;
    // Under the key that every door has already.
    const removed = { atMs: this._link.hubMs(), lastEpoch, settled: false };
    await this._change(id, (known) => (known.removed === undefined ? { ...known, removed } : null));
    await epochs.raise(lastEpoch + 1);
    this._say();
  }

  /**
   * A removed device got the key of a later epoch than its removal says: another console began that epoch at the same
   * time, and sent it the key. The next epoch begins once more.
   */
  async outdate({ id }: Device, lastEpoch: number): Promise<void> {
    await this._change(id, ({ removed, ...device }) =>
      removed === undefined || removed.lastEpoch >= lastEpoch
        ? null
        : { ...device, removed: { ...removed, lastEpoch } },
    );
    await this._keys.epochs.raise(lastEpoch + 1);
    this._say();
  }

  /** Nothing that the device has signed lies at the hub any more. */
  async settle({ id }: Device): Promise<void> {
    await this._change(id, ({ removed, ...device }) =>
      removed === undefined || removed.settled ? null : { ...device, removed: { ...removed, settled: true } },
    );
  }

  private async _takeRoster(records: readonly HubRecord[]): Promise<void> {
    const taken: string[] = [];
    for (const { key, value } of records) {
      if (value === null) continue;
      try {
        await this._takeDevice(key, value);
        taken.push(key);
        this._atHub.add(key);
        this.refused.delete(key);
      } catch (error) {
        this._atHub.delete(key);
        this.refused.set(key, isFleetError(error) ? error.code : 'invalid');
      }
    }
    await this._keep(taken);
    await this._readWaiting();
    this._say();
  }

  /** @throws FleetError where the site has not signed it for that place, and `older` where a later one is known. */
  private async _takeDevice(key: string, value: Bytes): Promise<void> {
    const { epochs } = this._keys;
    await epochs.need([epochOf(value)]);
    const place = placeOfKey('roster', key);
    const { body } = await openRecord(place, value, openersOf(this._keys, this.roster), this._crypto);
    const device = decodeDevice(body);
    if (device.id !== key) throw new FleetError('invalid');
    await this.roster.put(device);
    this._signed.set(key, value);
    await epochs.raise(Math.max(epochOf(value), (device.removed?.lastEpoch ?? 0) + 1));
  }

  private async _keep(ids: readonly string[]): Promise<void> {
    const hubMs = this._link.hubMs();
    const records = ids.flatMap((key) => {
      const value = this._signed.get(key);
      return value === undefined ? [] : { key, value, hubMs, revision: 0 };
    });
    if (records.length > 0) await this._kept.keep('roster', records);
  }

  /** A hub that was begun anew, or put back to a copy of before, gets the doors that it lacks: nobody else has them. */
  private async _putMissing(): Promise<void> {
    for (const id of this._signed.keys()) {
      if (this._atHub.has(id)) continue;
      const record = await this._link.get('roster', id);
      // Another console may have been faster.
      if (record !== null) await this._takeRoster([record]);
      const sealed = this._signed.get(id);
      if (sealed === undefined || this._atHub.has(id)) continue;
      await this._link.put('roster', id, sealed, record?.revision ?? 0);
    }
  }

  private async _takeHealth(records: readonly HubRecord[]): Promise<void> {
    for (const record of records) this._unread.set(record.key, record);
    await this._readWaiting();
    this._say();
  }

  private async _readWaiting(): Promise<void> {
    for (const [id, { value, hubMs }] of [...this._unread]) {
      if (value === null || this.roster.verifierOfDevice(id) === null) continue;
      this._unread.delete(id);
      const report = await verifyReport(value, (device) => this.roster.verifierOfDevice(device), this._crypto)
        // One door must not speak in another's place.
        .then((read) => (read.device === id ? read : null))
        .catch(() => null);
      if (report === null) this._forged.add(id);
      else {
        this._forged.delete(id);
        this._heard.set(id, { report, hubMs });
      }
    }
  }

  private _say(): void {
    this.dispatchEvent(new Event('change'));
  }
}
