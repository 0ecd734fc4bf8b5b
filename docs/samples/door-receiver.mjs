/**
 * @file The part of a door's server that checks what a kiosk sends. It fits a webhook and a subscriber of MQTT 5 alike.
 * The first has timestamp and signature in its headers, the second in the message's user properties.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clocks of kiosk and door may be apart. Set both by NTP. */
const CLOCKS_APART_S = 30;

/**
 * @param {object} door
 * @param {string} door.secret - The one that was typed at the kiosk.
 * @param {string} door.name - As the kiosk has it under `Door output`. Orders for another door open nothing here.
 * @param {() => void | Promise<void>} door.open - Opens the door; the kiosk waits for it, five seconds at most.
 */
export function doorReceiver({ secret, name, open }) {
  /** Orders that were followed, by id, until they end. After that none could be sent again. */
  const followed = new Map();

  /**
   * @param {Record<string, string | undefined>} headers - With names in small letters.
   * @param {string} body - As it came, before any parsing.
   * @returns {Promise<number>} The HTTP status to answer with.
   */
  async function receive(headers, body) {
    const timestamp = headers['facegate-timestamp'] ?? '';
    const expected = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest();
    const given = Buffer.from((headers['facegate-signature'] ?? '').replace(/^v1=/, ''), 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 401;
    // Replayed, or a clock that is wrong.
    if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= CLOCKS_APART_S)) return 401;

    const message = JSON.parse(body);
    // A record or a verdict: write it down.
    if (message.type !== 'open') return 204;
    // Meant for another door, which has the same secret.
    if (message.door !== name) return 403;
    const endsMs = Date.parse(message.expiresAt);
    // Too late: somebody else may stand at the door.
    if (!(Date.now() < endsMs)) return 410;

    for (const [id, order] of followed) if (order.endsMs <= Date.now()) followed.delete(id);
    if (!followed.has(message.id)) {
      followed.set(message.id, { endsMs, opened: Promise.resolve().then(open) });
    }
    try {
      // A retry of what is being done waits for the same opening.
      await followed.get(message.id).opened;
      return 200;
    } catch {
      followed.delete(message.id);
      // The kiosk tries again.
      return 503;
    }
  }

  return { receive, followed };
}
