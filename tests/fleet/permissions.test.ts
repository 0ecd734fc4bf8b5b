/** @file What each kind of device may do at a real nats-server, and what it is refused. */
import { headers } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { type TestDevice, TestFleet } from '../../simulator/fleet/test-fleet.ts';
import type { Link } from '../../src/fleet/link-types.ts';
import { inboxOf } from '../../src/fleet/names.ts';
import { type Bytes, decodeUtf8, encodeUtf8 } from '../../src/storage/bytes.ts';

type Try = (link: Link) => Promise<unknown>;

const BODY = encodeUtf8('body');
const NOTHING = new Uint8Array(0);
const json = (value: unknown): Bytes => encodeUtf8(JSON.stringify(value));
const signal = new AbortController().signal;

describe.skipIf(findNats() === null)('at the hub', () => {
  let fleet: TestFleet;
  let checking: TestDevice;
  let enrolling: TestDevice;
  let links: Record<'checking' | 'enrolling' | 'joiner' | 'hub', Link>;
  let revision: number;

  beforeAll(async () => {
    fleet = await TestFleet.start();
    checking = await fleet.device();
    enrolling = await fleet.device({ mayEnrol: true });
    links = {
      checking: await fleet.linked(checking),
      enrolling: await fleet.linked(enrolling),
      joiner: fleet.link('join', fleet.claims.joiner),
      hub: fleet.link('hub', fleet.claims.hubUser),
    };
    await Promise.all([links.joiner, links.hub].map((link) => link.whenUp(AbortSignal.timeout(60_000))));
    revision = (await fleet.console.put('people', 'all.a', BODY)) ?? 0;
    await fleet.console.put('people', 'lab.a', BODY);
    await fleet.console.put('roster', checking.id, BODY);
    await fleet.console.put('policy', 'all', BODY);
    await fleet.console.publishEvent({ device: enrolling.id, index: 0, sealed: BODY }, 0);
  });

  afterAll(() => fleet.stop());

  const watch =
    (bucket: Parameters<Link['watch']>[0], filter: string): Try =>
    async (link) => {
      const over = new AbortController();
      await link.watch(bucket, filter, { signal: over.signal });
      over.abort();
    };

  const api =
    (subject: string, body: Bytes = NOTHING): Try =>
    async (link) => {
      const answer = JSON.parse(decodeUtf8(await link.request(`$JS.API.${subject}`, body))) as {
        error?: { description: string };
      };
      if (answer.error !== undefined) throw new Error(answer.error.description);
    };

  const event =
    (device: () => string): Try =>
    (link) =>
      link.publishEvent({ device: device(), index: 0, sealed: BODY }, 0);

  const READING: readonly [string, Try][] = [
    ['read a person of its zone', (link) => link.get('people', 'all.a')],
    ['watch the people of its zone', watch('people', 'all.>')],
    ['read the roster', watch('roster', '>')],
    ['read the rules', watch('policy', '>')],
    ['ask how the bucket of people is', (link) => link.state('people')],
  ];

  it.each(READING)('every door may %s', async (_what, go) => {
    await go(links.checking);
    await go(links.enrolling);
  });

  it('every door may write its own health and events, and read its own last event', async () => {
    await links.checking.put('health', checking.id, BODY);
    expect(
      await links.checking.publishEvent({ device: checking.id, index: 7, sealed: BODY }, 0),
    ).not.toBeNull();
    expect(await links.checking.lastEvent(checking.id)).toMatchObject({ index: 7, sealed: BODY });
  });

  it('a door that may enrol may write people of its zone, and erase them', async () => {
    const put = await links.enrolling.put('people', 'all.b', BODY, 0);
    await links.enrolling.erase('people', put ?? 0);
    expect(await links.enrolling.get('people', 'all.b')).toBeNull();
  });

  const REFUSED_TO_DOORS: readonly [string, Try][] = [
    ['write people of another zone', (link) => link.put('people', 'lab.b', BODY)],
    ['read a person of another zone', (link) => link.get('people', 'lab.a')],
    ['watch the people of another zone', watch('people', 'lab.>')],
    ['watch the people of all zones', watch('people', '>')],
    ['count the people of another zone', (link) => link.storedSince('people', 'lab.>', 0)],
    ['write into the roster', (link) => link.put('roster', checking.id, BODY)],
    ['write the rules', (link) => link.put('policy', 'all', BODY)],
    ['write another’s health', (link) => link.put('health', 'another', BODY)],
    ['read the health of doors', watch('health', '>')],
    ['read another’s health', (link) => link.get('health', 'another')],
    ['write another’s events', event(() => 'another')],
    ['read another’s last event', (link) => link.lastEvent('another')],
    ['read the events', (link) => link.watchEvents(null, { signal })],
    ['ask to join', (link) => link.request('join.a', BODY)],
    ['erase a device from the roster', (link) => link.erase('roster', 1)],
    ['empty a bucket', api('STREAM.PURGE.KV_people')],
    ['remove a bucket', api('STREAM.DELETE.KV_people')],
    ['change a bucket', api('STREAM.UPDATE.KV_people', json({ name: 'KV_people', max_msgs: 1 }))],
    ['make a bucket', api('STREAM.CREATE.mine', json({ name: 'mine', subjects: ['mine'] }))],
    ['read a person by its revision', api('STREAM.MSG.GET.KV_people', json({ seq: 1 }))],
    ['read a person by its revision directly', api('DIRECT.GET.KV_people', json({ seq: 1 }))],
    [
      'watch without a name',
      api('CONSUMER.CREATE.KV_people', json({ stream_name: 'KV_people', config: {} })),
    ],
    ['keep a watch', api('CONSUMER.DURABLE.CREATE.KV_people.mine', json({ stream_name: 'KV_people' }))],
    ['take a snapshot', api('STREAM.SNAPSHOT.KV_people', json({ deliver_subject: 'a' }))],
    ['speak to the system', (link) => link.request('$SYS.REQ.SERVER.PING', NOTHING)],
  ];

  it.each(REFUSED_TO_DOORS)('no door may %s', async (_what, go) => {
    await expect(go(links.checking)).rejects.toMatchObject({ code: 'refused' });
    await expect(go(links.enrolling)).rejects.toMatchObject({ code: 'refused' });
  });

  const REFUSED_TO_CHECKERS: readonly [string, Try][] = [
    ['write people', (link) => link.put('people', 'all.b', BODY)],
    ['erase people', (link) => link.erase('people', revision)],
  ];

  it.each(REFUSED_TO_CHECKERS)('a door that may only check may not %s', async (_what, go) => {
    await expect(go(links.checking)).rejects.toMatchObject({ code: 'refused' });
  });

  it.each([{ filter_subject: '$KV.people.lab.>' }, { filter_subjects: ['$KV.people.lab.>'] }, {}])(
    'a watch that names one zone in its subject and wants %o is refused',
    async (filter) => {
      const config = { name: 'w', ack_policy: 'none', deliver_policy: 'all', ...filter };
      const go = api(
        'CONSUMER.CREATE.KV_people.w.$KV.people.all.>',
        json({
          stream_name: 'KV_people',
          config: { ...config, deliver_subject: `${inboxOf(checking.id)}.w` },
        }),
      );
      await expect(go(links.checking)).rejects.toThrow(/did not match|cannot use subject based API/i);
    },
  );

  it('no door hears what comes to another, or anything else', async () => {
    const heard: string[] = [];
    for (const subject of [`${inboxOf(enrolling.id)}.>`, '_INBOX.>', '>', 'audit.*', '$KV.>', 'join.*']) {
      links.checking.serve(subject, (_body, on) => {
        heard.push(on);
        return Promise.resolve(BODY);
      });
    }
    await links.enrolling.get('people', 'all.a');
    await links.enrolling.put('people', 'all.c', BODY);
    await expect(links.joiner.request('join.a', BODY)).rejects.toMatchObject({ code: 'missing' });
    // What was sent before on the same link has come.
    await links.checking.state('people');
    expect(heard).toEqual([]);
  });

  it('a header of one person’s record empties nothing', async () => {
    const raw = await fleet.rawConnection(enrolling);
    for (const what of ['all', 'sub']) {
      const head = headers();
      head.set('Nats-Rollup', what);
      const answer = await raw.request('$KV.people.all.d', BODY, { headers: head, timeout: 60_000 });
      expect(answer.json()).toHaveProperty('error');
    }
    await raw.close();
    expect(await fleet.console.get('people', 'lab.a')).not.toBeNull();
  });

  const REFUSED_TO_JOINERS: readonly [string, Try][] = [
    ['read a person', (link) => link.get('people', 'all.a')],
    ['watch people', watch('people', 'all.>')],
    ['write a person', (link) => link.put('people', 'all.b', BODY)],
    ['read the roster', (link) => link.get('roster', checking.id)],
    ['read the rules', watch('policy', '>')],
    ['ask how a bucket is', (link) => link.state('people')],
    ['write events', event(() => 'join')],
    ['write health', (link) => link.put('health', 'join', BODY)],
    ['ask for anything else', (link) => link.request('order.a', BODY)],
  ];

  it.each(REFUSED_TO_JOINERS)('a tablet that asks to join may not %s', async (_what, go) => {
    await expect(go(links.joiner)).rejects.toMatchObject({ code: 'refused' });
  });

  it('the hub reads the doors’ health, and no person, event or roster', async () => {
    await watch('health', '>')(links.hub);
    for (const go of [
      watch('people', 'all.>'),
      watch('roster', '>'),
      (link: Link) => link.get('people', 'all.a'),
      (link: Link) => link.watchEvents(null, { signal }),
      (link: Link) => link.put('health', checking.id, BODY),
    ]) {
      await expect(go(links.hub)).rejects.toMatchObject({ code: 'refused' });
    }
  });
});
