/**
 * @file Sends the door's log, which waits in the door's store. Each entry goes as the successor of the one that the
 * hub has last of this door: so it is there exactly once, however often the link or its answer is lost.
 */
import type { Link } from '../link-types.ts';
import { auditSubject } from '../names.ts';
import { EventSealer } from '../sealed-events.ts';
import type { DoorStore } from '../types.ts';
import type { Bell } from './bell.ts';
import type { DoorKeys } from './door-keys.ts';
import type { Run } from './keep-going.ts';
import type { Refusals } from './refusals.ts';

export interface EventSenderOptions {
  readonly link: Link;
  readonly store: DoorStore;
  readonly keys: Pick<DoorKeys, 'device' | 'auditKey'>;
  readonly refusals: Refusals;
  readonly crypto: Crypto;
  readonly nowMs: () => number;
  /** Rings when an entry was added. */
  readonly bell: Bell;
  readonly onSent: () => void;
}

const AT_ONCE = 100;
/** Answers that were lost in a row. More than that is no accident. */
const MOST_CONFLICTS = 3;
/** Without the bell. */
const POLL_MS = 5_000;

/** Where the hub's copy of the log ends. */
interface End {
  /** At the hub; 0 for none. */
  readonly sequence: number;
  /** In the door's log; −1 for none. */
  readonly index: number;
}

export class EventSender {
  private readonly _sealer: EventSealer;
  private _sent: number | null = null;

  constructor(private readonly _options: EventSenderOptions) {
    this._sealer = new EventSealer(_options.keys.device, _options.keys.auditKey, _options.crypto);
  }

  /** Index of the last entry that the hub has; null before it was asked. */
  get sent(): number | null {
    return this._sent;
  }

  /** Until the link is lost. */
  async send(run: Run): Promise<void> {
    const { store, bell } = this._options;
    const { signal } = run;
    let end = await this._endAtHub();
    let conflicts = 0;
    while (!signal.aborted) {
      const entries = await store.entriesAfter(end.index, AT_ONCE);
      if (entries.length === 0) {
        await bell.wait(POLL_MS, signal);
        continue;
      }
      const next = await this._sendAll(entries, end, run);
      if (next === null) {
        if (++conflicts > MOST_CONFLICTS) throw new Error('The hub takes another end of the log each time.');
        end = await this._endAtHub();
        continue;
      }
      end = next;
      conflicts = 0;
    }
  }

  /** @returns Null where the hub has another end than was thought: an answer was lost. */
  private async _sendAll(
    entries: Awaited<ReturnType<DoorStore['entriesAfter']>>,
    begin: End,
    { signal, wentWell }: Run,
  ): Promise<End | null> {
    const { link, keys, nowMs, onSent } = this._options;
    let end = begin;
    for (const entry of entries) {
      if (signal.aborted) break;
      const { index } = entry;
      const event = { device: keys.device, index, sealed: await this._sealer.seal(entry, nowMs()) };
      const sequence = await link.publishEvent(event, end.sequence);
      if (sequence === null) return null;
      end = { sequence, index };
      this._sent = index;
      wentWell();
      onSent();
    }
    return end;
  }

  private async _endAtHub(): Promise<End> {
    const { link, store, keys, refusals } = this._options;
    const last = await link.lastEvent(keys.device);
    const sequence = last?.sequence ?? 0;
    const index = last !== null && Number.isSafeInteger(last.index) ? last.index : -1;
    if (index <= (await store.lastEntry())) {
      this._sent = index;
      return { sequence, index };
    }
    // The tablet was put back to an older copy. Which entries of both are the same cannot be told here: what there is
    // goes to the hub whole, behind what is there, and the console sees where it begins.
    refusals.note(auditSubject(keys.device), 'putBack');
    this._sent = -1;
    return { sequence, index: -1 };
  }
}
