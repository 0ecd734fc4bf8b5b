/**
 * @file The console's own copy of the zone, in memory: who is in it, without any vector of a face. Read when the
 * console is unlocked, and kept as the hub tells of changes. Who was erased stays erased, whatever the hub says.
 */
import * as v from 'valibot';
import { normaliseBadge } from '../../core/enrolment/badge.ts';
import { clampRegisters, type Registers, stampsOf } from '../../fleet/registers.ts';
import { NO_DIGEST, personDigest, toggleDigest } from '../../fleet/digest.ts';
import { FleetError, type FleetErrorCode, isFleetError } from '../../fleet/errors.ts';
import type { HubRecord } from '../../fleet/link-types.ts';
import { personKey, placeOfKey, ZONE } from '../../fleet/names.ts';
import { decodePerson, type FleetPerson } from '../../fleet/person-codec.ts';
import { openRecord, type Openers } from '../../fleet/sealed-record.ts';
import { wipe } from '../../storage/bytes.ts';
import { fold } from './fold.ts';
import type { KnownPerson } from './people-api.ts';

interface Entry {
  /** Null for somebody who was erased. */
  readonly person: KnownPerson | null;
  readonly digest: string;
  /** Folded, for the search; and to sort by. */
  readonly words: string;
  /** False for somebody erased of whom the hub has said nothing since it was begun anew. */
  readonly atHub: boolean;
}

interface Opened {
  readonly person: FleetPerson;
  readonly known: KnownPerson | null;
  readonly digest: string;
}

/** Dispatches `change`. */
export class PeopleCopy extends EventTarget {
  /** Records that are not taken, and why, by the person's id. */
  readonly refused = new Map<string, FleetErrorCode>();
  /** Erased, and yet at the hub again: it was put back to an older copy. */
  readonly returned = new Set<string>();
  private readonly _entries = new Map<string, Entry>();
  private _digest = NO_DIGEST;
  private _people = 0;
  private _revision = 0;
  private _lastShut = 0;
  private _left: number | null = null;
  private _sorted: readonly KnownPerson[] | null = null;

  /** @param _openers - Which records are taken. */
  constructor(
    private readonly _openers: Openers,
    private readonly _crypto: Crypto,
    private readonly _hear: (stamp: string) => void,
  ) {
    super();
  }

  /** Not erased. */
  get people(): number {
    return this._people;
  }

  get digest(): string {
    return this._digest;
  }

  /** Of the last record that was taken. */
  get revision(): number {
    return this._revision;
  }

  /** Of the last record that suspends or erases somebody; 0 for none. */
  get lastShut(): number {
    return this._lastShut;
  }

  /** How many records are yet to be read; null before it is known. */
  get left(): number | null {
    return this._left;
  }

  get(id: string): KnownPerson | null {
    return this._entries.get(id)?.person ?? null;
  }

  isErased(id: string): boolean {
    return this._entries.get(id)?.person === null;
  }

  /** Erased, and the hub does not say so: it was begun anew, or put back to a copy of before. */
  get untoldErasures(): readonly string[] {
    return [...this._entries].flatMap(([id, { person, atHub }]) => (person === null && !atHub ? id : []));
  }

  /** The id of whoever has the badge. */
  holderOf(badge: string): string | null {
    const wanted = normaliseBadge(badge);
    for (const [id, { person }] of this._entries) {
      if (typeof person?.badge === 'string' && normaliseBadge(person.badge) === wanted) return id;
    }
    return null;
  }

  /** How many people have each schedule. */
  schedules(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { person } of this._entries.values()) {
      const schedule = person?.schedule ?? null;
      if (schedule !== null) counts.set(schedule, (counts.get(schedule) ?? 0) + 1);
    }
    return counts;
  }

  /** By name. @param wanted - Parts of names, or of a badge's number. */
  find(wanted: string): readonly KnownPerson[] {
    this._sorted ??= [...this._entries.values()]
      .sort((a, b) => (a.words < b.words ? -1 : 1))
      .flatMap(({ person }) => person ?? []);
    const words = fold(wanted).split(/\s+/u).filter(Boolean);
    if (words.length === 0) return this._sorted;
    return this._sorted.filter(({ id }) => {
      const has = this._entries.get(id)?.words ?? '';
      return words.every((word) => has.includes(word));
    });
  }

  async take(records: readonly HubRecord[], left: number): Promise<void> {
    // A hub's records of one batch are opened together, and taken in their order.
    const opened = await Promise.all(records.map((record) => this._open(record)));
    for (const [at, record] of records.entries()) this._put(record, opened[at]);
    this._sorted = null;
    this._left = left;
    this.dispatchEvent(new Event('change'));
  }

  /** Records of before, of people who were erased. The hub may know nothing of them. */
  async takeKept(records: readonly Omit<HubRecord, 'revision'>[]): Promise<void> {
    for (const record of records) {
      const opened = await this._open({ ...record, revision: 0 });
      // What was altered meanwhile says nothing.
      if (typeof opened !== 'string' && opened.known === null) this._put({ ...record, revision: 0 }, opened);
    }
  }

  /** All that there is at the hub was read. */
  caughtUp(): void {
    this._left = 0;
    this.dispatchEvent(new Event('change'));
  }

  /** The hub's bucket is another one: nothing of before holds but that the erased stay erased. */
  begin(): void {
    for (const [id, entry] of [...this._entries]) {
      if (entry.person === null) this._entries.set(id, { ...entry, atHub: false });
      else this._entries.delete(id);
    }
    this.refused.clear();
    this._people = 0;
    this._revision = 0;
    this._lastShut = 0;
    this._left = null;
    this._sorted = null;
    this._digest = [...this._entries.values()].reduce(
      (sum, { digest }) => toggleDigest(sum, digest),
      NO_DIGEST,
    );
  }

  /** Opens and verifies a person's record. @throws FleetError. */
  async open(id: string, { value, hubMs }: Pick<HubRecord, 'value' | 'hubMs'>): Promise<FleetPerson> {
    const place = placeOfKey('people', personKey(ZONE, id));
    const { body } = await openRecord(place, value ?? new Uint8Array(0), this._openers, this._crypto);
    const { registers, vectors } = decodePerson(body);
    wipe(body);
    return { registers: clampRegisters(registers, hubMs), vectors };
  }

  private async _open(record: HubRecord): Promise<Opened | FleetErrorCode> {
    try {
      const id = idOf(record);
      const person = await this.open(id, record);
      const { registers } = person;
      return {
        person,
        known: knownOf(id, record.revision, registers),
        digest: await personDigest(id, registers, this._crypto),
      };
    } catch (error) {
      return isFleetError(error) ? error.code : 'invalid';
    }
  }

  private _put(record: HubRecord, opened: Opened | FleetErrorCode): void {
    const id = idOf(record);
    this._revision = Math.max(this._revision, record.revision);
    if (typeof opened === 'string') {
      this.refused.set(id, opened);
      return;
    }
    this.refused.delete(id);
    stampsOf(opened.person.registers).forEach(this._hear);
    if (opened.known !== null && this.isErased(id)) {
      this.returned.add(id);
      return;
    }
    this.returned.delete(id);
    const before = this._entries.get(id);
    if (before !== undefined) {
      this._digest = toggleDigest(this._digest, before.digest);
      if (before.person !== null) this._people -= 1;
    }
    const { known, digest } = opened;
    if (known?.suspendedAtMs !== null) this._lastShut = Math.max(this._lastShut, record.revision);
    this._entries.set(id, {
      person: known,
      digest,
      words: known === null ? '' : fold(`${known.name} ${known.badge ?? ''}`),
      atHub: record.revision > 0,
    });
    this._digest = toggleDigest(this._digest, digest);
    if (known !== null) this._people += 1;
  }
}

/** Of the record's person. */
export function idOf({ key }: Pick<HubRecord, 'key'>): string {
  return key.slice(ZONE.length + 1);
}

/** What is shown of a person. Doors look at the rest. */
const FieldsSchema = v.object({
  name: v.string(),
  badge: v.nullable(v.string()),
  suspendedAtMs: v.nullable(v.number()),
  schedule: v.optional(v.nullable(v.string()), null),
  enrolledAtMs: v.number(),
  consent: v.object({ retainUntilMs: v.number() }),
  pin: v.optional(v.unknown()),
  template: v.optional(v.unknown()),
});

/** @returns Null for somebody who was erased. @throws FleetError `invalid` where the registers make nobody. */
function knownOf(id: string, revision: number, { fields, erasedAt }: Registers): KnownPerson | null {
  if (erasedAt !== null) return null;
  const values = Object.fromEntries(Object.entries(fields).map(([name, { v: value }]) => [name, value]));
  const parsed = v.safeParse(FieldsSchema, values);
  if (!parsed.success) throw new FleetError('invalid');
  const { consent, pin, template, ...shown } = parsed.output;
  return {
    ...shown,
    id,
    revision,
    retainUntilMs: consent.retainUntilMs,
    hasFace: (template ?? null) !== null,
    hasPin: (pin ?? null) !== null,
  };
}
