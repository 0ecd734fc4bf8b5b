/**
 * @file A door opener on a USB relay of the kind LCUS-1 (one channel, CH340, 9600 baud), by Web Serial. The opener's circuit goes
 * through COM and NO, so that it is shut while the relay has no power. The relay does not answer: what was sent is all that is known.
 */
import type { DoorActuator } from './types.ts';

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
const RELEASE_TRIES = 5;
const RELEASE_RETRY_MS = 200;

export class SerialRelay implements DoorActuator {
  readonly name = 'relay';
  private _release: ReturnType<typeof setTimeout> | undefined;
  private _sending: Promise<unknown> = Promise.resolve();

  /**
   * @param _ports - Those that the operator has allowed; the first one is the relay.
   * @param _pulseMs - How long the opener has current.
   */
  constructor(
    private readonly _ports: () => Promise<readonly RelayPort[]>,
    private readonly _pulseMs: () => number,
  ) {}

  /**
   * Resolves once the opener was told; a grant during the pulse begins it anew.
   * @throws Error, in words for a person, when the relay is not there.
   */
  async open(): Promise<{ readonly confirmed: boolean }> {
    clearTimeout(this._release);
    try {
      await this._send(CLOSE_CONTACT);
    } finally {
      // Also after a failure: half of the command may have arrived.
      this._release = setTimeout(() => void this.release(), this._pulseMs());
    }
    return { confirmed: false };
  }

  /** Takes the current away, also from a pulse that a crash cut short. Without the relay it does nothing. */
  async release(): Promise<void> {
    for (let tries = 0; tries < RELEASE_TRIES; tries += 1) {
      try {
        await this._send(OPEN_CONTACT);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RELEASE_RETRY_MS));
      }
    }
  }

  /** One command after the other. A port that was pulled out and put back has to be opened anew, so a failure is tried again. */
  private _send(command: Uint8Array): Promise<void> {
    const sent = this._sending.then(async () => {
      const [port] = await this._ports();
      if (!port as boolean) {
        throw new Error('The relay is not there. Plug it in, or choose it under Operator → Door output.');
      }
      try {
        await write(port, command);
      } catch {
        await port.close().catch(() => undefined);
        await write(port, command);
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
  try {
    await writer.write(command);
  } finally {
    writer.releaseLock();
  }
}
