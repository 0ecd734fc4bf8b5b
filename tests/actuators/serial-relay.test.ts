/** @file The relay gets the commands of its data sheet, in order, lets go after the pulse, and survives being pulled out. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RelayPort, SerialRelay } from '../../src/actuators/serial-relay.ts';

const ON = [0xa0, 0x01, 0x01, 0xa2];
const OFF = [0xa0, 0x01, 0x00, 0xa1];
const PULSE_MS = 2_000;

/** A serial port in memory that can be pulled out. */
class Port implements RelayPort {
  writable: WritableStream<Uint8Array> | null = null;
  readonly written: number[][] = [];
  readonly rates: number[] = [];
  /** How many of the next writes fail. */
  failures = 0;

  open({ baudRate }: { readonly baudRate: number }): Promise<void> {
    this.rates.push(baudRate);
    this.writable = new WritableStream({
      write: (bytes) => {
        if (this.failures > 0) {
          this.failures -= 1;
          throw new Error('The device has been lost.');
        }
        this.written.push([...bytes]);
      },
    });
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.writable = null;
    return Promise.resolve();
  }
}

let port: Port;
let relay: SerialRelay;
beforeEach(() => {
  vi.useFakeTimers();
  port = new Port();
  relay = new SerialRelay(
    () => Promise.resolve([port]),
    () => PULSE_MS,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

describe('SerialRelay', () => {
  it('closes the contact for the pulse, at 9600 baud', async () => {
    expect(await relay.open()).toEqual({ confirmed: false });
    expect(port.rates).toEqual([9_600]);
    await vi.advanceTimersByTimeAsync(PULSE_MS - 1);
    expect(port.written).toEqual([ON]);
    await vi.advanceTimersByTimeAsync(1);
    expect(port.written).toEqual([ON, OFF]);
  });

  it('begins the pulse anew for who comes next', async () => {
    await relay.open();
    await vi.advanceTimersByTimeAsync(PULSE_MS - 100);
    await relay.open();
    await vi.advanceTimersByTimeAsync(PULSE_MS - 100);
    expect(port.written).toEqual([ON, ON]);
    await vi.advanceTimersByTimeAsync(100);
    expect(port.written).toEqual([ON, ON, OFF]);
  });

  it('opens the port anew after it was pulled out and put back', async () => {
    await relay.open();
    await vi.advanceTimersByTimeAsync(PULSE_MS);
    port.failures = 1;
    await relay.open();
    expect(port.rates).toEqual([9_600, 9_600]);
    expect(port.written.at(-1)).toEqual(ON);
  });

  it('says so when the relay is gone, and lets go as soon as it is back', async () => {
    await port.open({ baudRate: 9_600 });
    port.failures = 4;
    await expect(relay.open()).rejects.toThrow('lost');
    await vi.advanceTimersByTimeAsync(PULSE_MS + 1_000);
    expect(port.written).toEqual([OFF]);
    const nowhere = new SerialRelay(
      () => Promise.resolve([]),
      () => PULSE_MS,
    );
    await expect(nowhere.open()).rejects.toThrow(/Plug it in/);
  });
});
