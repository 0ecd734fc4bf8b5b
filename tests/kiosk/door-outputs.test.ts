// @vitest-environment happy-dom
/**
 * @file What a relay at the door is told before the kiosk is unlocked, as its page ends, and by a kiosk that somebody
 * set up anew in a browser whose permission for the relay was left.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/storage/settings.ts';
import { MemoryPort, MemorySerial, OFF, ON } from '../actuators/memory-port.ts';
import { PASSPHRASE } from '../storage/support.ts';
import { newSession } from '../ui/support/session.ts';

const CODE = '7K2M-9QXA';
const RELAY: Settings = { ...DEFAULT_SETTINGS, doorOutput: 'relay', relayPulseMs: 15_000 };

let port: MemoryPort;
let serial: MemorySerial;
let session: KioskSession;
const listeners: [EventTarget, string, EventListenerOrEventListenerObject][] = [];

beforeEach(() => {
  port = new MemoryPort();
  serial = new MemorySerial([port]);
  Object.defineProperty(navigator, 'serial', { value: serial, configurable: true });
  for (const target of [window, document]) {
    const add = target.addEventListener.bind(target);
    vi.spyOn(target, 'addEventListener').mockImplementation((kind: string, listener: unknown) => {
      listeners.push([target, kind, listener as EventListener]);
      add(kind, listener as EventListener);
    });
  }
  session = newSession();
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const [target, kind, listener] of listeners.splice(0)) target.removeEventListener(kind, listener);
  await session.lock();
  Reflect.deleteProperty(navigator, 'serial');
});

async function guard(): Promise<void> {
  session.guardDoor();
  await expect.poll(() => port.written).toEqual([OFF]);
  await expect.poll(() => port.writable).toBeNull();
}

async function open(settings: Settings): Promise<void> {
  await session.open(await session.storage.initialise(PASSPHRASE, settings, Date.now()));
}

/** The relay has been told to let go as the page started, where that is guarded, and as the kiosk was unlocked. */
async function ready(settings = RELAY): Promise<void> {
  const before = port.written.length;
  await open(settings);
  await expect.poll(() => port.written.slice(before)).toEqual([OFF]);
  port.written.length = 0;
}

describe('a plain relay', () => {
  it('lets go as the page starts, before anybody unlocks the kiosk, and gives its port back', async () => {
    await guard();
    expect(session.access.store).toBeNull();
  });

  it('lets go in a page that finds no settings it can trust', async () => {
    session.guardDoor();
    await open({ ...DEFAULT_SETTINGS, doorOutput: 'none' });
    await expect.poll(() => port.written.at(-1)).toEqual(OFF);
  });

  const ends: readonly [string, () => void][] = [
    ['ends', () => window.dispatchEvent(new Event('pagehide'))],
    ['is frozen', () => document.dispatchEvent(new Event('freeze'))],
    [
      'is hidden',
      () => {
        vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
        document.dispatchEvent(new Event('visibilitychange'));
      },
    ],
  ];
  it.each(ends)('lets go at once as the page %s within the pulse', async (_name, end) => {
    await guard();
    await ready();
    await session.testDoor();
    expect(port.written).toEqual([ON]);
    end();
    expect(port.written).toEqual([ON, OFF]);
  });

  it('stays as it is while a page that is in use becomes visible', async () => {
    await guard();
    await ready();
    await session.testDoor();
    document.dispatchEvent(new Event('visibilitychange'));
    await Promise.resolve();
    expect(port.written).toEqual([ON]);
  });

  it('lets go as the kiosk is locked, as it is when another tab takes over, and as it is set to another output', async () => {
    await ready();
    await session.testDoor();
    await session.site.changeSettings({ doorOutput: 'none' });
    await expect.poll(() => port.written).toEqual([ON, OFF]);
    await session.site.changeSettings({ doorOutput: 'relay' });
    await session.testDoor();
    await session.lock();
    await expect.poll(() => port.written.slice(-2)).toEqual([ON, OFF]);
    await expect.poll(() => port.writable).toBeNull();
  });

  it('is not asked for again and again in a page that may use no serial port', async () => {
    const asked = vi.spyOn(serial, 'getPorts').mockRejectedValue(new DOMException('', 'SecurityError'));
    session.guardDoor();
    await open(RELAY);
    expect(await session.testDoor()).toEqual({ kind: 'failed', reason: 'noRelay' });
    const times = asked.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(asked.mock.calls).toHaveLength(times);
  });

  it('lets go when it is plugged in', async () => {
    await guard();
    await ready();
    serial.dispatchEvent(new Event('connect'));
    await expect.poll(() => port.written).toEqual([OFF]);
  });
});

describe('a kiosk that was set up anew where the browser still lets the page use a relay', () => {
  const anew = { ...RELAY, kioskCode: CODE };

  it('releases nothing, and says so', async () => {
    await ready(anew);
    expect(await session.testDoor()).toEqual({ kind: 'failed', reason: 'unknownKiosk' });
    expect(port.written).toEqual([]);
  });

  it('releases once the site’s host has named it, and another kiosk’s name is not its own', async () => {
    await ready(anew);
    await session.site.changeSettings({ relayKnownAs: 'ABCD-0123' });
    expect(await session.testDoor()).toEqual({ kind: 'failed', reason: 'unknownKiosk' });
    await session.site.changeSettings({ relayKnownAs: CODE });
    expect(await session.testDoor()).toEqual({ kind: 'sent' });
    expect(port.written).toEqual([ON]);
  });
});

it('goes on with the relay of a kiosk that an earlier version set up, which has no code', async () => {
  await ready();
  expect(await session.testDoor()).toEqual({ kind: 'sent' });
});
