/**
 * @file One connection to an MQTT broker over WebSocket, by mqtt.js, which is loaded with the first connection. A
 * broken link stays broken. If mqtt.js reconnected, it would send held-back orders again, and one could open a door
 * late.
 */
import type { connect, MqttClient } from 'mqtt';
import type { DoorFailure } from '../core/site/door-order.ts';
import { wasRefusedByPolicy } from './policy-watch.ts';
import type { Seal } from './sign.ts';

export interface MqttTarget {
  /** `wss:`, or `ws:` to this device. */
  readonly url: string;
  /** Empty for a broker that asks for none. */
  readonly username: string;
  readonly password: string;
  /** What all topics begin with. */
  readonly topic: string;
  /** Signs what is published; null where nothing is signed. */
  readonly key: CryptoKey | null;
}

export class LinkError extends Error {
  constructor(readonly reason: DoorFailure) {
    super(reason);
  }
}

interface Publication {
  /** Under the target's topic. */
  readonly topic: string;
  readonly text: string;
  readonly retain?: boolean;
  /** Stands beside the text, as user properties. */
  readonly seal?: Seal | null;
  /** After that the broker no longer delivers it to subscribers. */
  readonly expiresAfterMs?: number;
  /** If the broker has not confirmed it by then, the link is broken off. */
  readonly withinMs: number;
}

const MQTT_5 = 5;
/** That is 3.1.1. */
const MQTT_3 = 4;
/** The broker declares the kiosk offline after one and a half times this. */
const KEEP_ALIVE_S = 15;
const NO_SUBSCRIBERS = 0x10;
const UNSUPPORTED_VERSION = 0x84;
/** The answer of MQTT 3.1.1 to a connection has so many bytes; that of MQTT 5 has more. */
const OLD_ANSWER_BYTES = 2;
/** For asking a broker that hung up whether it speaks an older MQTT. */
const ASK_MS = 3_000;
const STATUS = 'status';
const GOODBYE_MS = 1_000;

export class MqttLink {
  /** Reason codes of acknowledgements, by message. mqtt.js does not pass them on. */
  private readonly _codes = new Map<number, number>();

  private constructor(
    private readonly _client: MqttClient,
    private readonly _topic: string,
  ) {
    _client.on('packetreceive', (packet) => {
      if (packet.cmd === 'puback' && packet.messageId !== undefined) {
        this._codes.set(packet.messageId, packet.reasonCode ?? 0);
      }
    });
  }

  /**
   * Connects, and publishes that the kiosk is online. When the link breaks, the broker publishes that it is offline.
   * @param onDown - Called once, when the link has ended.
   * @throws LinkError
   */
  static async open(target: MqttTarget, withinMs: number, onDown: () => void): Promise<MqttLink> {
    // The build for browsers has no other export.
    const { default: mqtt } = await import('mqtt');
    const { url, username, password, topic } = target;
    const client = mqtt.connect(url, {
      protocolVersion: MQTT_5,
      clean: true,
      // `MqttDoor` makes a new link instead.
      reconnectPeriod: 0,
      connectTimeout: withinMs,
      keepalive: KEEP_ALIVE_S,
      // Its own timers are workers from blobs, which the content security policy refuses.
      timerVariant: 'native',
      queueQoSZero: false,
      ...(username === '' ? {} : { username, password }),
      will: { topic: `${topic}/${STATUS}`, payload: textBytes('offline'), qos: 1, retain: true },
    });
    await new Promise<void>((resolve, reject) => {
      let refused = false;
      let old = false;
      client.on('packetreceive', (packet) => {
        if (packet.cmd !== 'connack') return;
        old = packet.length === OLD_ANSWER_BYTES || packet.reasonCode === UNSUPPORTED_VERSION;
      });
      client.once('connect', () => {
        // A broker that takes any version would hand on what it does not understand.
        if (old) client.end(true);
        else resolve();
      });
      client.on('error', (error) => {
        refused = isAnswer(error);
      });
      client.once('close', () => {
        // The client must not send on another connection what it has held back.
        client.end(true);
        const failed = (reason: DoorFailure) => {
          reject(new LinkError(reason));
        };
        if (old) failed('needsMqtt5');
        else if (refused) failed('refused');
        else void reasonOfSilence(mqtt.connect, url).then(failed);
      });
    });
    const link = new MqttLink(client, topic);
    try {
      await link.publish({ topic: STATUS, text: 'online', retain: true, withinMs });
    } catch (error) {
      // A link that nobody holds must not stay open beside the next one.
      link.breakOff();
      throw error;
    }
    if (link.up) client.once('close', onDown);
    else throw new LinkError('unreachable');
    return link;
  }

  get up(): boolean {
    return this._client.connected;
  }

  /**
   * Resolves when the broker has it (QoS 1).
   * @returns Whether anybody listens.
   * @throws LinkError `refused` or `unreachable`.
   */
  publish(publication: Publication): Promise<boolean> {
    const { topic, text, retain = false, seal = null, expiresAfterMs, withinMs } = publication;
    return new Promise((resolve, reject) => {
      if (!this.up) {
        reject(new LinkError('unreachable'));
        return;
      }
      const breakOff = (): void => {
        this._client.end(true);
        reject(new LinkError('unreachable'));
      };
      const timer = setTimeout(breakOff, withinMs);
      this._client.once('close', breakOff);
      const properties = {
        ...(expiresAfterMs === undefined
          ? {}
          : { messageExpiryInterval: Math.max(1, Math.floor(expiresAfterMs / 1000)) }),
        ...(seal
          ? {
              userProperties: {
                'facegate-timestamp': seal.timestamp,
                'facegate-signature': seal.signature,
              },
            }
          : {}),
      };
      this._client.publish(
        `${this._topic}/${topic}`,
        text,
        { qos: 1, retain, properties },
        (error, packet) => {
          clearTimeout(timer);
          this._client.off('close', breakOff);
          const messageId = (packet as { readonly messageId?: number } | undefined)?.messageId ?? -1;
          const code = this._codes.get(messageId) ?? 0;
          this._codes.delete(messageId);
          if (error) reject(new LinkError(isAnswer(error) ? 'refused' : 'unreachable'));
          else resolve(code !== NO_SUBSCRIBERS);
        },
      );
    });
  }

  /** Publishes that the kiosk is offline, and closes. */
  async close(): Promise<void> {
    try {
      await this.publish({ topic: STATUS, text: 'offline', retain: true, withinMs: GOODBYE_MS });
    } catch {
      // Then the broker publishes it.
      return;
    }
    this._client.end();
  }

  /** Closes without publishing anything. */
  breakOff(): void {
    this._client.end(true);
  }
}

/**
 * A broker of MQTT 3.1.1 may end the connection without a word when it is asked in MQTT 5. So the kiosk asks once more
 * in 3.1.1, without a password: any answer in that version tells.
 */
async function reasonOfSilence(connectTo: typeof connect, url: string): Promise<DoorFailure> {
  if (await wasRefusedByPolicy(url)) return 'blocked';
  const client = connectTo(url, {
    protocolVersion: MQTT_3,
    reconnectPeriod: 0,
    connectTimeout: ASK_MS,
    timerVariant: 'native',
  });
  const answered = await new Promise<boolean>((resolve) => {
    client.on('packetreceive', ({ cmd }) => {
      if (cmd === 'connack') resolve(true);
    });
    client.on('error', () => undefined);
    client.once('close', () => resolve(false));
  });
  client.end(true);
  return answered ? 'needsMqtt5' : 'unreachable';
}

/** Only an answer of the broker has a number as its code. A broken connection has none, or one in letters. */
function isAnswer(error: unknown): boolean {
  return typeof (error as { readonly code?: unknown }).code === 'number';
}

/** mqtt.js takes any bytes at run time, but its types ask for Node's `Buffer`. */
function textBytes(text: string): Buffer {
  return new TextEncoder().encode(text) as Buffer;
}
