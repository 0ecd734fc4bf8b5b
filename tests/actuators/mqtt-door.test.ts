/**
 * @file The MQTT door at a real mosquitto over WebSocket: status, last will, orders, and that none of them arrives
 * late.
 */
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signingKey } from '../../src/actuators/sign.ts';
import { MqttDoor } from '../../src/actuators/mqtt-door.ts';
import type { MqttTarget } from '../../src/actuators/mqtt-link.ts';
import type { Grant } from '../../src/actuators/types.ts';
import { Broker, findMosquitto, USER, Wire } from './broker.ts';
import { sampleReceiver } from './door-receiver.ts';
import { StretchedClock } from './stretched-clock.ts';

const SECRET = 'a secret of the door, shared';
const KEY = await signingKey(SECRET);
const DOOR = 'north gate';
const SUBJECT = '00000000-0000-4000-8000-000000000001';

const mosquitto = findMosquitto();
if (mosquitto === null) console.log('mosquitto is not installed, so the MQTT door is not tested.');

interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly retained: boolean;
}

/** What stands beside a message. */
type Properties = Readonly<Record<string, string>>;

/** Another client at the broker. */
class Listener {
  readonly heard: Heard[] = [];
  /** Of each message heard, in turn. */
  readonly properties: Properties[] = [];
  private constructor(private readonly _client: MqttClient) {
    _client.on('message', (topic, payload, { retain, properties }) => {
      this.properties.push((properties?.userProperties ?? {}) as Properties);
      this.heard.push({ topic, text: payload.toString('utf8'), retained: retain });
    });
  }

  /** @param session - Makes the broker keep for the client of that name what it misses. */
  static async join(url: string, topics: string, session?: string): Promise<Listener> {
    const client = mqtt.connect(url, {
      ...USER,
      protocolVersion: 5,
      reconnectPeriod: 0,
      ...(session === undefined
        ? {}
        : { clientId: session, clean: false, properties: { sessionExpiryInterval: 60 } }),
    });
    const listener = new Listener(client);
    await new Promise((resolve, reject) => {
      client.once('connect', resolve);
      client.once('error', reject);
    });
    await client.subscribeAsync(topics, { qos: 1 });
    return listener;
  }

  texts(topic: string): readonly string[] {
    return this.heard.filter((one) => one.topic === topic).map(({ text }) => text);
  }

  async leave(): Promise<void> {
    await this._client.endAsync();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(mosquitto === null)('MqttDoor', () => {
  let broker: Broker;
  let wire: Wire;
  let door: MqttDoor;
  let target: MqttTarget;
  let tellSubject: boolean;
  let tests = 0;
  let time: StretchedClock;
  const listeners: Listener[] = [];

  beforeAll(async () => {
    broker = await Broker.start(mosquitto!);
  });
  afterAll(async () => {
    await (broker as Broker | undefined)?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    time = new StretchedClock();
    wire = new Wire(broker.port);
    await wire.join();
    target = { url: wire.url, ...USER, topic: `site/door-${String(tests)}`, key: KEY };
    tellSubject = false;
    door = new MqttDoor({
      target: () => target,
      telling: () => ({ door: DOOR, tellSubject }),
      clock: { wallMs: () => Date.now(), steadyMs: () => time.nowMs },
      random: () => 0,
      backOff: { firstMs: 100, mostMs: 200 },
    });
  });
  afterEach(async () => {
    await door.stop();
    for (const listener of listeners.splice(0)) await listener.leave();
    await wire.cut();
    time.stop();
  });

  async function listen(topics = `${target.topic}/#`, session?: string): Promise<Listener> {
    const listener = await Listener.join(broker.url, topics, session);
    listeners.push(listener);
    return listener;
  }

  /** @param withinMs - Without one, longer than any machine takes. */
  function grant(withinMs = 25_000): Grant {
    return {
      subjectId: SUBJECT,
      atMs: Date.now(),
      untilMs: time.nowMs + withinMs,
      test: false,
    };
  }

  const status = () => `${target.topic}/status`;
  /** What the status became, in turn: on a slow machine the broker may say once more what the kiosk has said. */
  const statuses = (listener: Listener) =>
    listener.texts(status()).filter((text, at, all) => text !== all[at - 1]);
  const orders = (listener: Listener) => listener.texts(`${target.topic}/open`);

  async function online(): Promise<Listener> {
    const listener = await listen();
    door.start();
    await expect.poll(() => statuses(listener)).toEqual(['online']);
    return listener;
  }

  /** The link is up again, and whatever was held back for it would have been heard before this verdict. */
  async function caughtUp(listener: Listener): Promise<void> {
    await pause(500);
    await expect
      .poll(() => {
        door.tell('denied', null, 1_000);
        return listener.texts(`${target.topic}/verdict`).length;
      })
      .toBeGreaterThan(0);
  }

  it('says that it is online to whoever comes later too, and that it is offline when it stops', async () => {
    const early = await online();
    const later = await listen();
    await expect.poll(() => later.heard).toEqual([{ topic: status(), text: 'online', retained: true }]);
    await door.stop();
    await expect.poll(() => statuses(early)).toEqual(['online', 'offline']);
    const last = await listen();
    await expect.poll(() => last.heard).toEqual([{ topic: status(), text: 'offline', retained: true }]);
  });

  it('is declared offline by the broker when the wire is cut, and comes back by itself', async () => {
    const listener = await online();
    await wire.cut();
    await expect.poll(() => statuses(listener)).toEqual(['online', 'offline']);
    const during = await listen();
    await expect.poll(() => during.heard).toEqual([{ topic: status(), text: 'offline', retained: true }]);
    await wire.join();
    await expect.poll(() => statuses(listener)).toEqual(['online', 'offline', 'online']);
  });

  it('delivers an order, once, and not to those who come later', async () => {
    const listener = await online();
    const asked = grant();
    expect(await door.open(asked)).toEqual({ kind: 'confirmed' });
    await expect.poll(() => orders(listener).length).toBe(1);
    const { id, ...order } = JSON.parse(orders(listener)[0]) as Record<string, unknown>;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(order).toEqual({
      version: 1,
      type: 'open',
      door: DOOR,
      at: new Date(asked.atMs).toISOString(),
      expiresAt: new Date(asked.atMs + 5_000).toISOString(),
      test: false,
    });
    const later = await listen();
    await caughtUp(later);
    expect(later.texts(status())).toEqual(['online']);
    expect(orders(later)).toEqual([]);
  });

  it('is signed as a webhook’s order is, so that one receiver checks both', async () => {
    const listener = await online();
    let opened = 0;
    const door_ = { secret: SECRET, open: () => void (opened += 1) };
    const here = await sampleReceiver({ ...door_, name: DOOR });
    const elsewhere = await sampleReceiver({ ...door_, name: 'south gate' });
    await door.open(grant());
    await expect.poll(() => orders(listener).length).toBe(1);
    const [properties, text] = [listener.properties.at(-1)!, orders(listener)[0]];
    expect(await elsewhere.receive(properties, text)).toBe(403);
    expect(opened).toBe(0);
    expect(await here.receive(properties, text)).toBe(200);
    expect(await here.receive(properties, text.replace(DOOR, 'south gate'))).toBe(401);
    expect(opened).toBe(1);
    await caughtUp(listener);
    const verdict = listener.heard.findIndex(({ topic }) => topic.endsWith('/verdict'));
    expect(await here.receive(listener.properties[verdict], listener.heard[verdict].text)).toBe(204);
    expect(opened).toBe(1);
  });

  it('goes out unsigned where a version of before was set up without a secret, and a receiver refuses it', async () => {
    target = { ...target, key: null };
    const listener = await online();
    expect(await door.open(grant())).toEqual({ kind: 'confirmed' });
    await expect.poll(() => orders(listener).length).toBe(1);
    const open = (): void => undefined;
    const receiver = await sampleReceiver({ secret: SECRET, name: DOOR, open });
    expect(await receiver.receive(listener.properties.at(-1)!, orders(listener)[0])).toBe(401);
  });

  it('names the subject’s id where the settings say so', async () => {
    tellSubject = true;
    const listener = await online();
    await door.open(grant());
    await expect.poll(() => orders(listener).length).toBe(1);
    expect(JSON.parse(orders(listener)[0])).toMatchObject({ subjectId: SUBJECT });
  });

  it('tells verdicts apart from orders, and nothing of why', async () => {
    const listener = await online();
    await caughtUp(listener);
    door.tell('denied', null, 2_000);
    door.tell('denied', null, 3_000);
    const at = (time: string) =>
      listener
        .texts(`${target.topic}/verdict`)
        .map((text) => JSON.parse(text) as { at: string })
        .filter((verdict) => verdict.at === time);
    // Messages keep their order: a second copy of the first would have been heard before the last.
    await expect.poll(() => at('1970-01-01T00:00:03.000Z').length).toBe(1);
    expect(at('1970-01-01T00:00:02.000Z')).toEqual([
      { version: 1, type: 'verdict', door: DOOR, outcome: 'denied', at: '1970-01-01T00:00:02.000Z' },
    ]);
    expect(orders(listener)).toEqual([]);
  });

  it('connects for an order that comes right after the start', async () => {
    const listener = await listen();
    door.start();
    expect(await door.open(grant())).toEqual({ kind: 'confirmed' });
    await expect.poll(() => orders(listener).length).toBe(1);
  });

  it('does not take the broker’s word for the door’s: somebody must listen', async () => {
    const listener = await listen(status());
    door.start();
    await expect.poll(() => statuses(listener)).toEqual(['online']);
    expect(await door.open(grant())).toEqual({ kind: 'failed', reason: 'nobodyListens' });
  });

  it('fails in time without the broker, and does not send the order when it is back', async () => {
    const listener = await online();
    await wire.cut();
    await expect.poll(() => statuses(listener)).toEqual(['online', 'offline']);
    const startMs = time.nowMs;
    expect(await door.open(grant(600))).toEqual({ kind: 'failed', reason: 'unreachable' });
    expect(time.nowMs - startMs).toBeLessThan(1_500);
    await wire.join();
    await expect.poll(() => statuses(listener)).toEqual(['online', 'offline', 'online']);
    await caughtUp(listener);
    expect(orders(listener)).toEqual([]);
  });

  it('gives up a wire that is clogged, and the order with it', async () => {
    const listener = await online();
    wire.clog();
    expect(await door.open(grant(600))).toEqual({ kind: 'failed', reason: 'unreachable' });
    await wire.cut();
    await wire.join();
    await expect.poll(() => statuses(listener)).toEqual(['online', 'offline', 'online']);
    await caughtUp(listener);
    expect(orders(listener)).toEqual([]);
  });

  it('leaves no order for a controller that was away', async () => {
    const topic = `${target.topic}/open`;
    const session = `controller-${String(tests)}`;
    const controller = await listen(topic, session);
    await controller.leave();
    listeners.length = 0;
    await online();
    // Another one listens, so the order counts as delivered; the first has it waiting for six seconds.
    expect(await door.open(grant(6_500))).toEqual({ kind: 'confirmed' });
    await pause(8_000);
    const back = await listen(`${target.topic}/+`, session);
    await caughtUp(back);
    expect(orders(back)).toEqual([]);
  });

  it('says that a wrong password was refused', async () => {
    target = { ...target, password: 'not that one' };
    door.start();
    expect(await door.open(grant())).toEqual({ kind: 'failed', reason: 'refused' });
  });

  it('needs an address', async () => {
    const nowhere = new MqttDoor({
      target: () => null,
      telling: () => ({ door: DOOR, tellSubject: false }),
      clock: { wallMs: () => Date.now(), steadyMs: () => performance.now() },
      random: () => 0,
    });
    expect(await nowhere.open(grant())).toEqual({ kind: 'failed', reason: 'notSetUp' });
  });
});
