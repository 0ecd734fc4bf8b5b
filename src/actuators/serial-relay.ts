/**
 * @file A door opener on a USB relay of type LCUS-1 (one channel, CH340, 9600 baud), by Web Serial. The opener is wired
 * through COM and NO, so that the door stays shut if the relay has no power. The relay does not answer, so nobody knows
 * whether it switched. It has no clock either: the kiosk ends each pulse, and does all it can to end it.
 */
import type { DoorFailure, DoorOutcome } from '../core/site/door-order.ts';
import { CLOCK, pause } from './clock.ts';
import type { RelayPort, RelayPorts } from './serial-port.ts';
import type { Clock, DoorActuator, Grant } from './types.ts';

const BAUD_RATE = 9_600;
/** Start, channel, state, and the sum of the three (LCUS-1 data sheet). */
const CLOSE_CONTACT = Uint8Array.of(0xa0, 0x01, 0x01, 0xa2);
const OPEN_CONTACT = Uint8Array.of(0xa0, 0x01, 0x00, 0xa1);
/** Four bytes take 4 ms. */
const WRITE_MS = 1_000;
/** A relay that takes nothing is told to let go again and again: often at first, then more slowly, until it does. */
const RELEASE_RETRY = { fast: 5, fastMs: 200, slowMs: 1_000 };

class RelayError extends Error {
  constructor(readonly reason: DoorFailure) {
    super(reason);
  }
}

export class SerialRelay implements DoorActuator {
  readonly answers = false;
  private _release: ReturnType<typeof setTimeout> | undefined;
  private _sending: Promise<unknown> = Promise.resolve();
  /** The contact may be closed: it was told to close, and not to open since. */
  private _closed = false;
  /** Counts pulses and releases: a newer one takes the place of a release that is still being tried. */
  private _turn = 0;
  /** What is written to now, or was last. */
  private _port: RelayPort | null = null;
  private _writer: WritableStreamDefaultWriter<Uint8Array> | null = null;

  /** @param _pulseMs - How long the opener has current. */
  constructor(
    private readonly _ports: RelayPorts,
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

  /**
   * Takes the current away, and tries until that was written. After a crash it ends a pulse that was left on. Without a
   * relay it does nothing.
   */
  async release(): Promise<void> {
    clearTimeout(this._release);
    this._turn += 1;
    const turn = this._turn;
    for (let tries = 0; turn === this._turn; tries += 1) {
      try {
        await this._send(OPEN_CONTACT, Infinity);
        return;
      } catch (error) {
        if (error instanceof RelayError && error.reason === 'noRelay' && !this._closed) return;
      }
      await pause(tries < RELEASE_RETRY.fast ? RELEASE_RETRY.fastMs : RELEASE_RETRY.slowMs);
    }
  }

  /** Takes the current away and closes the port, for another tab, another program, or a relay that has a key. */
  async rest(): Promise<void> {
    await this.release();
    if (this._closed) return;
    const resting = this._sending.then(async () => this._port?.close().catch(() => undefined));
    this._sending = resting;
    await resting;
  }

  /**
   * Takes the current away at once, for a page that ends or is frozen: the command is handed to the browser before this
   * returns. Nobody can tell whether it still arrives. Does nothing between pulses.
   */
  letGo(): void {
    if (!this._closed) return;
    try {
      const writer = this._writer ?? this._port?.writable?.getWriter();
      writer?.write(OPEN_CONTACT).catch(() => undefined);
      if (writer !== this._writer) writer?.releaseLock();
    } catch {
      // The port is gone.
    }
    // For a page that goes on after all.
    void this.release();
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
      this._port = port;
      const writeOnce = async (): Promise<void> => {
        if (!port.writable) await port.open({ baudRate: BAUD_RATE });
        // The command before, or opening the port, may have taken too long.
        if (this._clock.steadyMs() >= untilMs) throw new RelayError('tooLate');
        if (command === CLOSE_CONTACT) {
          this._turn += 1;
          this._closed = true;
        }
        await this._write(port, command);
      };
      try {
        await writeOnce();
      } catch (error) {
        if (error instanceof RelayError) throw error;
        await port.close().catch(() => undefined);
        await writeOnce();
      }
      if (command === OPEN_CONTACT) this._closed = false;
    });
    this._sending = sent.catch(() => undefined);
    return sent;
  }

  private async _write(port: RelayPort, command: Uint8Array): Promise<void> {
    const writer = port.writable?.getWriter();
    if (!writer) throw new Error('The relay’s port cannot be written to.');
    this._writer = writer;
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
      this._writer = null;
      writer.releaseLock();
    }
  }
}
