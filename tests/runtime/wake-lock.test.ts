/** @file The screen stays on while the door is open, also after the page was away, and no longer. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScreenLock } from '../../src/runtime/wake-lock.ts';

/** The locks that the browser holds now. */
const held = new Set<symbol>();
let page: EventTarget & { visibilityState: 'visible' | 'hidden' };

/** The browser drops the lock of a page that is hidden. */
function show(visibilityState: 'visible' | 'hidden'): void {
  page.visibilityState = visibilityState;
  if (visibilityState === 'hidden') held.clear();
  page.dispatchEvent(new Event('visibilitychange'));
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  held.clear();
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' as const });
  vi.stubGlobal('document', page);
  const request = () => {
    const lock = Symbol('lock');
    held.add(lock);
    const release = () => {
      held.delete(lock);
      return Promise.resolve();
    };
    return Promise.resolve({ release });
  };
  vi.stubGlobal('navigator', { wakeLock: { request } });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('ScreenLock', () => {
  it('holds one lock while the door is open', async () => {
    const lock = new ScreenLock();
    await settled();
    expect(held.size).toBe(0);
    lock.keepOn(true);
    lock.keepOn(true);
    await settled();
    expect(held.size).toBe(1);
    lock.keepOn(false);
    expect(held.size).toBe(0);
  });

  it('takes it again when the page is seen again, if the door is still open', async () => {
    const lock = new ScreenLock();
    lock.keepOn(true);
    await settled();
    show('hidden');
    show('visible');
    await settled();
    expect(held.size).toBe(1);
    show('hidden');
    lock.keepOn(false);
    show('visible');
    await settled();
    expect(held.size).toBe(0);
  });

  it('lets go of a lock that comes too late', async () => {
    const lock = new ScreenLock();
    lock.keepOn(true);
    lock.keepOn(false);
    await settled();
    expect(held.size).toBe(0);
  });

  it('does without where the browser has none or refuses', async () => {
    vi.stubGlobal('navigator', {});
    new ScreenLock().keepOn(true);
    vi.stubGlobal('navigator', { wakeLock: { request: () => Promise.reject(new Error('battery low')) } });
    new ScreenLock().keepOn(true);
    await settled();
    expect(held.size).toBe(0);
  });
});
