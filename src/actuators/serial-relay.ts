/**
 * @file A door opener on a USB relay of type LCUS-1 (one channel, CH340, 9600 baud), by Web Serial. The opener is wired
 * through COM and NO, so that the door stays shut if the relay has no power. The relay does not answer, so nobody knows
 * whether it switched.
 */
import type { DoorFailure, DoorOutcome } from '../core/site/door-order.ts';
import { CLOCK } from './clock.ts';
import type { Clock, DoorActuator, Grant } from './types.ts';

/** The part of a `SerialPort` that a relay needs. */
export interface RelayPort {
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { readonly baudRate: number }): Promise<void>;
  close(): Promise<void>;
}

const BAUD_RATE = 9_600;
/** Start, channel, state, and the sum of the three (LCUS-1 data sheet). */
const CLOSE_CONTACT = Uint8Array.of(0xa0, 0x01, 0x01, 0xa2);
const OPEN_CONTACT = Uint8Array.of(0xa0, 0x01, 0x00, 0xa1);
/** Four bytes take 4 ms. */
const WRITE_MS = 1_000;
const RELEASE_TRIES = 5;
const RELEASE_RETRY_MS = 200;

class RelayError extends Error {
  constructor(readonly reason: DoorFailure) {
    super(reason);
  }
}

export class SerialRelay implements DoorActuator {
  readonly answers = false;
  private _release: ReturnType<typeof setTimeout> | undefined;
  private _sending: Promise<unknown> = Promise.resolve();

  /**
   * @param _ports - Those that the operator has allowed; the first one is the relay.
   * @param _pulseMs - How long the opener has current.
   */
  constructor(
    private readonly _ports: () => Promise<readonly RelayPort[]>,
    private readonly _pulseMs: () => number,
    private readonly _clock: Clock = CLOCK,
  ) {}

  /** Resolves once the command is written. A grant during a pulse begins the pulse again. */
  async open({ untilMs }: Pick<Grant, 'untilMs'>): Promise<DoorOutcome> {
    try {
      await this._send(CLOSE_CONTACT, untilMs);
    } catch (error) {
      const reason = error instanceof RelayError ? error.reason : 'unreachable';
      // After any other failure the relay may have got the command, and must be released.
      if (reason !== 'tooLate') this._releaseLater();
      return { kind: 'failed', reason };
    }
    this._releaseLater();
    return { kind: 'sent' };
  }

  /** Takes the current away. After a crash it ends a pulse that was left on. Without the relay it does nothing. */
  async release(): Promise<void> {
    for (let tries = 0; tries < RELEASE_TRIES; tries += 1) {
      try {
        await this._send(OPEN_CONTACT, Infinity);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RELEASE_RETRY_MS));
      }
    }
  }

  private _releaseLater(): void {
    clearTimeout(this._release);
    this._release = setTimeout(() => void this.release(), this._pulseMs());
  }

  /**
   * Sends one command after the other. A relay that was unplugged and plugged in needs its port opened again, so it
   * tries twice.
   * @throws RelayError `tooLate` before anything is written after `untilMs`, `noRelay`; and what the port throws.
   */
  private _send(command: Uint8Array, untilMs: number): Promise<void> {
    const sent = this._sending.then(async () => {
      const [port] = await this._ports();
      if (!port as boolean) throw new RelayError('noRelay');
      const writeOnce = (): Promise<void> => {
        // The command before may have taken too long.
        if (this._clock.steadyMs() >= untilMs) throw new RelayError('tooLate');
        return write(port, command);
      };
      try {
        await writeOnce();
      } catch (error) {
        if (error instanceof RelayError) throw error;
        await port.close().catch(() => undefined);
        await writeOnce();
      }
    });
    this._sending = sent.catch(() => undefined);
    return sent;
  }
}

async function write(port: RelayPort, command: Uint8Array): Promise<void> {
  if (!port.writable) await port.open({ baudRate: BAUD_RATE });
  const writer = port.writable?.getWriter();
  if (!writer) throw new Error('The relay’s port cannot be written to.');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hangs = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      // The port may go on later: what waits in its buffer must not open the door then.
      void writer.abort().catch(() => undefined);
      reject(new Error('The relay’s port does not take what is written.'));
    }, WRITE_MS);
  });
  try {
    await Promise.race([writer.write(command), hangs]);
  } finally {
    clearTimeout(timer);
    writer.releaseLock();
  }
}
