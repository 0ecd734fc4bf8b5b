/**
 * @file Reads the doors' events from the hub, opens them, and follows each door's chain of hashes: what is missing in
 * between, and what was altered, is named.
 */
import { isFleetError } from '../../fleet/errors.ts';
import type { HubEvent, Link } from '../../fleet/link-types.ts';
import { EventOpener } from '../../fleet/sealed-events.ts';
import { hashEntry } from '../../storage/log/audit-chain.ts';
import type { AuditEntry } from '../../storage/types.ts';

export interface DoorEntry {
  readonly device: string;
  readonly entry: AuditEntry;
  /** Of the message among those of all doors: the order in which the hub got them. */
  readonly sequence: number;
}

export interface ChainFault {
  readonly device: string;
  /** `missing`: the hub lacks them. `altered`: it does not follow the one before, or is not what its hash says. */
  readonly kind: 'missing' | 'altered' | 'unreadable';
  /** Indexes in the door's own log, both included. */
  readonly from: number;
  readonly to: number;
}

export interface EventsRead {
  /** Newest first. */
  readonly entries: readonly DoorEntry[];
  readonly faults: readonly ChainFault[];
  /** Before these there is nothing more at the hub. */
  readonly isAll: boolean;
}

/** Follows one door's chain, from the first entry that it is given. */
class DoorChain {
  readonly faults: ChainFault[] = [];
  private _last: { readonly index: number; readonly hash: string | null } | null = null;

  constructor(
    private readonly _device: string,
    private readonly _crypto: Crypto,
  ) {}

  /** @param entry - Null for one that does not open. */
  async follow(index: number, entry: AuditEntry | null): Promise<void> {
    const last = this._last;
    const next = last === null ? index : last.index + 1;
    if (index > next) this._fault('missing', next, index - 1);
    if (index < next) {
      this._fault('altered', index, index);
      return;
    }
    if (entry === null) {
      this._fault('unreadable', index, index);
      this._last = { index, hash: null };
      return;
    }
    // After a gap, or one that does not open, there is no hash to compare with.
    const before = index > next ? null : (last?.hash ?? null);
    const follows = before === null || entry.previousHash === before;
    if (!follows || entry.hash !== (await hashEntry(entry, this._crypto)))
      this._fault('altered', index, index);
    this._last = { index, hash: entry.hash };
  }

  private _fault(kind: ChainFault['kind'], from: number, to: number): void {
    this.faults.push({ device: this._device, kind, from, to });
  }
}

const BATCH = 100;

export class EventReader {
  private readonly _opener: EventOpener;

  constructor(
    private readonly _link: Link,
    auditKeys: CryptoKeyPair,
    private readonly _crypto: Crypto,
  ) {
    this._opener = new EventOpener(auditKeys, _crypto);
  }

  /**
   * The last entry of each door that has any.
   * @throws FleetError where one does not open. LinkError.
   */
  async heads(devices: readonly string[]): Promise<readonly DoorEntry[]> {
    const heads: DoorEntry[] = [];
    for (let at = 0; at < devices.length; at += BATCH) {
      const some = devices.slice(at, at + BATCH).map(async (device) => {
        const event = await this._link.lastEvent(device);
        return event === null ? [] : [await this._open(event)];
      });
      heads.push(...(await Promise.all(some)).flat());
    }
    return heads;
  }

  /**
   * @param device - Null for all doors.
   * @param most - Of all doors: how many messages from the end on. Of one door all are read.
   * @throws LinkError.
   */
  async read(
    devices: readonly string[],
    device: string | null,
    most: number,
    signal: AbortSignal,
    onRead: (read: number) => void = () => undefined,
  ): Promise<EventsRead> {
    const wanted = device === null ? devices : [device];
    const lasts = await Promise.all(wanted.map((id) => this._link.lastEvent(id)));
    const last = Math.max(0, ...lasts.map((event) => event?.sequence ?? 0));
    if (last === 0) return { entries: [], faults: [], isAll: true };
    const from = device === null ? Math.max(1, last - most + 1) : 1;
    const chains = new Map<string, DoorChain>();
    const entries: DoorEntry[] = [];
    const take = async (events: readonly HubEvent[]): Promise<void> => {
      const opened = await Promise.all(events.map((event) => this._open(event).catch(unreadable)));
      for (const [at, { device: of, index }] of events.entries()) {
        const chain = chains.get(of) ?? new DoorChain(of, this._crypto);
        chains.set(of, chain);
        await chain.follow(index, opened[at]?.entry ?? null);
      }
      entries.push(...opened.filter((entry) => entry !== null));
      onRead(entries.length);
    };
    let batch: HubEvent[] = [];
    for await (const { item, behind } of await this._link.watchEvents(device, { from, signal })) {
      batch.push(item);
      const isOver = behind === 0 || item.sequence >= last;
      if (batch.length < BATCH && !isOver) continue;
      await take(batch);
      batch = [];
      if (isOver) break;
    }
    return {
      entries: entries.reverse(),
      faults: [...chains.values()].flatMap(({ faults }) => faults),
      isAll: from === 1,
    };
  }

  private async _open({ device, index, sealed, sequence }: HubEvent): Promise<DoorEntry> {
    return { device, sequence, entry: await this._opener.open(device, index, sealed) };
  }
}

function unreadable(error: unknown): null {
  if (isFleetError(error)) return null;
  throw error;
}
