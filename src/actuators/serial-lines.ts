/** @file Lines of text over a serial port, in both directions. */
import { pause } from './clock.ts';
import type { RelayPort } from './serial-port.ts';

/** Longer lines are none that anybody meant for the kiosk. */
const MAX_LINE = 256;

export class SerialLines {
  private _text = '';
  private readonly _reader: ReadableStreamDefaultReader<Uint8Array>;

  private constructor(private readonly _port: RelayPort) {
    if (!_port.readable) throw new Error('The relay’s port cannot be read.');
    this._reader = _port.readable.getReader();
  }

  /** Opens the port, which an earlier page or another output may have left open. */
  static async open(port: RelayPort, baudRate: number): Promise<SerialLines> {
    if (port.readable ?? port.writable) await port.close().catch(() => undefined);
    await port.open({ baudRate });
    return new SerialLines(port);
  }

  async write(line: string): Promise<void> {
    const writer = this._port.writable?.getWriter();
    if (!writer) throw new Error('The relay’s port cannot be written to.');
    try {
      await writer.write(new TextEncoder().encode(`${line}\n`));
    } finally {
      writer.releaseLock();
    }
  }

  /**
   * @param answers - Whether a line, split at its spaces, is the answer that is waited for. Others are passed over:
   * they are late answers to something before.
   * @throws when the port ends.
   */
  async next(answers: (parts: readonly string[]) => boolean): Promise<readonly string[]> {
    for (;;) {
      const end = this._text.indexOf('\n');
      if (end >= 0) {
        const parts = this._text.slice(0, end).trim().split(' ');
        this._text = this._text.slice(end + 1);
        if (answers(parts)) return parts;
        continue;
      }
      const { value, done } = await this._reader.read();
      if (done) throw new Error('The relay’s port has ended.');
      this._text = (this._text + new TextDecoder().decode(value)).slice(-MAX_LINE);
    }
  }

  /** Ends what waits on the port, and closes it. Never throws; a port that hangs is left. */
  async close(): Promise<void> {
    const closing = this._reader
      .cancel()
      .catch(() => undefined)
      .then(() => {
        this._reader.releaseLock();
        return this._port.close();
      })
      .catch(() => undefined);
    await Promise.race([closing, pause(CLOSE_MS)]);
  }
}

const CLOSE_MS = 1_000;
