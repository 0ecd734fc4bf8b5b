/** @file An open console: the kit, the link to the hub, and what is read over it. Closing it forgets the keys. */
import { makeUser } from '../../fleet/credentials.ts';
import type { Kit } from '../../fleet/kit.ts';
import { type LinkOptions, openLink } from '../../fleet/link.ts';
import type { HubRecord, Link, LinkStatus } from '../../fleet/link-types.ts';
import { CONSOLE } from '../../fleet/permissions.ts';
import { growingWaitMs, pause } from '../../fleet/waiting.ts';
import type { OwnCopy } from './door-state.ts';
import { Doors } from './doors.ts';
import { follow } from './follow.ts';
import { keptRecordsOf } from './kept-records.ts';
import type { PeopleFacts, SitePeople, StartPeople } from './people-api.ts';
import { makeSiteClock } from './people-changes.ts';
import { headsAddress, PublishedHeads } from './published-heads.ts';
import type { SiteFacts } from './receipts.ts';
import { Resealing, type SealedBucket } from './reseal.ts';
import { SiteRulesCopy } from './rules.ts';
import { signHeadsNow } from './sign-heads.ts';
import { openersOf, openSiteKeys, type SiteKeys } from './site-keys.ts';
import { Upkeep } from './upkeep.ts';

/** How long the hub keeps the doors' events. */
const EVENT_DAYS = 365;

export interface ConsoleOptions extends Pick<LinkOptions, 'url' | 'openSocket'> {
  readonly startPeople: StartPeople;
  /** Of each record at the hub; one where left out. */
  readonly copies?: number;
  readonly crypto?: Crypto;
}

/** Before anything was read. */
const NO_FACTS: PeopleFacts = {
  ...{ people: 0, digest: '', revision: 0, left: null },
  ...{ lastShut: 0, refused: [], refusedCount: 0, epoch: 0, old: 0 },
};

/** Dispatches `change` with whatever changes in it. */
export class ConsoleSession extends EventTarget {
  /** What is owed to the doors after one was removed. */
  readonly upkeep: Upkeep;
  /** What the hub publishes for the site. */
  readonly heads: PublishedHeads;
  private readonly _closing = new AbortController();
  /** Of doors and rules. Whoever reads people seals those anew. */
  private readonly _resealing: Resealing;
  private _people: SitePeople | null = null;
  private _facts = NO_FACTS;
  private _failure: string | null = null;
  private _isMaking = false;
  /** In the roster when refused records were last tried again. */
  private _devices = 0;

  private constructor(
    readonly kit: Kit,
    readonly keys: SiteKeys,
    readonly link: Link,
    readonly doors: Doors,
    readonly rules: SiteRulesCopy,
    private readonly _copies: number,
    way: Pick<LinkOptions, 'url' | 'openSocket'>,
    crypto: Crypto,
  ) {
    super();
    const { verifierOf } = openersOf(keys, doors.roster);
    const own = new Resealing(link, keys, verifierOf, crypto);
    this._resealing = own;
    const leftOfPeople = (): number => this._facts.old;
    this.upkeep = new Upkeep({
      ...{ link, way, kit, keys, doors, crypto },
      resealing: {
        get left() {
          return own.left + leftOfPeople();
        },
        run: async (signal, onProgress) => {
          await own.run(signal, onProgress);
          if (!signal.aborted) this._hear(await this.people.reseal(keys.epochs.current));
        },
      },
      // What was told before the present epoch began says nothing of what lies under an earlier key.
      isRead: () => this.isRead && this._facts.epoch === keys.epochs.current,
      peopleRevision: () => this._facts.revision,
    });
    this.heads = new PublishedHeads({
      address: headsAddress(way.url),
      sign: () => signHeadsNow(this, false, crypto),
      nowMs: () => link.hubMs(),
    });
    const say = (): void => void this.dispatchEvent(new Event('change'));
    for (const part of [doors, rules, this.upkeep, this.heads]) part.addEventListener('change', say);
    doors.addEventListener('change', () => this.upkeep.wake());
    doors.addEventListener('change', () => this._tellDevices());
    link.onStatus(() => {
      void this._makeStores();
      say();
    });
  }

  /** Begins to link, and to read. Resolves before the hub has answered. */
  static async open(
    kit: Kit,
    { url, openSocket, startPeople, copies = 1, crypto = globalThis.crypto }: ConsoleOptions,
  ): Promise<ConsoleSession> {
    const keys = await openSiteKeys(kit, crypto);
    const credentials = await makeUser(kit.hub, 'console', CONSOLE);
    const way = { url, ...(openSocket ? { openSocket } : {}) };
    const link = openLink({ ...way, device: crypto.randomUUID(), credentials });
    const { siteId, zoneSecret } = kit;
    const kept = keptRecordsOf(siteId);
    const doors = new Doors(link, keys, kept, crypto);
    const rules = new SiteRulesCopy(
      link,
      keys,
      kept,
      makeSiteClock(() => link.hubMs()),
      crypto,
    );
    const session = new ConsoleSession(kit, keys, link, doors, rules, copies, way, crypto);
    const { writer, verifier } = keys;
    session._people = await startPeople(
      { siteId, url, credentials, zoneSecret, keys: { writer, verifier } },
      { facts: (facts) => session._hear(facts), failed: (message) => session._fail(message) },
    );
    void session._follow();
    return session;
  }

  get people(): SitePeople {
    if (this._people === null) throw new Error('People were asked for before they were begun.');
    return this._people;
  }

  get status(): LinkStatus {
    return this.link.status;
  }

  /** What files that the site signs say of it. */
  get site(): SiteFacts {
    const { siteId, siteName, signing } = this.kit;
    return { siteId, siteName, siteKey: signing.public };
  }

  get facts(): PeopleFacts {
    return this._facts;
  }

  /** Why people are not read any more; null while they are. */
  get failure(): string | null {
    return this._failure;
  }

  get own(): OwnCopy {
    return { ...this._facts, rules: this.rules.at };
  }

  /** Everything that the hub had at the begin was read. */
  get isRead(): boolean {
    return this.doors.isRead && this._facts.left === 0;
  }

  close(): void {
    this._closing.abort();
    this._people?.end();
    void this.link.close();
  }

  private async _follow(): Promise<void> {
    const { signal } = this._closing;
    const doors = this.doors.follow(signal, (records) => this._noteEpochs('roster', records));
    const rules = this.rules.follow(signal, (records) => this._noteEpochs('policy', records));
    const letters = follow(
      this.link,
      'keys',
      {
        take: async (records) => {
          for (const record of records) await this.upkeep.noteEnvelope(record);
          this.upkeep.wake();
        },
        begin: () => this.upkeep.begin(),
      },
      signal,
    );
    void this._rosterRead(signal).then(() => this.heads.follow(signal));
    await Promise.all([doors, rules, letters, this.upkeep.go(signal)]);
  }

  private _rosterRead(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.doors.isRead && !signal.aborted) return;
        this.doors.removeEventListener('change', look);
        resolve();
      };
      this.doors.addEventListener('change', look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  /** A hub that lacks them, or has them in another form, gets them: also one that was begun anew meanwhile. */
  private async _makeStores(): Promise<void> {
    const { link, _copies: copies } = this;
    if (this._isMaking) return;
    this._isMaking = true;
    // Of several hubs the first one to run makes nothing: it waits for another.
    for (let failures = 0; link.status === 'up'; failures += 1) {
      const options = { eventDays: EVENT_DAYS, copies };
      const isMade = await link.makeStores(options).then(
        () => true,
        () => false,
      );
      if (isMade) break;
      await pause(growingWaitMs(failures), this._closing.signal);
    }
    this._isMaking = false;
  }

  private _noteEpochs(bucket: SealedBucket, records: readonly HubRecord[]): void {
    for (const record of records) this._resealing.note(bucket, record);
  }

  /** Whoever may write people is in the roster, which is read first. */
  private _tellDevices(): void {
    if (!this.doors.isRead || this._closing.signal.aborted) return;
    const { devices } = this.doors.roster;
    if (devices.length !== this._devices) this._resealing.retry();
    this._devices = devices.length;
    this._people?.setDevices(devices).catch(() => undefined);
  }

  private _hear(facts: PeopleFacts): void {
    const before = this._facts;
    this._facts = facts;
    const isNews = (['left', 'revision', 'epoch', 'old'] as const).some(
      (name) => facts[name] !== before[name],
    );
    if (isNews && facts.left === 0) this.upkeep.wake();
    this.dispatchEvent(new Event('change'));
  }

  private _fail(message: string): void {
    this._failure = message;
    this.dispatchEvent(new Event('change'));
  }
}
