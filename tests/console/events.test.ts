import { beforeAll, describe, expect, it } from 'vitest';
import { followLog, readHeads, readLog } from '../../scripts/lib/hub/verify-head.ts';
import { EventReader } from '../../src/console/site/events.ts';
import { signHeads } from '../../src/console/site/receipts.ts';
import { recordsJson } from '../../src/kiosk/records-export.ts';
import type { HubEvent, Link, Watched } from '../../src/fleet/link-types.ts';
import { EventSealer } from '../../src/fleet/sealed-events.ts';
import { fromHex } from '../../src/storage/bytes.ts';
import { EMPTY_HEAD, headAfter, nextEntry } from '../../src/storage/log/audit-chain.ts';
import type { AuditEntry } from '../../src/storage/types.ts';
import { TestSite } from './test-site.ts';

const SIGNAL = new AbortController().signal;
const MANY = 1_000;

let site: TestSite;
const logs = new Map<string, AuditEntry[]>();
let events: HubEvent[];

async function logOf(length: number): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let head = EMPTY_HEAD;
  for (let index = 0; index < length; index += 1) {
    const entry = await nextEntry(head, { kind: 'unlocked', role: 'operator' }, index, crypto);
    head = headAfter(head, entry);
    entries.push(entry);
  }
  return entries;
}

async function sealed(device: string, entry: AuditEntry): Promise<HubEvent> {
  const sealer = new EventSealer(device, fromHex(site.kit.audit.public), crypto);
  return { device, index: entry.index, sequence: 0, sealed: await sealer.seal(entry, 0), hubMs: 0 };
}

/** A hub that has these, in this order. */
function readerOf(given: readonly HubEvent[]): EventReader {
  const kept = given.map((event, at) => ({ ...event, sequence: at + 1 }));
  const link: Partial<Link> = {
    lastEvent: (device) => Promise.resolve(kept.findLast((event) => event.device === device) ?? null),
    watchEvents: (device, { from = 1 }) => {
      const wanted = kept.filter(
        (event) => event.sequence >= from && (device === null || event.device === device),
      );
      async function* items(): AsyncGenerator<Watched<HubEvent>> {
        for (const [at, item] of wanted.entries()) {
          await Promise.resolve();
          yield { item, behind: wanted.length - 1 - at };
        }
      }
      return Promise.resolve({ behind: wanted.length, [Symbol.asyncIterator]: items });
    },
  };
  return new EventReader(link as Link, site.keys.audit, crypto);
}

const read = (given: readonly HubEvent[], device: string | null = null, most = MANY) =>
  readerOf(given).read(['a', 'b'], device, most, SIGNAL);

beforeAll(async () => {
  site = await TestSite.make();
  logs.set('a', await logOf(6)).set('b', await logOf(3));
  events = await Promise.all(
    [...logs].flatMap(([device, entries]) => entries.map((entry) => sealed(device, entry))),
  );
});

const without = (device: string, ...indexes: number[]) =>
  events.filter((event) => event.device !== device || !indexes.includes(event.index));

async function altered(index: number, change: (entry: AuditEntry) => AuditEntry): Promise<HubEvent[]> {
  const at = events.findIndex((event) => event.device === 'a' && event.index === index);
  return events.with(at, await sealed('a', change(logs.get('a')![index])));
}

describe('the records of all doors', () => {
  it('come newest first, and whole logs have no fault', async () => {
    const { entries, faults, isAll } = await read(events);
    expect(entries.map(({ device, entry }) => `${device}${entry.index}`)).toEqual([
      'b2',
      'b1',
      'b0',
      'a5',
      'a4',
      'a3',
      'a2',
      'a1',
      'a0',
    ]);
    expect([faults, isAll]).toEqual([[], true]);
    expect((await read([])).entries).toEqual([]);
  });

  it('are read from the end on, and of one door from its begin', async () => {
    const some = await read(events, null, 2);
    expect([some.entries.length, some.faults, some.isAll]).toEqual([2, [], false]);
    const one = await read(events, 'a', 2);
    expect([one.entries.length, one.isAll]).toEqual([6, true]);
  });

  it('name what is missing in between, and take up after it', async () => {
    expect((await read(without('a', 2, 3))).faults).toEqual([
      { device: 'a', kind: 'missing', from: 2, to: 3 },
    ]);
    // Older ones end by age.
    expect((await read(without('a', 0, 1))).faults).toEqual([]);
  });

  it('name an entry that was altered, put in another’s place, told twice or does not open', async () => {
    const fault = (kind: string, index: number) => [{ device: 'a', kind, from: index, to: index }];
    expect((await read(await altered(2, (entry) => ({ ...entry, atMs: 99 })))).faults).toEqual(
      fault('altered', 2),
    );
    const forged = await altered(2, (entry) => ({ ...entry, previousHash: '0'.repeat(64) }));
    expect((await read(forged)).faults).toEqual(fault('altered', 2));
    expect((await read([...events.slice(0, 6), events[3]])).faults).toEqual(fault('altered', 3));
    const moved = events.with(1, { ...events[1], sealed: events[2].sealed });
    expect((await read(moved)).faults).toEqual(fault('unreadable', 1));
  });

  it('leave a signed head that anybody can check against the log of the door', async () => {
    const heads = await readerOf(events).heads(['a', 'b', 'never heard']);
    const facts = { siteId: 's', siteName: 'Harbour', siteKey: site.kit.signing.public };
    const rows = heads.map(({ device, entry: { index, hash } }) => ({
      device,
      name: `Door ${device}`,
      index,
      hash,
    }));
    const file = await readHeads(
      await signHeads(facts, rows, { madeAtMs: site.hub.nowMs, named: true }, site.keys, crypto),
    );
    expect(file?.heads.map(({ device, index }) => [device, index])).toEqual([
      ['a', 5],
      ['b', 2],
    ]);
    const { entries } = await read(events, 'a');
    // eslint-disable-next-line @typescript-eslint/require-await -- what it gives is read as a stream
    const parts = async function* () {
      yield entries.map(({ entry }) => entry).reverse();
    };
    let log = '';
    for await (const part of recordsJson(parts(), 0)) log += part;
    expect(followLog(file!, readLog(log))).toEqual({ door: 'Door a', from: 0, to: 5, broken: null });
  });
});
