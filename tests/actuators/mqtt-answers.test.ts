/**
 * @file The answers of a broker about which docs/door-outputs.md makes a promise: of one that speaks an older MQTT, of
 * one that refuses, and of one that ends the connection.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoorOutcome } from '../../src/core/site/door-order.ts';
import { signingKey } from '../../src/actuators/sign.ts';
import { MqttDoor } from '../../src/actuators/mqtt-door.ts';
import type { MqttTarget } from '../../src/actuators/mqtt-link.ts';
import { Broker, findMosquitto, USER } from './broker.ts';
import { PACKET, type Packet, type Script, ScriptedBroker } from './scripted-broker.ts';
import { StretchedClock } from './stretched-clock.ts';

const CONNECTED_5 = [0x20, 3, 0, 0, 0];
/** Longer than any machine takes. */
const LONG_MS = 25_000;
/** Where a CONNECT has the version of its protocol: after the length and the four letters of its name. */
const VERSION_AT = 6;

let time: StretchedClock;
let door: MqttDoor;
let broker: { readonly url: string; stop(): Promise<void> } | null;

beforeEach(() => {
  time = new StretchedClock();
});
afterEach(async () => {
  await door.stop();
  await broker?.stop();
  broker = null;
  time.stop();
});

const KEY = await signingKey('a secret of the door');

function begin(change: Partial<MqttTarget> & Pick<MqttTarget, 'url'>): void {
  const target = { username: '', password: '', topic: 'door', key: KEY, ...change };
  door = new MqttDoor({
    target: () => target,
    telling: () => ({ door: 'north gate', tellSubject: false }),
    clock: { wallMs: () => Date.now(), steadyMs: () => time.nowMs },
    random: () => 0,
    backOff: { firstMs: 100, mostMs: 100 },
  });
  door.start();
}

async function scripted(script: Script): Promise<ScriptedBroker> {
  const started = await ScriptedBroker.start(script);
  broker = started;
  begin({ url: started.url });
  return started;
}

function order(withinMs = LONG_MS): Promise<DoorOutcome> {
  return door.open({ subjectId: 'a', atMs: Date.now(), untilMs: time.nowMs + withinMs, test: false });
}

const isMqtt5 = ({ body }: Packet): boolean => body[VERSION_AT] === 5;
const textOf = ({ body }: Packet): string => body.toString('utf8');

/** The id of a QoS 1 message stands behind its topic. */
function puback({ body }: Packet, ...rest: readonly number[]): readonly number[] {
  const at = 2 + body.readUInt16BE(0);
  return [0x40, 2 + rest.length, body[at], body[at + 1], ...rest];
}

const failed = (reason: string) => ({ kind: 'failed', reason });

describe('a broker that speaks MQTT 3.1.1 only', () => {
  const answers: readonly [string, Script][] = [
    ['says “unacceptable protocol version”, as its standard asks', () => [0x20, 2, 0, 1]],
    ['says so in the words of MQTT 5', () => [0x20, 3, 0, 0x84, 0]],
    ['asks for a password in its own way', () => [0x20, 2, 0, 5]],
    ['takes the connection as if it were its own', () => [0x20, 2, 0, 0]],
    ['hangs up without a word, and takes 3.1.1', (packet) => (isMqtt5(packet) ? 'close' : [0x20, 2, 0, 0])],
    ['hangs up without a word, and refuses 3.1.1', (packet) => (isMqtt5(packet) ? 'close' : [0x20, 2, 0, 5])],
  ];
  it.each(answers)('and %s is told apart', async (_name, answer) => {
    const old = await scripted((packet) => (packet.type === PACKET.connect ? answer(packet) : 'nothing'));
    expect(await order()).toEqual(failed('needsMqtt5'));
    expect(old.packets.filter(({ type }) => type === PACKET.publish)).toEqual([]);
  });

  it('is not told the password when it is asked which version it speaks', async () => {
    const started = await ScriptedBroker.start((packet) => (isMqtt5(packet) ? 'close' : [0x20, 2, 0, 0]));
    broker = started;
    begin({ url: started.url, username: 'kiosk', password: 'of the broker' });
    expect(await order()).toEqual(failed('needsMqtt5'));
    const [asked, again] = started.packets;
    expect([textOf(asked).includes('of the broker'), textOf(again).includes('of the broker')]).toEqual([
      true,
      false,
    ]);
  });
});

describe('a broker that', () => {
  it('hangs up in every version is out of reach', async () => {
    await scripted(() => 'close');
    expect(await order(2_000)).toEqual(failed('unreachable'));
  });

  it('refuses the kiosk’s name says so', async () => {
    await scripted(() => [0x20, 3, 0, 0x87, 0]);
    expect(await order()).toEqual(failed('refused'));
  });

  it('does not let the kiosk write to its topic says so, and the kiosk keeps no link that it does not use', async () => {
    const refusing = await scripted((packet) => {
      if (packet.type === PACKET.connect) return CONNECTED_5;
      return packet.type === PACKET.publish ? puback(packet, 0x87, 0) : 'nothing';
    });
    expect(await order()).toEqual(failed('refused'));
    await expect
      .poll(() => refusing.packets.filter(({ type }) => type === PACKET.connect).length)
      .toBeGreaterThan(2);
    expect(refusing.connections).toBeLessThanOrEqual(1);
  });

  it('refuses the order alone says so', async () => {
    await scripted((packet) => {
      if (packet.type === PACKET.connect) return CONNECTED_5;
      if (packet.type !== PACKET.publish) return 'nothing';
      return textOf(packet).includes('door/open') ? puback(packet, 0x87, 0) : puback(packet);
    });
    expect(await order()).toEqual(failed('refused'));
  });

  it('says that nobody listens is believed', async () => {
    await scripted((packet) => {
      if (packet.type === PACKET.connect) return CONNECTED_5;
      return packet.type === PACKET.publish ? puback(packet, 0x10, 0) : 'nothing';
    });
    expect(await order()).toEqual(failed('nobodyListens'));
  });

  it('ends the connection instead of an answer has not confirmed, and gets the order once', async () => {
    let orders = 0;
    await scripted((packet) => {
      if (packet.type === PACKET.connect) return CONNECTED_5;
      if (packet.type !== PACKET.publish) return 'nothing';
      if (!textOf(packet).includes('door/open')) return puback(packet);
      orders += 1;
      // DISCONNECT, “server shutting down”.
      return [0xe0, 2, 0x8b, 0];
    });
    expect(await order(2_000)).toEqual(failed('unreachable'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(orders).toBe(1);
  });
});

const mosquitto = findMosquitto();

describe.skipIf(mosquitto === null)('mosquitto', () => {
  it('says so where its rules keep the kiosk from the topic', async () => {
    const real = await Broker.start(mosquitto!, ['topic readwrite elsewhere/#']);
    broker = real;
    begin({ url: real.url, ...USER });
    expect(await order()).toEqual(failed('refused'));
  });
});
