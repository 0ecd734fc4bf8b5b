/** @file A site for tests: its kit, a console's parts over a hub in memory, and people of it. */
import { makeSubject } from '../../simulator/builders.ts';
import { HybridClock } from '../../src/fleet/clock.ts';
import { type Kit, makeKit } from '../../src/fleet/kit.ts';
import type { HubRecord } from '../../src/fleet/link-types.ts';
import { type Bucket, personKey, placeOfKey, ZONE } from '../../src/fleet/names.ts';
import { encodePerson, fieldsOf } from '../../src/fleet/person-codec.ts';
import { editRegisters, NO_REGISTERS } from '../../src/fleet/registers.ts';
import { sealRecord, type SealingKey, type Writer } from '../../src/fleet/sealed-record.ts';
import { Doors } from '../../src/console/site/doors.ts';
import type { KeptRecord, KeptRecords } from '../../src/console/site/kept-records.ts';
import { makeSiteClock, PeopleChanges } from '../../src/console/site/people-changes.ts';
import { PeopleCopy } from '../../src/console/site/people-copy.ts';
import { SiteRulesCopy } from '../../src/console/site/rules.ts';
import { openersOf, openSiteKeys, type SiteKeys } from '../../src/console/site/site-keys.ts';
import type { Subject } from '../../src/core/template/types.ts';
import type { Bytes } from '../../src/storage/bytes.ts';
import { MemoryHub } from './memory-link.ts';

/** In memory, in place of the browser's database. */
export class MemoryKept implements KeptRecords {
  readonly records = new Map<string, KeptRecord>();

  read(bucket: Bucket): Promise<readonly KeptRecord[]> {
    const kept = [...this.records].filter(([place]) => place.startsWith(`${bucket}.`));
    return Promise.resolve(kept.map(([, record]) => record));
  }

  keep(bucket: Bucket, records: readonly HubRecord[]): Promise<void> {
    for (const { key, value, hubMs } of records) {
      if (value !== null) this.records.set(placeOfKey(bucket, key), { key, value, hubMs });
    }
    return Promise.resolve();
  }
}

export class TestSite {
  readonly kept = new MemoryKept();

  private constructor(
    readonly hub: MemoryHub,
    readonly kit: Kit,
    readonly keys: SiteKeys,
  ) {}

  static async make(): Promise<TestSite> {
    const hub = new MemoryHub();
    const kit = await makeKit('Harbour', hub.nowMs, crypto);
    return new TestSite(hub, kit, await openSiteKeys(kit, crypto));
  }

  console() {
    const { hub, keys } = this;
    const link = hub.link();
    const doors = new Doors(link, keys, this.kept, crypto);
    const clock = makeSiteClock(() => hub.nowMs);
    const people = new PeopleCopy(openersOf(keys, doors.roster), crypto, (stamp) => clock.hear(stamp));
    const rules = new SiteRulesCopy(link, keys, this.kept, clock, crypto);
    return { link, doors, people, rules, changes: new PeopleChanges(link, keys, people, clock, crypto) };
  }

  /** As a door or another console puts it. */
  async put(subject: Subject, writer: Writer = this.keys.writer): Promise<number> {
    return this.hub.put('people', personKey(ZONE, subject.id), await this.sealed(subject, writer))!;
  }

  async sealed(
    subject: Subject,
    writer = this.keys.writer,
    sealing: SealingKey = this.keys.epochs.sealing,
  ): Promise<Bytes> {
    const { fields, vectors } = await fieldsOf(subject, crypto);
    const clock = new HybridClock(writer.name, () => this.hub.nowMs);
    const registers = editRegisters(NO_REGISTERS, fields, () => clock.next());
    const place = placeOfKey('people', personKey(ZONE, subject.id));
    return sealRecord(place, sealing, encodePerson({ registers, vectors }), writer, crypto);
  }

  /** Everything that the hub has now. */
  async read(people: PeopleCopy): Promise<void> {
    await people.take(this.hub.records('people'), 0);
  }
}

export const named = (number: number, name: string, badge: string | null = null): Subject => ({
  ...makeSubject(number),
  ...{ name, badge },
});
