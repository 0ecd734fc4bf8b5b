/**
 * @file What a door keeps for its fleet, over the kiosk's own store. Enrolment and editing know nothing of the fleet:
 * whoever is stored in another form than the fleet was told of has been changed here, and gets new stamps.
 */
import * as v from 'valibot';
import { isFleetText } from '../core/site/consent-text.ts';
import type { Subject } from '../core/template/types.ts';
import { decodeUtf8, encodeUtf8, type Bytes } from '../storage/bytes.ts';
import type { FleetChange, PersonHere } from '../storage/fleet/fleet-changes.ts';
import { digestOf } from '../storage/gallery/seal-subject.ts';
import { mapInParts } from '../storage/in-parts.ts';
import type { OpenStore } from '../storage/open-store.ts';
import { HybridClock, makeStamp, type Stamp } from './clock.ts';
import { NO_DIGEST, personDigest, toggleDigest } from './digest.ts';
import { FLEET_ERROR_CODES } from './errors.ts';
import type { RefusedRecord } from './health-report.ts';
import { fieldsOf, type FleetPerson, isWhole, mergePeople, NOBODY, subjectOf } from './person-codec.ts';
import {
  editRegisters,
  erasedRegisters,
  isSameRegisters,
  type Registers,
  RegistersSchema,
  stampsOf,
} from './registers.ts';
import type { DoorStore, HeardPerson, HeldFacts, HeldPerson } from './types.ts';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]+$/));

const RowSchema = v.object({
  /** At the hub, of the record that was heard last; 0 for none. */
  revision: Count,
  registers: RegistersSchema,
  /** Digest of the subject that is stored by these registers; null where none is. */
  subject: v.nullable(Hex),
  /** Of the registers, as `personDigest` makes it. */
  digest: Hex,
  unsent: v.boolean(),
});

type Row = v.InferOutput<typeof RowSchema>;

const RefusedSchema = v.object({ key: v.string(), why: v.picklist(FLEET_ERROR_CODES) });

const CursorSchema = v.object({
  hub: v.string(),
  revision: Count,
  hubMs: v.number(),
  refused: v.array(RefusedSchema),
  listRead: v.boolean(),
});
type StoredCursor = v.InferOutput<typeof CursorSchema>;

/** What the pages need to know of a row. */
interface Known {
  readonly digest: string;
  readonly unsent: boolean;
  readonly erased: boolean;
  readonly subject: string | null;
}

/** Of the kiosk's store. */
export type FleetRecords = Pick<
  OpenStore,
  'fleetCursor' | 'fleetRows' | 'subjectDigests' | 'changeByFleet' | 'auditEntriesAt' | 'auditExtent'
>;

export interface DoorStoreOptions {
  readonly records: FleetRecords;
  /** The device's id. */
  readonly device: string;
  /** The device may change people. One that may not notes nothing. */
  readonly mayEnrol: boolean;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** By the hub's clock; null before it told its time. A door's own clock may be years ahead. */
  readonly hubNowMs: () => number | null;
  readonly crypto: Crypto;
  readonly onRefused?: (refused: readonly RefusedRecord[]) => void;
}

/** What nobody has edited in this fleet yet: every edit is later. */
const BEFORE_ALL: Stamp = makeStamp(0, 0, '0');

/** People are changed so many at a time. */
const AT_ONCE = 256;

export interface ProductDoorStore extends DoorStore {
  /** The hub's list was read to its end at least once. */
  readonly isListRead: boolean;
  /** Notes what was changed here. @param ids - Of people who may have been; left out for everybody. */
  note(ids?: readonly string[]): Promise<void>;
}

/** Reads what the store keeps of the fleet. */
export async function openDoorStore(options: DoorStoreOptions): Promise<ProductDoorStore> {
  const { records, device, mayEnrol, nowMs, crypto } = options;
  const clock = new HybridClock(device, nowMs);
  const known = new Map<string, Known>();
  let digest = NO_DIGEST;
  let cursor = decodeCursor(await records.fleetCursor());
  for await (const { rows, fits } of records.fleetRows()) {
    // Somebody put an old block back: the list is read anew.
    if (!fits) cursor &&= { ...cursor, hub: '' };
    for (const { id, row } of rows) {
      const parsed = parseRow(row);
      if (parsed === null) continue;
      stampsOf(parsed.registers).forEach((stamp) => clock.hear(stamp));
      learn(id, parsed);
      // They were not stored by a clock that was ahead, and their vectors are at the hub alone.
      const { erasedAt, fields } = parsed.registers;
      const isAwaited = parsed.subject === null && erasedAt === null && retainUntilOf(fields) > nowMs();
      if (isAwaited) cursor &&= { ...cursor, hub: '' };
    }
  }

  function learn(id: string, { digest: next, unsent, registers, subject }: Row): void {
    const before = known.get(id);
    if (before !== undefined) digest = toggleDigest(digest, before.digest);
    digest = toggleDigest(digest, next);
    known.set(id, { digest: next, unsent, erased: registers.erasedAt !== null, subject });
  }

  /**
   * What is held of somebody, with what was changed here since their row was written.
   * @param isNew - Whoever has no row is new to the fleet; otherwise the fleet may know better in everything.
   */
  async function heldOf(
    here: PersonHere,
    isNew: boolean,
  ): Promise<{ person: FleetPerson; revision: number }> {
    const row = parseRow(here.row);
    const registers = row?.registers ?? NOBODY.registers;
    const revision = row?.revision ?? 0;
    const { subject } = here;
    if (subject === null) {
      const isGone = typeof row?.subject === 'string' && !here.unreadable && !isByWrongClock(registers);
      const erased = isGone && mayEnrol ? erasedRegisters(clock.next()) : registers;
      return { person: { registers: erased, vectors: NOBODY.vectors }, revision };
    }
    const { fields, vectors } = await fieldsOf(subject, crypto);
    if (row !== null && (row.subject === here.digest || !mayEnrol)) {
      return { person: { registers, vectors }, revision };
    }
    if (row === null && !(isFleetText(subject.consent.textVersion) && mayEnrol))
      return { person: NOBODY, revision };
    const changed = withoutDerived(fields, subject, registers);
    const stamp = row === null && !isNew ? () => BEFORE_ALL : () => clock.next();
    return { person: { registers: editRegisters(registers, changed, stamp), vectors }, revision };
  }

  /** The consent has run out by this door's clock, and not by the hub's: then nobody else erases the person. */
  function isByWrongClock({ fields }: Registers): boolean {
    const untilMs = retainUntilOf(fields);
    return untilMs <= nowMs() && untilMs > (options.hubNowMs() ?? -Infinity);
  }

  /** The subject that is to be stored by the registers; null for nobody, and where the consent has run out. */
  async function storedBy(id: string, person: FleetPerson) {
    const isKnown = person.registers.erasedAt === null && Object.keys(person.registers.fields).length > 0;
    const subject = isKnown ? subjectOf(id, person) : null;
    if (subject === null || subject.consent.retainUntilMs <= nowMs()) return { subject: null, digest: null };
    return { subject, digest: await digestOf(subject, crypto) };
  }

  async function rowOf(
    id: string,
    revision: number,
    registers: Registers,
    subject: string | null,
    unsent: boolean,
  ) {
    return { revision, registers, subject, digest: await personDigest(id, registers, crypto), unsent };
  }

  /** One transaction; `prepare` may run more than once. */
  async function change(
    ids: readonly string[],
    prepare: (here: readonly PersonHere[]) => Promise<FleetChange>,
    next: StoredCursor | null = null,
  ): Promise<void> {
    let rows: FleetChange['rows'] = [];
    await records.changeByFleet(ids, nowMs(), async (here) => {
      const prepared = await prepare(here);
      rows = prepared.rows;
      return { ...prepared, ...(next === null ? {} : { cursor: encodeUtf8(JSON.stringify(next)) }) };
    });
    for (const { id, row } of rows) learn(id, row as Row);
    if (next !== null) cursor = next;
  }

  /** Of people here: with their edits noted, and what is to be stored. */
  async function noted(here: readonly PersonHere[]): Promise<FleetChange> {
    const saved: Subject[] = [];
    const erasedIds: string[] = [];
    const rows: { id: string; row: Row }[] = [];
    for (const one of here) {
      const before = parseRow(one.row);
      const { person, revision } = await heldOf(one, cursor?.listRead === true);
      if (before === null && person === NOBODY) continue;
      const isErased = person.registers.erasedAt !== null;
      // Nobody who was erased comes back: by a backup of before neither.
      if (isErased && one.subject !== null) erasedIds.push(one.id);
      const isSame = before !== null && isSameRegisters(before.registers, person.registers);
      const subject = isErased ? null : one.digest;
      if (isSame && before.subject === subject) continue;
      const unsent = before?.unsent === true || !isSame;
      rows.push({ id: one.id, row: await rowOf(one.id, revision, person.registers, subject, unsent) });
    }
    return { saved, erasedIds, rows };
  }

  async function note(ids?: readonly string[]): Promise<void> {
    const wanted = ids ?? (await differing());
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      await change(wanted.slice(from, from + AT_ONCE), noted);
    }
  }

  /** Ids of people who are stored in another form than by their row. */
  async function differing(): Promise<readonly string[]> {
    const digests = await records.subjectDigests();
    const changed = [...digests].flatMap(([id, subject]) => (known.get(id)?.subject === subject ? [] : id));
    const gone = [...known].flatMap(([id, { subject }]) => (subject !== null && !digests.has(id) ? id : []));
    return [...changed, ...gone];
  }

  return {
    note,

    get isListRead() {
      return cursor?.listRead === true;
    },

    cursor: () => Promise.resolve(cursor),

    async takeIn(heard, { hub, revision, hubMs, refused }) {
      const byId = new Map<string, HeardPerson>(heard.map((one) => [one.id, one]));
      await change(
        [...byId.keys()],
        async (all) => {
          const saved: Subject[] = [];
          const erasedIds: string[] = [];
          const rows = await mapInParts(all, async (here) => {
            const one = byId.get(here.id);
            if (one === undefined) return [];
            stampsOf(one.person.registers).forEach((stamp) => clock.hear(stamp));
            const held = await heldOf(here, false);
            const merged = mergePeople(held.person, one.person);
            const { subject, digest: next } = await storedBy(here.id, merged);
            if (subject === null && (here.subject !== null || here.unreadable)) erasedIds.push(here.id);
            if (subject !== null && next !== here.digest) saved.push(subject);
            const unsent = mayEnrol && !isSameRegisters(merged.registers, one.person.registers);
            return { id: here.id, row: await rowOf(here.id, one.revision, merged.registers, next, unsent) };
          });
          return { saved, erasedIds, rows: rows.flat() };
        },
        { hub, revision, hubMs, refused: [...refused], listRead: cursor?.listRead ?? false },
      );
    },

    async listRead() {
      if (cursor === null || cursor.listRead) return;
      await change([], () => Promise.resolve(NO_CHANGE), { ...cursor, listRead: true });
      await note();
    },

    async notOnList(idsOnList) {
      if (!mayEnrol) return;
      const missing = [...known.keys()].filter((id) => !idsOnList.has(id));
      for (let from = 0; from < missing.length; from += AT_ONCE) {
        await change(missing.slice(from, from + AT_ONCE), (here) =>
          Promise.resolve({
            ...NO_CHANGE,
            rows: here.flatMap(({ id, row }) => {
              const before = parseRow(row);
              return before === null ? [] : { id, row: { ...before, revision: 0, unsent: true } };
            }),
          }),
        );
      }
    },

    async unsent(most) {
      const ids = [...known].flatMap(([id, { unsent }]) => (unsent ? id : [])).slice(0, most);
      const waiting: HeldPerson[] = [];
      if (ids.length === 0) return waiting;
      await change(ids, async (here) => {
        waiting.length = 0;
        for (const one of here) {
          const { person, revision } = await heldOf(one, true);
          // What was changed since is noted first, and then this is asked for again.
          const row = parseRow(one.row);
          if (row !== null && isWhole(person) && isSameRegisters(row.registers, person.registers))
            waiting.push({ id: one.id, revision, person });
        }
        return noted(here);
      });
      return waiting;
    },

    async sent(people) {
      const byId = new Map(people.map((one) => [one.id, one]));
      await change([...byId.keys()], (here) =>
        Promise.resolve({
          ...NO_CHANGE,
          rows: here.flatMap(({ id, row }) => {
            const [before, sent] = [parseRow(row), byId.get(id)];
            if (before === null || sent === undefined) return [];
            const unsent = !isSameRegisters(before.registers, sent.registers);
            return { id, row: { ...before, revision: sent.revision, unsent } };
          }),
        }),
      );
    },

    facts(): Promise<HeldFacts> {
      const all = [...known.values()];
      const people = all.filter(({ erased }) => !erased).length;
      return Promise.resolve({ people, digest, unsent: all.filter(({ unsent }) => unsent).length });
    },

    entriesAfter: async (index, most) => {
      const extent = await records.auditExtent();
      if (extent === null) return [];
      const from = Math.max(index + 1, extent.first);
      const count = Math.min(most, extent.last - from + 1);
      return records.auditEntriesAt(Array.from({ length: Math.max(0, count) }, (_, at) => from + at));
    },

    lastEntry: async () => (await records.auditExtent())?.last ?? -1,

    noteRefused: (refused) => options.onRefused?.(refused),
  };
}

const ConsentSchema = v.object({
  consent: v.object({ v: v.object({ retainUntilMs: v.number() }) }),
});

/** Infinity where there is no consent to read. */
function retainUntilOf(fields: Registers['fields']): number {
  const parsed = v.safeParse(ConsentSchema, fields);
  return parsed.success ? parsed.output.consent.v.retainUntilMs : Infinity;
}

const NO_CHANGE: FleetChange = { saved: [], erasedIds: [], rows: [] };

/**
 * The fields that somebody has edited. An accommodation that only the registers have was never stored: see `subjectOf`.
 * Whoever was never given a schedule has none, and that is no edit which takes another door's away.
 */
function withoutDerived<Fields extends Readonly<Record<string, unknown>>>(
  fields: Fields,
  { accommodations, badge, pin, schedule }: Subject,
  registers: Registers,
): Fields {
  const isHeld = badge !== null && pin !== null;
  const isStored = isHeld || accommodations.length > 0 || !('accommodations' in registers.fields);
  const left = [
    ...(isStored ? [] : ['accommodations']),
    ...(schedule !== null || 'schedule' in registers.fields ? [] : ['schedule']),
  ];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !left.includes(name))) as Fields;
}

/** @returns Null for what is no row. */
function parseRow(row: unknown): Row | null {
  const parsed = v.safeParse(RowSchema, row);
  return parsed.success ? parsed.output : null;
}

function decodeCursor(bytes: Bytes | null): StoredCursor | null {
  if (bytes === null) return null;
  const parsed = v.safeParse(CursorSchema, JSON.parse(decodeUtf8(bytes)));
  return parsed.success ? parsed.output : null;
}
