/**
 * @file One connection to an MQTT broker over WebSocket, by mqtt.js, which is loaded with the first connection. A
 * broken link stays broken. If mqtt.js reconnected, it would send held-back orders again, and one could open a door
 * late.
 */
import type { MqttClient } from 'mqtt';
import type { DoorFailure } from '../core/site/door-order.ts';
import { wasRefusedByPolicy } from './policy-watch.ts';

export interface MqttTarget {
  /** `wss:`, or `ws:` to this device. */
  readonly url: string;
  /** Empty for a broker that asks for none. */
  readonly username: string;
  readonly password: string;
  /** What all topics begin with. */
  readonly topic: string;
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
  /** After that the broker no longer delivers it to subscribers. */
  readonly expiresAfterMs?: number;
  /** If the broker has not confirmed it by then, the link is broken off. */
  readonly withinMs: number;
}

const MQTT_5 = 5;
/** The broker declares the kiosk offline after one and a half times this. */
const KEEP_ALIVE_S = 15;
const NO_SUBSCRIBERS = 0x10;
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
      client.once('connect', () => resolve());
      client.on('error', (error) => {
        refused = isAnswer(error);
      });
      client.once('close', () => {
        // The client must not send on another connection what it has held back.
        client.end(true);
        const failed = (reason: DoorFailure) => {
          reject(new LinkError(reason));
        };
        if (refused) failed('refused');
        else void wasRefusedByPolicy(url).then((is) => failed(is ? 'blocked' : 'unreachable'));
      });
    });
    client.once('close', onDown);
    const link = new MqttLink(client, topic);
    await link.publish({ topic: STATUS, text: 'online', retain: true, withinMs });
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
    const { topic, text, retain = false, expiresAfterMs, withinMs } = publication;
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
      const properties =
        expiresAfterMs === undefined
          ? {}
          : { messageExpiryInterval: Math.max(1, Math.floor(expiresAfterMs / 1000)) };
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

/** Only an answer of the broker has a number as its code. A broken connection has none, or one in letters. */
function isAnswer(error: unknown): boolean {
  return typeof (error as { readonly code?: unknown }).code === 'number';
}

/** mqtt.js takes any bytes at run time, but its types ask for Node's `Buffer`. */
function textBytes(text: string): Buffer {
  return new TextEncoder().encode(text) as Buffer;
}
