/**
 * @file The relay gets the commands of its data sheet, in order, lets go after the pulse, and survives being pulled
 * out.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SerialRelay } from '../../src/actuators/serial-relay.ts';
import { MemoryPort, OFF, ON } from './memory-port.ts';

const PULSE_MS = 2_000;
const ORDER = () => ({ untilMs: performance.now() + 5_000 });

let port: MemoryPort;
let relay: SerialRelay;
beforeEach(() => {
  vi.useFakeTimers();
  port = new MemoryPort();
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

  it('goes on telling a relay that takes nothing to let go, for as long as the page lives', async () => {
    await relay.open(ORDER());
    port.failures = 40;
    await vi.advanceTimersByTimeAsync(PULSE_MS + 30_000);
    expect(port.written).toEqual([ON]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(port.written).toEqual([ON, OFF]);
  });

  it('does not let an old release cut the next pulse short', async () => {
    await relay.open(ORDER());
    port.failures = 4;
    await vi.advanceTimersByTimeAsync(PULSE_MS + 100);
    port.failures = 0;
    await relay.open(ORDER());
    await vi.advanceTimersByTimeAsync(PULSE_MS - 200);
    expect(port.written).toEqual([ON, ON]);
  });

  it('hands the command to let go to the browser before a page that ends is gone', async () => {
    await relay.open(ORDER());
    relay.letGo();
    // Nothing was waited for.
    expect(port.written).toEqual([ON, OFF]);
  });

  it('lets go behind a command that is being written', async () => {
    const writes: number[][] = [];
    let go: () => void = () => undefined;
    port.writable = new WritableStream({
      write: (bytes) => {
        writes.push([...bytes]);
        return new Promise((resolve) => (go = resolve));
      },
    });
    void relay.open(ORDER());
    await vi.advanceTimersByTimeAsync(0);
    relay.letGo();
    go();
    await vi.advanceTimersByTimeAsync(0);
    expect(writes).toEqual([ON, OFF]);
  });

  it('writes nothing as a page ends that has closed no contact', async () => {
    relay.letGo();
    await relay.open(ORDER());
    await vi.advanceTimersByTimeAsync(PULSE_MS);
    relay.letGo();
    expect(port.written).toEqual([ON, OFF]);
  });

  it('gives its port back when it rests, with the contact open', async () => {
    await relay.open(ORDER());
    await relay.rest();
    expect(port.written).toEqual([ON, OFF]);
    expect(port.writable).toBeNull();
    expect(await relay.open(ORDER())).toEqual({ kind: 'sent' });
  });
});
