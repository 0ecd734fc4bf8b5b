/** @file The doors of the site as the console knows them: the roster that it signs, and what each says of itself. */
import { type FleetErrorCode, isFleetError } from '../../fleet/errors.ts';
import { verifyReport } from '../../fleet/health-report.ts';
import type { HubRecord, Link } from '../../fleet/link-types.ts';
import { placeOfKey } from '../../fleet/names.ts';
import { decodeDevice, type Device, encodeDevice, Roster } from '../../fleet/roster.ts';
import { openRecord, sealRecord } from '../../fleet/sealed-record.ts';
import type { Door, Heard } from './door-state.ts';
import { follow } from './follow.ts';
import type { SiteKeys } from './site-keys.ts';

/** Dispatches `change`. */
export class Doors extends EventTarget {
  readonly roster: Roster;
  /** Records that name a device and were not signed by the site, by key. */
  readonly refused = new Map<string, FleetErrorCode>();
  private readonly _heard = new Map<string, Heard>();
  /** As the hub gave them: a door may be heard before the roster names it. */
  private readonly _unread = new Map<string, HubRecord>();
  private readonly _forged = new Set<string>();
  private _isRead = false;

  constructor(
    private readonly _link: Link,
    private readonly _keys: SiteKeys,
    private readonly _crypto: Crypto,
  ) {
    super();
    this.roster = new Roster(_keys.verifier, _crypto);
  }

  /** The whole roster was read once. */
  get isRead(): boolean {
    return this._isRead;
  }

  /** By name. */
  get doors(): readonly Door[] {
    return this.roster.devices
      .map((device) => ({
        device,
        heard: this._heard.get(device.id) ?? null,
        forged: this._forged.has(device.id),
      }))
      .sort((a, b) => a.device.name.localeCompare(b.device.name));
  }

  /** Until `signal` is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    const roster = follow(
      this._link,
      'roster',
      {
        take: (records) => this._takeRoster(records),
        caughtUp: () => {
          this._isRead = true;
          this._say();
        },
      },
      signal,
    );
    const health = follow(this._link, 'health', { take: (records) => this._takeHealth(records) }, signal);
    await Promise.all([roster, health]);
  }

  /** Signs for a device: from now on every door takes what it may write. */
  async put(device: Device): Promise<void> {
    const place = placeOfKey('roster', device.id);
    const { sealing, writer } = this._keys;
    const sealed = await sealRecord(place, sealing, encodeDevice(device), writer, this._crypto);
    await this._link.put('roster', device.id, sealed);
    await this.roster.put(device);
    await this._readWaiting();
    this._say();
  }

  private async _takeRoster(records: readonly HubRecord[]): Promise<void> {
    for (const { key, value } of records) {
      if (value === null) continue;
      try {
        const { sealing } = this._keys;
        const openers = {
          keyOf: (epoch: number) => (epoch === sealing.epoch ? sealing.key : null),
          verifierOf: (writer: string, place: string) => this.roster.verifierOf(writer, place),
        };
        const { body } = await openRecord(placeOfKey('roster', key), value, openers, this._crypto);
        const device = decodeDevice(body);
        if (device.id !== key) throw new Error('It names another device.');
        await this.roster.put(device);
        this.refused.delete(key);
      } catch (error) {
        this.refused.set(key, isFleetError(error) ? error.code : 'invalid');
      }
    }
    await this._readWaiting();
    this._say();
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
