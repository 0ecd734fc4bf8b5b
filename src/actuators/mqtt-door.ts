/**
 * @file A door that listens at an MQTT broker. The kiosk stays connected while it is unlocked. It publishes an order
 * once, at once or not at all, and keeps nothing for later.
 */
import { OPEN_WITHIN_MS } from '../core/site/door-order.ts';
import type { DoorFailure, DoorOutcome } from '../core/site/door-order.ts';
import { type BackOff, backOffMs } from './back-off.ts';
import { pause } from './clock.ts';
import { orderText, verdictText } from './messages.ts';
import { LinkError, MqttLink, type MqttTarget } from './mqtt-link.ts';
import { sealOf, type Seal } from './sign.ts';
import type { Clock, DoorActuator, Grant, Telling } from './types.ts';

const CONNECT_MS = 10_000;
const VERDICT_MS = 10_000;
const BACK_OFF: BackOff = { firstMs: 1_000, mostMs: 60_000 };

interface MqttDoorOptions {
  /** Null if address or topic are missing. */
  readonly target: () => MqttTarget | null;
  readonly telling: () => Telling;
  readonly clock: Clock;
  /** [0, 1). */
  readonly random: () => number;
  readonly backOff?: BackOff;
}

export class MqttDoor implements DoorActuator {
  readonly answers = true;
  private _link: MqttLink | null = null;
  private _linking: Promise<MqttLink> | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _failures = 0;
  /** Counts starts and stops, to notice a link that was made for an earlier run. */
  private _run = 0;
  private _stopped = true;

  constructor(private readonly _options: MqttDoorOptions) {}

  /** Connects, and connects again whenever the link breaks. */
  start(): void {
    this._stopped = false;
    this._run += 1;
    this._failures = 0;
    this._connectLater(0);
  }

  async stop(): Promise<void> {
    this._stopped = true;
    this._run += 1;
    clearTimeout(this._timer);
    const link = this._link;
    this._link = null;
    this._linking = null;
    await link?.close();
  }

  async open(grant: Grant): Promise<DoorOutcome> {
    const { clock, target, telling } = this._options;
    const to = target();
    if (to === null) return failed('notSetUp');
    const leftMs = () => grant.untilMs - clock.steadyMs();
    try {
      const link = await within(this._connected(), leftMs());
      const text = orderText(crypto.randomUUID(), grant, telling());
      const seal = await this._seal(to, text);
      if (leftMs() <= 0) return failed('tooLate');
      const heard = await link.publish({
        topic: 'open',
        text,
        seal,
        // A controller that was away must not get the order when it comes back.
        expiresAfterMs: leftMs(),
        withinMs: leftMs(),
      });
      return heard ? { kind: 'confirmed' } : failed('nobodyListens');
    } catch (error) {
      return failed(error instanceof LinkError ? error.reason : 'unreachable');
    }
  }

  tell(outcome: string, subjectId: string | null, atMs: number): void {
    const { target, telling } = this._options;
    const [to, link] = [target(), this._link];
    if (to === null || link === null) return;
    const text = verdictText(outcome, subjectId, atMs, telling());
    this._seal(to, text)
      .then((seal) =>
        link.publish({ topic: 'verdict', text, seal, expiresAfterMs: OPEN_WITHIN_MS, withinMs: VERDICT_MS }),
      )
      // Nobody waits for it, and `onDown` tells of a broken link.
      .catch(() => undefined);
  }

  private async _seal({ key }: MqttTarget, text: string): Promise<Seal | null> {
    return key && sealOf(key, text, this._options.clock);
  }

  private _connected(): Promise<MqttLink> {
    if (this._stopped) return Promise.reject(new LinkError('unreachable'));
    return this._link?.up ? Promise.resolve(this._link) : this._connect();
  }

  private _connect(): Promise<MqttLink> {
    clearTimeout(this._timer);
    this._linking ??= this._openLink();
    return this._linking;
  }

  private async _openLink(): Promise<MqttLink> {
    const run = this._run;
    const target = this._options.target();
    try {
      if (target === null) throw new LinkError('notSetUp');
      const link = await MqttLink.open(target, CONNECT_MS, () => {
        if (run === this._run) this._lost();
      });
      if (run !== this._run) {
        void link.close();
        throw new LinkError('unreachable');
      }
      this._failures = 0;
      this._link = link;
      return link;
    } catch (error) {
      if (run === this._run) this._lost();
      throw error;
    } finally {
      if (run === this._run) this._linking = null;
    }
  }

  private _lost(): void {
    this._link = null;
    this._failures += 1;
    const { backOff = BACK_OFF, random } = this._options;
    this._connectLater(backOffMs(backOff, this._failures, random()));
  }

  private _connectLater(ms: number): void {
    clearTimeout(this._timer);
    if (this._stopped) return;
    this._timer = setTimeout(() => {
      if (!this._link?.up) this._connect().catch(() => undefined);
    }, ms);
  }
}

function failed(reason: DoorFailure): DoorOutcome {
  return { kind: 'failed', reason };
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  const over = new AbortController();
  const late = pause(Math.max(0, ms), over.signal).then(() => {
    throw new LinkError('unreachable');
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    // Aborting makes `late` reject, and nobody awaits it any more.
    late.catch(() => undefined);
    over.abort();
  }
}
