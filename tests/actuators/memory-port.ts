/** @file A serial port in memory, with a relay at it that can be pulled out. For tests without a device. */
import type { RelayPort } from '../../src/actuators/serial-port.ts';

/** What closes the contact, and what opens it. */
export const ON = [0xa0, 0x01, 0x01, 0xa2];
export const OFF = [0xa0, 0x01, 0x00, 0xa1];

export class MemoryPort implements RelayPort {
  readonly readable = null;
  writable: WritableStream<Uint8Array> | null = null;
  readonly written: number[][] = [];
  readonly rates: number[] = [];
  /** How many of the next writes fail. */
  failures = 0;
  /** The port takes nothing until it is opened anew. */
  hangs = false;
  /** The browser no longer lets the site use it. */
  forgotten = false;

  open({ baudRate }: { readonly baudRate: number }): Promise<void> {
    this.rates.push(baudRate);
    this.writable = new WritableStream({
      write: (bytes) => {
        if (this.hangs) return new Promise(() => undefined);
        if (this.failures > 0) {
          this.failures -= 1;
          throw new Error('The device has been lost.');
        }
        this.written.push([...bytes]);
        return undefined;
      },
    });
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.writable = null;
    return Promise.resolve();
  }

  forget(): Promise<void> {
    this.forgotten = true;
    return this.close();
  }
}

/** The browser's serial ports, of which some are allowed to the site. */
export class MemorySerial extends EventTarget {
  /** @param ports - Allowed to the site, until it forgets them. */
  constructor(readonly ports: readonly MemoryPort[]) {
    super();
  }

  getPorts(): Promise<readonly MemoryPort[]> {
    return Promise.resolve(this.ports.filter(({ forgotten }) => !forgotten));
  }

  /** The operator chooses the last one. */
  requestPort(): Promise<MemoryPort> {
    const port = this.ports.at(-1)!;
    port.forgotten = false;
    return Promise.resolve(port);
  }
}
