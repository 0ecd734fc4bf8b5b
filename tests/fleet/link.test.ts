/** @file The link to a real nats-server: what it reads and writes, and how it goes on after a break. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { makeHubSeeds } from '../../src/fleet/credentials.ts';
import type { Link, Watch } from '../../src/fleet/link-types.ts';
import { decodeUtf8, encodeUtf8 } from '../../src/storage/bytes.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';

const one = encodeUtf8('one');
const two = encodeUtf8('two');

async function take<Item>(watch: Watch<Item>, count: number): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const { item } of watch) {
    items.push(item);
    if (items.length === count) break;
  }
  return items;
}

describe.skipIf(findNats() === null)('the link to a hub', () => {
  let fleet: TestFleet;
  let console: Link;

  beforeAll(async () => {
    fleet = await TestFleet.start();
    console = fleet.console;
  });

  afterAll(() => fleet.stop());

  it('makes the stores again without harm', async () => {
    await console.put('policy', 'all', one);
    await console.makeStores({ eventDays: 30 });
    expect(await console.state('policy')).toMatchObject({ records: 1 });
  });

  it('puts a record only in the place of the one that was expected', async () => {
    const first = await console.put('people', 'all.a', one, 0);
    expect(await console.put('people', 'all.a', two, 0)).toBeNull();
    const second = await console.put('people', 'all.a', two, first ?? undefined);
    const held = await console.get('people', 'all.a');
    expect(held).toMatchObject({ key: 'all.a', revision: second, value: two });
    expect(Math.abs((held?.hubMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await console.get('people', 'all.b')).toBeNull();
  });

  it('erases a record, after which its place is free', async () => {
    const revision = await console.put('people', 'all.c', one, 0);
    await console.erase('people', revision ?? 0);
    await console.erase('people', revision ?? 0);
    expect(await console.get('people', 'all.c')).toBeNull();
    expect(await console.put('people', 'all.c', two, 0)).not.toBeNull();
  });

  it('takes it for erased what others have replaced or erased meanwhile', async () => {
    const revisions = [one, two, one, two].map(async (value) => console.put('people', 'all.d', value));
    const [first, , , last] = await Promise.all(revisions);
    await Promise.all([first, first, last, last].map((revision) => console.erase('people', revision ?? 0)));
    expect(await console.get('people', 'all.d')).not.toMatchObject({ revision: last });
  });

  it('watches a bucket whole, and from a revision', async () => {
    const stop = new AbortController();
    const { signal } = stop;
    const first = await console.put('roster', 'a', one);
    await console.put('roster', 'b', one);
    const whole = await console.watch('roster', '>', { signal });
    expect(whole.behind).toBe(2);
    expect((await take(whole, 2)).map(({ key }) => key)).toEqual(['a', 'b']);
    const rest = await console.watch('roster', '>', { from: (first ?? 0) + 1, signal });
    await console.put('roster', 'c', two);
    expect((await take(rest, 2)).map(({ key }) => key)).toEqual(['b', 'c']);
    const none = await console.watch('roster', 'nobody', { signal });
    expect(none.behind).toBe(0);
    stop.abort();
    expect(await take(none, 1)).toEqual([]);
  });

  it('leaves no watch behind', async () => {
    const stop = new AbortController();
    for (let round = 0; round < 5; round++) {
      await take(await console.watch('roster', '>', { signal: stop.signal }), 1);
    }
    await console.storedSince('roster', '>', 0);
    const consumers = async (): Promise<number> => {
      const info = await console.request('$JS.API.STREAM.INFO.KV_roster', new Uint8Array(0));
      return (JSON.parse(new TextDecoder().decode(info)) as { state: { consumer_count: number } }).state
        .consumer_count;
    };
    await expect.poll(consumers).toBe(0);
  });

  it('counts what was stored since a moment, and from a revision on', async () => {
    const revision = await console.put('policy', 'count', one);
    const { hubMs } = (await console.get('policy', 'count'))!;
    expect(await console.storedSince('policy', 'count', hubMs)).toBe(1);
    expect(await console.storedSince('policy', 'count', hubMs + 1)).toBe(0);
    expect(await console.storedFrom('policy', 'count', revision!)).toBe(1);
    expect(await console.storedFrom('policy', 'count', revision! + 1)).toBe(0);
  });

  it('tells how far its clock is from the hub’s', async () => {
    const device = await fleet.device();
    const ahead = 3 * 86_400_000;
    const link = fleet.link(device.id, device.credentials, () => Date.now() + ahead);
    await link.whenUp(AbortSignal.timeout(60_000));
    await take(await link.watch('roster', '>', { signal: AbortSignal.timeout(60_000) }), 1);
    expect(Math.abs((link.skewMs ?? 0) - ahead)).toBeLessThan(30_000);
    expect(Math.abs(link.hubMs() - Date.now())).toBeLessThan(30_000);
  });

  it('answers requests, and says where nobody does', async () => {
    const joiner = fleet.link('join', fleet.claims.joiner);
    await joiner.whenUp(AbortSignal.timeout(60_000));
    await expect(joiner.request('join.a', one)).rejects.toMatchObject({ code: 'missing' });
    const stop = console.serve('join.*', (body, subject) =>
      Promise.resolve(encodeUtf8(`${subject} ${body.length}`)),
    );
    await expect.poll(() => joiner.request('join.a', one).then(decodeUtf8, () => 'nobody')).toBe('join.a 3');
    stop();
    await expect(joiner.get('people', 'all.a')).rejects.toMatchObject({ code: 'refused' });
  });

  it('does not wait for a hub that is not there, and comes back to it', async () => {
    const device = await fleet.device({ mayEnrol: true });
    const link = await fleet.linked(device);
    const statuses: string[] = [];
    link.onStatus((status) => statuses.push(status));
    const signal = AbortSignal.timeout(60_000);
    const watch = await link.watch('people', 'all.>', { signal });
    const ended = take(watch, Infinity);
    const killed = fleet.hub.kill();
    await ended;
    await expect(link.get('people', 'all.a')).rejects.toMatchObject({ code: 'down' });
    await killed;
    await link.whenUp(signal);
    expect(statuses).toEqual(['down', 'up']);
    await console.whenUp(signal);
    await console.makeStores({ eventDays: 30 });
    await link.put('people', 'all.back', one);
    expect((await link.get('people', 'all.back'))?.value).toEqual(one);
  });

  it('says that the hub does not let it in', async () => {
    const stranger = await fleet.device({}, makeHubSeeds());
    const link = fleet.link(stranger.id, stranger.credentials);
    await expect.poll(() => link.status).toBe('refused');
    await expect(link.get('people', 'all.a')).rejects.toMatchObject({ code: 'down' });
  });

  it('is closed while there is no hub', async () => {
    const device = await fleet.device();
    const link = fleet.link(device.id, device.credentials);
    await link.close();
    await link.close();
    expect(link.status).toBe('down');
  });
});
