/**
 * @file The relay gets the commands of its data sheet, in order, lets go after the pulse, and survives being pulled
 * out.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RelayPort, SerialRelay } from '../../src/actuators/serial-relay.ts';

const ON = [0xa0, 0x01, 0x01, 0xa2];
const OFF = [0xa0, 0x01, 0x00, 0xa1];
const PULSE_MS = 2_000;
const ORDER = () => ({ untilMs: performance.now() + 5_000 });

/** A serial port in memory that can be pulled out. */
class Port implements RelayPort {
  writable: WritableStream<Uint8Array> | null = null;
  readonly written: number[][] = [];
  readonly rates: number[] = [];
  /** How many of the next writes fail. */
  failures = 0;
  /** The port takes nothing until it is opened anew. */
  hangs = false;

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
    expect(await relay.open(ORDER())).toEqual({ kind: 'sent' });
    expect(port.rates).toEqual([9_600]);
    await vi.advanceTimersByTimeAsync(PULSE_MS - 1);
    expect(port.written).toEqual([ON]);
    await vi.advanceTimersByTimeAsync(1);
    expect(port.written).toEqual([ON, OFF]);
  });

  it('begins the pulse anew for who comes next', async () => {
    await relay.open(ORDER());
    await vi.advanceTimersByTimeAsync(PULSE_MS - 100);
    await relay.open(ORDER());
    await vi.advanceTimersByTimeAsync(PULSE_MS - 100);
    expect(port.written).toEqual([ON, ON]);
    await vi.advanceTimersByTimeAsync(100);
    expect(port.written).toEqual([ON, ON, OFF]);
  });

  it('opens the port anew after it was pulled out and put back', async () => {
    await relay.open(ORDER());
    await vi.advanceTimersByTimeAsync(PULSE_MS);
    port.failures = 1;
    await relay.open(ORDER());
    expect(port.rates).toEqual([9_600, 9_600]);
    expect(port.written.at(-1)).toEqual(ON);
  });

  it('says so when the relay is gone, and lets go as soon as it is back', async () => {
    await port.open({ baudRate: 9_600 });
    port.failures = 4;
    expect(await relay.open(ORDER())).toEqual({ kind: 'failed', reason: 'unreachable' });
    await vi.advanceTimersByTimeAsync(PULSE_MS + 1_000);
    expect(port.written).toEqual([OFF]);
    const nowhere = new SerialRelay(
      () => Promise.resolve([]),
      () => PULSE_MS,
    );
    expect(await nowhere.open(ORDER())).toEqual({ kind: 'failed', reason: 'noRelay' });
  });

  it('writes nothing for an order that has waited too long, and leaves the pulse before it as it is', async () => {
    await relay.open(ORDER());
    await vi.advanceTimersByTimeAsync(PULSE_MS - 100);
    expect(await relay.open({ untilMs: performance.now() })).toEqual({ kind: 'failed', reason: 'tooLate' });
    await vi.advanceTimersByTimeAsync(100);
    expect(port.written).toEqual([ON, OFF]);
  });

  it('gives up a port that takes nothing, and lets no order through that waited behind it', async () => {
    await port.open({ baudRate: 9_600 });
    port.hangs = true;
    const first = relay.open({ untilMs: performance.now() + 1_500 });
    const second = relay.open({ untilMs: performance.now() + 1_500 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await first).toEqual({ kind: 'failed', reason: 'unreachable' });
    port.hangs = false;
    await vi.advanceTimersByTimeAsync(PULSE_MS + 5_000);
    expect(await second).toEqual({ kind: 'failed', reason: 'tooLate' });
    expect(port.written.filter(([, , state]) => state === 1)).toEqual([]);
  });
});
