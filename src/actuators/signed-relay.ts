/**
 * @file A door opener on a controller that has a key, by Web Serial (docs/door-outputs.md). The controller gives a
 * challenge for each order and follows only what is signed with it. It ends the pulse by its own clock, and it answers.
 */
import type { DoorFailure, DoorOutcome } from '../core/site/door-order.ts';
import { pause } from './clock.ts';
import { SerialLines } from './serial-lines.ts';
import type { RelayPort, RelayPorts } from './serial-port.ts';
import { signature } from './sign.ts';
import type { Clock, DoorActuator, Grant } from './types.ts';

const BAUD_RATE = 115_200;
/** 16 random bytes or more. */
const CHALLENGE = /^[0-9a-f]{32,128}$/;

interface SignedRelayOptions {
  readonly ports: RelayPorts;
  /** Null where there is none (any more). */
  readonly key: () => CryptoKey | null;
  readonly door: () => string;
  /** How long the opener has current; the controller may make it shorter. */
  readonly pulseMs: () => number;
  readonly clock: Clock;
}

export class SignedRelay implements DoorActuator {
  readonly answers = true;
  private _lines: { readonly port: RelayPort; readonly lines: SerialLines } | null = null;
  private _working: Promise<unknown> = Promise.resolve();

  constructor(private readonly _options: SignedRelayOptions) {}

  /** One order after the other. */
  open({ untilMs }: Pick<Grant, 'untilMs'>): Promise<DoorOutcome> {
    const opened = this._working.then(() => this._open(untilMs));
    this._working = opened;
    return opened;
  }

  /** Closes the port, for another output. */
  async rest(): Promise<void> {
    const resting = this._working.then(() => this._close());
    this._working = resting;
    await resting;
  }

  private async _open(untilMs: number): Promise<DoorOutcome> {
    const leftMs = (): number => untilMs - this._options.clock.steadyMs();
    const [port] = await this._options.ports();
    if (!port as boolean) return failed('noRelay');
    if (leftMs() <= 0) return failed('tooLate');
    const over = new AbortController();
    const late = pause(leftMs(), over.signal).then(() => null);
    const outcome = await Promise.race([this._ask(port, leftMs).catch(() => null), late]);
    over.abort();
    if (outcome !== null) return outcome;
    // Nothing may be left in a port that hangs: the next order begins with a new one.
    await this._close();
    return failed('unreachable');
  }

  private async _ask(port: RelayPort, leftMs: () => number): Promise<DoorOutcome> {
    const { door, pulseMs } = this._options;
    const key = this._options.key();
    if (key === null) return failed('notSetUp');
    const lines = await this._linesOf(port);
    if (leftMs() <= 0) return failed('tooLate');
    // Stands in every answer, so that a late one is not taken for that of the next order.
    const tag = crypto.randomUUID();
    // The line before ends what a plain relay’s command, or noise, has left at the controller.
    await lines.write(`\nchallenge ${tag}`);
    const [, , challenge = ''] = await lines.next(([word, to]) => word === 'challenge' && to === tag);
    if (!CHALLENGE.test(challenge)) return failed('notConfirmed');
    const order = `open ${pulseMs()} ${door()}`;
    const signed = await signature(key, challenge, order);
    if (leftMs() <= 0) return failed('tooLate');
    await lines.write(`${signed} ${order}`);
    const [answer] = await lines.next(
      ([word, to]) => (word === 'opened' || word === 'refused') && to === tag,
    );
    return answer === 'opened' ? { kind: 'confirmed' } : failed('refused');
  }

  /** A port stays open between orders: many controllers begin anew when theirs is opened. */
  private async _linesOf(port: RelayPort): Promise<SerialLines> {
    if (this._lines?.port === port && port.readable) return this._lines.lines;
    await this._close();
    const lines = await SerialLines.open(port, BAUD_RATE);
    this._lines = { port, lines };
    return lines;
  }

  private async _close(): Promise<void> {
    const { _lines: open } = this;
    this._lines = null;
    await open?.lines.close();
  }
}

function failed(reason: DoorFailure): DoorOutcome {
  return { kind: 'failed', reason };
}
