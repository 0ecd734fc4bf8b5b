/** @file An open console: the kit, the link to the hub, and what is read over it. Closing it forgets the keys. */
import type { HybridClock } from '../../fleet/clock.ts';
import { makeUser } from '../../fleet/credentials.ts';
import type { Kit } from '../../fleet/kit.ts';
import { type LinkOptions, openLink } from '../../fleet/link.ts';
import type { HubRecord, Link, LinkStatus } from '../../fleet/link-types.ts';
import { personKey, ZONE } from '../../fleet/names.ts';
import { CONSOLE } from '../../fleet/permissions.ts';
import type { OwnCopy } from './door-state.ts';
import { Doors } from './doors.ts';
import { follow } from './follow.ts';
import { makeSiteClock, PeopleChanges } from './people-changes.ts';
import { PeopleCopy } from './people-copy.ts';
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
  readonly crypto?: Crypto;
}

/** Dispatches `change` with whatever changes in it. */
export class ConsoleSession extends EventTarget {
  /** What the hub publishes for the site. */
  readonly heads: PublishedHeads;
  private readonly _closing = new AbortController();
  /** What is owed to the doors after one was removed. */
  readonly upkeep: Upkeep;
  private readonly _resealing: Resealing;
  /** In the roster when refused records were last read again. */
  private _devices = 0;

  private constructor(
    readonly kit: Kit,
    readonly keys: SiteKeys,
    readonly link: Link,
    readonly clock: HybridClock,
    readonly doors: Doors,
    readonly people: PeopleCopy,
    readonly changes: PeopleChanges,
    readonly rules: SiteRulesCopy,
    way: Pick<LinkOptions, 'url' | 'openSocket'>,
    crypto: Crypto,
  ) {
    super();
    const { verifierOf } = openersOf(keys, doors.roster);
    this._resealing = new Resealing(link, keys, verifierOf, crypto);
    this.upkeep = new Upkeep({
      ...{ link, way, kit, keys, doors, crypto, resealing: this._resealing },
      isRead: () => this.isRead,
      peopleRevision: () => people.revision,
    });
    this.heads = new PublishedHeads({
      address: headsAddress(way.url),
      sign: () => signHeadsNow(this, false, crypto),
      nowMs: () => link.hubMs(),
    });
    const say = (): void => void this.dispatchEvent(new Event('change'));
    for (const part of [doors, people, rules, this.upkeep, this.heads]) part.addEventListener('change', say);
    link.onStatus(say);
    doors.addEventListener('change', () => this.upkeep.wake());
    doors.addEventListener('change', () => void this._readRefused());
    people.addEventListener('change', () => void this._eraseReturned());
    void this._follow();
  }

  /** Begins to link, and to read. Resolves before the hub has answered. */
  static async open(
    kit: Kit,
    { url, openSocket, crypto = globalThis.crypto }: ConsoleOptions,
  ): Promise<ConsoleSession> {
    const keys = await openSiteKeys(kit, crypto);
    const device = crypto.randomUUID();
    const credentials = await makeUser(kit.hub, 'console', CONSOLE);
    const link = openLink({ url, device, credentials, ...(openSocket ? { openSocket } : {}) });
    const clock = makeSiteClock(() => link.hubMs());
    const doors = new Doors(link, keys, crypto);
    const openers = openersOf(keys, doors.roster);
    const people = new PeopleCopy(openers, crypto, (stamp) => clock.hear(stamp));
    const changes = new PeopleChanges(link, keys, people, clock, crypto);
    const rules = new SiteRulesCopy(link, keys, clock, crypto);
    const way = { url, ...(openSocket ? { openSocket } : {}) };
    return new ConsoleSession(kit, keys, link, clock, doors, people, changes, rules, way, crypto);
  }

  get status(): LinkStatus {
    return this.link.status;
  }

  /** What files that the site signs say of it. */
  get site(): SiteFacts {
    const { siteId, siteName, signing } = this.kit;
    return { siteId, siteName, siteKey: signing.public };
  }

  get own(): OwnCopy {
    const { people, digest, revision } = this.people;
    return { people, digest, revision, rules: this.rules.at };
  }

  /** Everything that the hub had at the begin was read. */
  get isRead(): boolean {
    return this.doors.isRead && this.people.left === 0;
  }

  close(): void {
    this._closing.abort();
    void this.link.close();
  }

  private async _follow(): Promise<void> {
    const { signal } = this._closing;
    await this.link.whenUp(signal);
    if (signal.aborted) return;
    // A hub that lacks them, or has them in another form, gets them.
    await this.link.makeStores({ eventDays: EVENT_DAYS }).catch(() => undefined);
    const doors = this.doors.follow(signal, (records) => this._noteEpochs('roster', records));
    const rules = this.rules.follow(signal, (records) => this._noteEpochs('policy', records));
    // Whoever may write people is in the roster, which is read first.
    await this._rosterRead(signal);
    void this.heads.follow(signal);
    const { people } = this;
    const copy = follow(
      this.link,
      'people',
      {
        take: async (records, behind) => {
          await this.keys.epochs.need(this._noteEpochs('people', records));
          await people.take(records, behind);
        },
        begin: () => {
          people.begin();
          this._resealing.begin('people');
        },
        caughtUp: () => {
          people.caughtUp();
          this.upkeep.wake();
        },
      },
      signal,
    );
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
    await Promise.all([doors, copy, rules, letters, this.upkeep.go(signal)]);
  }

  /** @returns The epochs under whose keys they lie. */
  private _noteEpochs(bucket: SealedBucket, records: readonly HubRecord[]): readonly number[] {
    return records.flatMap((record) => this._resealing.note(bucket, record) ?? []);
  }

  /** A record that came before its writer was in the roster is read again. */
  private async _readRefused(): Promise<void> {
    const devices = this.doors.roster.devices.length;
    if (devices === this._devices) return;
    this._devices = devices;
    this._resealing.retry();
    const { people } = this;
    for (const id of [...people.refused.keys()]) {
      const record = await this.link.get('people', personKey(ZONE, id)).catch(() => null);
      if (record !== null) await people.take([record], people.left ?? 0);
    }
  }

  /** No older hub brings anybody back whom this console knows as erased. */
  private async _eraseReturned(): Promise<void> {
    const { returned } = this.people;
    for (const id of [...returned]) {
      returned.delete(id);
      await this.changes.erase(id).catch(() => returned.add(id));
    }
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
}
