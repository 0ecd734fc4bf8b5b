/**
 * @file A door of a fleet without its page: the product's store over an IndexedDB of Node, and the product's reading
 * and sending. It can be killed at any moment, and begins again from what it had stored.
 */
import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import type { Subject } from '../../src/core/template/types.ts';
import { KeptMembership } from '../../src/fleet/kept-membership.ts';
import { openDoorSite } from '../../src/fleet/door-site.ts';
import { openDoorStore, type ProductDoorStore } from '../../src/fleet/door-store.ts';
import type { HealthReport, RefusedRecord } from '../../src/fleet/health-report.ts';
import type { Link } from '../../src/fleet/link-types.ts';
import type { DoorSite } from '../../src/fleet/types.ts';
import type { DoorKeys } from '../../src/fleet/sync/door-keys.ts';
import { type DoorSync, type DoorWork, startDoorSync } from '../../src/fleet/sync/door-sync.ts';
import { createStorage } from '../../src/storage/create-storage.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { simulatedSubject } from './simulated-subject.ts';
import type { TestDevice, TestFleet } from './test-fleet.ts';

export interface DoorChoices {
  /** May enrol; true when left out. */
  readonly mayEnrol?: boolean;
  /** Milliseconds since the epoch. */
  readonly nowMs?: () => number;
  /** One that joined before, whose tablet is set up anew; left out, a new one joins. */
  readonly device?: TestDevice;
  /** What the door's work goes over, in place of the link itself. */
  readonly wrapLink?: (link: Link) => Link;
}

/** Argon2id at its least: a simulated door is not about its cost. */
const CHEAP_KDF = {
  parameters: { memoryKib: 64, iterations: 1, parallelism: 1 },
  ranges: {
    memoryKib: { min: 64, max: 128 },
    iterations: { min: 1, max: 2 },
    parallelism: { min: 1, max: 1 },
  },
};
const PASSPHRASE = 'kettle orbit violin moss';

/** What runs from a start of the page to its end. */
interface Running {
  readonly store: OpenStore;
  readonly doorStore: ProductDoorStore;
  readonly link: Link;
  readonly sync: DoorSync;
  readonly site: DoorSite;
}

export class SimulatedDoor {
  /** The newest that it made. */
  report: HealthReport | null = null;
  refused: readonly RefusedRecord[] = [];
  readonly failures: { readonly what: DoorWork; readonly error: unknown }[] = [];
  /** After people were taken in. */
  onTakenIn: (behind: number) => void = () => undefined;
  private _running: Running | null = null;

  private constructor(
    private readonly _fleet: TestFleet,
    readonly device: TestDevice,
    private readonly _keys: DoorKeys,
    private readonly _choices: Required<DoorChoices>,
    private readonly _databaseName: string,
  ) {}

  /** Joined, in the roster, and running. */
  static async join(fleet: TestFleet, choices: DoorChoices = {}): Promise<SimulatedDoor> {
    const { mayEnrol = true, nowMs = Date.now, wrapLink = (link: Link) => link } = choices;
    const device = choices.device ?? (await fleet.device({ mayEnrol }));
    await fleet.enlist(device, mayEnrol);
    const keys = await fleet.doorKeys(device);
    const settled = { device, mayEnrol, nowMs, wrapLink };
    const door = new SimulatedDoor(fleet, device, keys, settled, `door-${randomUUID()}`);
    const store = await door._storage().initialise(PASSPHRASE, DEFAULT_SETTINGS, nowMs());
    await door._run(store);
    return door;
  }

  get store(): OpenStore {
    return this._runs.store;
  }

  get doorStore(): ProductDoorStore {
    return this._runs.doorStore;
  }

  /** What it keeps of the site. */
  get site(): DoorSite {
    return this._runs.site;
  }

  get link(): Link {
    return this._runs.link;
  }

  /** As the page does when an enrolment is saved. */
  async enrol(subject: Subject = simulatedSubject()): Promise<Subject> {
    await this.store.saveSubject(subject, 'enrolled', this._choices.nowMs());
    await this._changed(subject.id);
    return subject;
  }

  async rename(id: string, name: string): Promise<void> {
    await this.store.changeSubject(id, { name }, this._choices.nowMs());
    await this._changed(id);
  }

  async erase(id: string): Promise<void> {
    await this.store.eraseSubject(id, this._choices.nowMs());
    await this._changed(id);
  }

  /** Adds an entry to its log. */
  async log(): Promise<void> {
    await this.store.appendAudit({ kind: 'locked' }, this._choices.nowMs());
    this._runs.sync.wake();
  }

  /** Names of those who are not erased, sorted. */
  async names(): Promise<readonly string[]> {
    return [...(await this.store.allNames()).values()].sort();
  }

  /** In the middle of whatever it does. What has not been written is lost. */
  kill(): void {
    const { store, link, sync } = this._runs;
    this._running = null;
    store.lock();
    void sync.stop();
    void link.close();
  }

  /** Of a door that was killed or stopped. */
  async begin(): Promise<void> {
    await this._run(await this._storage().unlock(PASSPHRASE, this._choices.nowMs()));
  }

  /** Cuts its link, which comes back by itself. */
  cut(): void {
    this._fleet.cut(this.device.id);
  }

  async stop(): Promise<void> {
    const running = this._running;
    this._running = null;
    if (running === null) return;
    await running.sync.stop();
    await running.link.close();
    running.store.lock();
  }

  private get _runs(): Running {
    if (this._running === null) throw new Error('The door does not run.');
    return this._running;
  }

  private _storage() {
    return createStorage({ databaseName: this._databaseName, kdf: CHEAP_KDF });
  }

  private async _run(store: OpenStore): Promise<void> {
    const { mayEnrol, nowMs, wrapLink } = this._choices;
    const { id } = this.device;
    this.refused = [];
    const link = this._fleet.link(id, this.device.credentials, nowMs);
    const hubNowMs = (): number | null => (link.skewMs === null ? null : link.hubMs());
    const options = { records: store, device: id, mayEnrol, nowMs, hubNowMs, crypto };
    const doorStore = await openDoorStore({ ...options, onRefused: (refused) => (this.refused = refused) });
    // A page that was killed between a change and its note.
    await doorStore.note();
    const stored = (await store.fleet()) ?? this._fleet.membership(this.device, mayEnrol);
    const membership = new KeptMembership(stored, (next) => store.keepFleet(next, nowMs()));
    const site = await openDoorSite({ records: store, membership, nowMs });
    const sync = startDoorSync({
      ...{ link: wrapLink(link), store: doorStore, site, keys: this._keys, version: 'simulated' },
      ...{ crypto, nowMs },
      // They stay in its ring, which outlives its page.
      onKeys: () => Promise.resolve(),
      onTakenIn: (behind) => this.onTakenIn(behind),
      onReport: (report) => (this.report = report),
      onFailure: (what, error) => this.failures.push({ what, error }),
    });
    this._running = { store, doorStore, link, sync, site };
  }

  private async _changed(id: string): Promise<void> {
    await this.doorStore.note([id]);
    this._runs.sync.wake();
  }
}
