/**
 * @file What a console changes of people. Each change reads the record that the hub has now, and takes its place only
 * where nobody was faster: two consoles and all doors may write at once.
 */
import { HybridClock } from '../../fleet/clock.ts';
import type { HubRecord, Link } from '../../fleet/link-types.ts';
import { personKey, placeOfKey, SITE, ZONE } from '../../fleet/names.ts';
import { encodePerson, fieldsOf, type FleetPerson, mergePeople } from '../../fleet/person-codec.ts';
import {
  editRegisters,
  erasedRegisters,
  isSameRegisters,
  type Json,
  NO_REGISTERS,
  stampsOf,
} from '../../fleet/registers.ts';
import { sealRecord } from '../../fleet/sealed-record.ts';
import type { Subject } from '../../core/template/types.ts';
import { wipe } from '../../storage/bytes.ts';
import { StorageError } from '../../storage/errors.ts';
import type { Erasure, PersonEdit } from './people-api.ts';
import type { PeopleCopy } from './people-copy.ts';
import type { SiteKeys } from './site-keys.ts';

/** Each is another device being faster; more than so many in a row are none. */
const MOST_TRIES = 10;

export class PeopleChanges {
  /** What this console has put, as the hub got it: perhaps no door had it yet when the hub lost it. */
  private readonly _written = new Map<string, HubRecord>();

  constructor(
    private readonly _link: Link,
    private readonly _keys: Pick<SiteKeys, 'epochs' | 'writer'>,
    private readonly _copy: PeopleCopy,
    private readonly _clock: HybridClock,
    private readonly _crypto: Crypto,
  ) {}

  /**
   * Fields that somebody else changed meanwhile keep that change, but for those of `edit`.
   * @throws StorageError `gone` for somebody who is no longer there. FleetError where the record does not open.
   */
  async edit(id: string, edit: PersonEdit): Promise<void> {
    await this._replace(id, (person) => {
      if (person?.registers.erasedAt !== null) throw new StorageError('gone');
      const values = edit as Readonly<Record<string, Json>>;
      const registers = editRegisters(person.registers, values, () => this._clock.next());
      return registers === person.registers ? null : { ...person, registers };
    });
  }

  /** Somebody new, whose id nobody has. */
  async add(subject: Subject): Promise<void> {
    const { fields, vectors } = await fieldsOf(subject, this._crypto);
    const registers = editRegisters(NO_REGISTERS, fields, () => this._clock.next());
    try {
      if ((await this._put(subject.id, { registers, vectors }, 0)) === null)
        throw new StorageError('unavailable');
    } finally {
      wipe(vectors);
    }
  }

  /**
   * First the hub overwrites the record on its disk. Then the signed word that the person is erased takes its
   * place, and every door hears of it. It works for a record that does not open, too.
   */
  async erase(id: string): Promise<Erasure> {
    const key = personKey(ZONE, id);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const before = await this._link.get('people', key);
      if (before !== null) {
        if (before.value !== null) await this._hear(id, before);
        await this._link.erase('people', before.revision);
      }
      const person = { registers: erasedRegisters(this._clock.next()), vectors: new Uint8Array(0) };
      const revision = await this._put(id, person, 0);
      if (revision !== null) return { id, revision, erasedAtMs: this._link.hubMs() };
    }
    throw new StorageError('unavailable');
  }

  /** For a hub that was begun anew or put back: it gets again what this console had changed. */
  async restore(): Promise<void> {
    for (const [id, record] of [...this._written]) {
      const own = await this._copy.open(id, record);
      await this._replace(id, (person) => {
        if (this._copy.isErased(id)) return null;
        const merged = person === null ? own : mergePeople(person, own);
        const isThere = person !== null && isSameRegisters(person.registers, merged.registers);
        return isThere ? null : merged;
      });
    }
  }

  private async _replace(
    id: string,
    change: (person: FleetPerson | null) => FleetPerson | null,
  ): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const before = await this._link.get('people', personKey(ZONE, id));
      const person = before === null ? null : await this._copy.open(id, before);
      if (before !== null) await this._hear(id, before);
      const changed = change(person);
      if (changed === null) return;
      if ((await this._put(id, changed, before?.revision ?? 0)) === null) continue;
      // Another record in its place leaves it on the hub's disk.
      if (before !== null) await this._link.erase('people', before.revision);
      return;
    }
    throw new StorageError('unavailable');
  }

  /** The next stamp is later than all that the record holds. */
  private async _hear(id: string, record: HubRecord): Promise<void> {
    const person = await this._copy.open(id, record).catch(() => null);
    const registers = person?.registers;
    if (registers !== undefined) stampsOf(registers).forEach((stamp) => this._clock.hear(stamp));
  }

  /** @returns The new revision; null where another record was put meanwhile. */
  private async _put(id: string, person: FleetPerson, expected: number): Promise<number | null> {
    const key = personKey(ZONE, id);
    const { epochs, writer } = this._keys;
    const body = encodePerson(person);
    const place = placeOfKey('people', key);
    const sealed = await sealRecord(place, epochs.sealing, body, writer, this._crypto).finally(() =>
      wipe(body),
    );
    const revision = await this._link.put('people', key, sealed, expected);
    if (revision === null) return null;
    const record = { key, revision, value: sealed, hubMs: this._link.hubMs() };
    this._written.set(id, record);
    await this._copy.take([record], this._copy.left ?? 0);
    return revision;
  }
}

export function makeSiteClock(nowMs: () => number): HybridClock {
  return new HybridClock(SITE, nowMs);
}
