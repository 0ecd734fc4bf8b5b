/**
 * @file Reads the people of a door's zone: from the cursor on, in batches, each with the cursor in one transaction of
 * the store. What does not verify is kept out, named, and tried again.
 */
import { wipe } from '../../storage/bytes.ts';
import { mapInParts } from '../../storage/in-parts.ts';
import { isFleetError } from '../errors.ts';
import type { HubRecord, Link, Watched } from '../link-types.ts';
import { personKey, placeOfKey } from '../names.ts';
import { decodePerson } from '../person-codec.ts';
import { clampRegisters } from '../registers.ts';
import type { Roster } from '../roster.ts';
import { isSameHub } from '../same-hub.ts';
import type { Cursor, DoorStore, HeardPerson } from '../types.ts';
import { type DoorKeys, isRecord, openFromHub, whyOf } from './door-keys.ts';
import { inBatches } from './in-batches.ts';
import type { Run } from './keep-going.ts';
import type { Refusals } from './refusals.ts';

export interface PeopleReaderOptions {
  readonly link: Link;
  readonly store: DoorStore;
  readonly keys: DoorKeys;
  readonly roster: Roster;
  readonly refusals: Refusals;
  readonly crypto: Crypto;
  /** After each batch. @param behind - How many records the hub has beyond it. */
  readonly onBatch: (behind: number) => void;
}

/** The store writes the blocks of everybody anew for some thousand people, as for some hundred. */
const AT_ONCE = { most: 5_000, ms: 100 };
const NO_CURSOR: Cursor = { hub: '', revision: 0, hubMs: 0, refused: [] };

export class PeopleReader {
  private _cursor: Cursor = NO_CURSOR;
  /** One after another: each call of the store brings the cursor. */
  private _taking: Promise<unknown> = Promise.resolve();
  private _isReading = false;

  /** Of the places of the zone's people. */
  private readonly _prefix: string;

  constructor(private readonly _options: PeopleReaderOptions) {
    this._prefix = placeOfKey('people', personKey(_options.keys.zone, ''));
  }

  /** Up to where the zone was read. */
  get revision(): number {
    return this._cursor.revision;
  }

  /** Until the link is lost. */
  async read({ signal, wentWell }: Run): Promise<void> {
    const { link, store, keys, refusals, onBatch } = this._options;
    const state = await link.state('people');
    const cursor = await store.cursor();
    cursor?.refused.forEach(({ key, why }) => refusals.note(key, why));
    const filter = personKey(keys.zone, '>');
    const goesOn =
      cursor !== null && !refusals.isFull && (await isSameHub(link, 'people', filter, state, cursor));
    const seen = goesOn ? null : new Set<string>();
    this._cursor = goesOn ? cursor : NO_CURSOR;
    const from = goesOn ? { from: cursor.revision + 1 } : {};
    const watch = await link.watch('people', filter, { ...from, signal });
    this._isReading = true;
    try {
      // A list that takes the place of another one is begun again when it was not read to its end.
      const hub = seen !== null && cursor !== null ? '' : state.created;
      if (goesOn) await this._inTurn(() => this._retry());
      if (watch.behind === 0) await this._inTurn(() => this._endList(state.created, seen, cursor !== null));
      let isWhole = watch.behind === 0;
      for await (const batch of inBatches(watch, AT_ONCE)) {
        const last = batch[batch.length - 1];
        for (const { item } of batch) seen?.add(item.key.slice(keys.zone.length + 1));
        await this._inTurn(() => this._take(batch, isWhole ? state.created : hub));
        if (!isWhole && (last.behind === 0 || last.item.revision >= state.lastRevision)) {
          await this._inTurn(() => this._endList(state.created, seen, cursor !== null));
          isWhole = true;
        }
        wentWell();
        onBatch(last.behind);
      }
    } finally {
      this._isReading = false;
      await this._taking;
    }
  }

  /** Tries again what was not taken: perhaps its writer is known by now. */
  async retry(): Promise<void> {
    if (this._isReading) await this._inTurn(() => this._retry());
  }

  private async _take(batch: readonly Watched<HubRecord>[], hub: string): Promise<void> {
    const heard = await this._open(batch.map(({ item }) => item));
    const { revision, hubMs } = batch[batch.length - 1].item;
    await this._takeIn(heard, { hub, revision, hubMs, refused: [] });
  }

  /** @param seen - Of the whole list; null where the door went on from its cursor. */
  private async _endList(
    created: string,
    seen: ReadonlySet<string> | null,
    isAnother: boolean,
  ): Promise<void> {
    const { store } = this._options;
    if (seen !== null) {
      this._forgetUnseen(seen);
      if (isAnother) await store.notOnList(seen);
      await this._takeIn([], { ...this._cursor, hub: created });
    }
    await store.listRead();
    this._options.onBatch(0);
  }

  private _forgetUnseen(seen: ReadonlySet<string>): void {
    const { refusals } = this._options;
    for (const { key } of refusals.all) {
      if (key.startsWith(this._prefix) && !seen.has(key.slice(this._prefix.length))) refusals.forget(key);
    }
  }

  private async _retry(): Promise<void> {
    const { link, refusals } = this._options;
    const places = refusals.all.map(({ key }) => key).filter((place) => place.startsWith(this._prefix));
    if (places.length === 0) return;
    const found: HubRecord[] = [];
    for (const place of places) {
      const record = await link.get('people', place.slice(placeOfKey('people', '').length));
      if (record === null || !isRecord(record)) refusals.forget(place);
      else found.push(record);
    }
    await this._takeIn(await this._open(found), this._cursor);
  }

  /** Those who verify. The others are noted. */
  private async _open(records: readonly HubRecord[]): Promise<readonly HeardPerson[]> {
    const opened = await mapInParts(records, (record) => this._openOne(record));
    return opened.filter((one) => one !== null);
  }

  private async _openOne(record: HubRecord): Promise<HeardPerson | null> {
    if (!isRecord(record)) return null;
    const { keys, roster, refusals, crypto } = this._options;
    const place = placeOfKey('people', record.key);
    try {
      const body = await openFromHub('people', record, keys, roster, crypto);
      const { registers, vectors } = decodePerson(body);
      wipe(body);
      refusals.forget(place);
      const person = { registers: clampRegisters(registers, record.hubMs), vectors };
      return { id: record.key.slice(keys.zone.length + 1), revision: record.revision, person };
    } catch (error) {
      refusals.note(place, whyOf(error));
      return null;
    }
  }

  /** Halves the batch until whoever makes no person is alone, and is kept out. */
  private async _takeIn(heard: readonly HeardPerson[], cursor: Cursor): Promise<void> {
    const { store, refusals, keys } = this._options;
    const refused = refusals.all.filter(({ key }) => key.startsWith(this._prefix));
    const next = { ...cursor, refused };
    try {
      await store.takeIn(heard, next);
      this._cursor = next;
    } catch (error) {
      if (!isFleetError(error) || heard.length === 0) throw error;
      if (heard.length === 1) {
        refusals.note(placeOfKey('people', personKey(keys.zone, heard[0].id)), error.code);
        await this._takeIn([], cursor);
        return;
      }
      const middle = heard.length >> 1;
      // Not yet with the cursor: the door may be killed between the halves.
      await this._takeIn(heard.slice(0, middle), this._cursor);
      await this._takeIn(heard.slice(middle), cursor);
    }
  }

  private _inTurn(take: () => Promise<void>): Promise<void> {
    const turn = this._taking.then(take);
    this._taking = turn.catch(() => undefined);
    return turn;
  }
}
