/** @file A kiosk asks a real hub's console to let it in, with nobody at its menu. */
import 'fake-indexeddb/auto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { startTestSite, type TestSite } from '../../scripts/lib/hub/test-site.ts';
import { Doors } from '../../src/console/site/doors.ts';
import { JoinDesk } from '../../src/console/site/join-desk.ts';
import { openSiteKeys } from '../../src/console/site/site-keys.ts';
import { makeHubClaims, makeUser } from '../../src/fleet/credentials.ts';
import { type Kit, makeKit } from '../../src/fleet/kit.ts';
import { openLink } from '../../src/fleet/link.ts';
import type { Link } from '../../src/fleet/link-types.ts';
import { CONSOLE } from '../../src/fleet/permissions.ts';
import { JOIN_WITHIN_MS } from '../../src/kiosk/joining.ts';
import { KioskSession } from '../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { MemoryKept } from '../console/test-site.ts';
import { freshStorage, PASSPHRASE } from '../storage/support.ts';

/** Node has no workers of this kind: what a door of a fleet does then is tested elsewhere. */
class SilentWorker extends EventTarget {
  postMessage(): void {
    // Nobody answers.
  }
  terminate(): void {
    // Nothing runs.
  }
}

describe.skipIf(findNats() === null)('asking to join', () => {
  let dist: string;
  let site: TestSite;
  let kit: Kit;
  let link: Link;
  let session: KioskSession;
  const desks: JoinDesk[] = [];

  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), 'facegate-dist-'));
    await writeFile(join(dist, 'index.html'), '<title>kiosk</title>');
    site = await startTestSite({ dist });
    kit = await makeKit('Works', Date.now(), crypto);
    const { siteId, signing } = kit;
    await site.hub.setUp({ ...(await makeHubClaims(kit.hub)), siteId, siteKey: signing.public });
    const { origin } = new URL(site.url);
    // As from a page of the hub: it takes no other.
    const openSocket = (url: string) => new WebSocket(url, { origin }) as unknown as globalThis.WebSocket;
    vi.stubGlobal('WebSocket', function (url: string) {
      return openSocket(url);
    });
    vi.stubGlobal('Worker', SilentWorker);
    vi.stubGlobal('__PROGRAM_VERSION__', '1');
    vi.stubGlobal('document', { createElement: () => new EventTarget() });
    const credentials = await makeUser(kit.hub, 'console', CONSOLE);
    link = openLink({
      ...{ url: `${site.url.replace('http', 'ws')}hub/link`, device: 'console', credentials, openSocket },
    });
    await link.whenUp(AbortSignal.timeout(60_000));
    await link.makeStores({ eventDays: 30 });
  });

  beforeEach(async () => {
    const fresh = freshStorage();
    session = new KioskSession(site.url, fresh.storage);
    await session.open(await fresh.storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1));
  });

  afterEach(async () => {
    for (const desk of desks.splice(0)) desk.close();
    if (session.access.store !== null) await session.lock();
  });

  afterAll(async () => {
    vi.unstubAllGlobals();
    await link.close();
    await site.stop();
    await rm(dist, { recursive: true });
  });

  /** Until the words are there. */
  async function words(): Promise<readonly string[]> {
    await expect.poll(() => session.fleet.joining?.checkWords).toHaveLength(4);
    return session.fleet.joining!.words;
  }

  /** What a console does with the words of the screen. */
  async function letIn(typed: readonly string[]): Promise<void> {
    const keys = await openSiteKeys(kit, crypto);
    const doors = new Doors(link, keys, new MemoryKept(), crypto);
    const desk = new JoinDesk(link, kit, doors, () => keys.epochs.keysFrom(1), crypto);
    desks.push(desk);
    await desk.open(typed);
    await expect.poll(() => desk.tablets.length, { timeout: 10_000 }).toBe(1);
    expect(desk.tablets[0].checkWords).toEqual(session.fleet.joining?.checkWords);
    await desk.letIn(desk.tablets[0].nkey, { name: 'Gate', mayEnrol: true });
  }

  it('goes on with the menu shut, and makes the kiosk a door', async () => {
    const asked = session.fleet.join(null);
    const secret = await words();
    expect(secret).toHaveLength(8);
    // The menu closes: nobody is at the screen.
    session.access.dismiss();
    await letIn(secret);
    await asked;
    expect(session.fleet.joinFailure).toBeNull();
    expect(session.fleet.joining).toBeNull();
    expect(session.fleet.membership).toMatchObject({ door: 'Gate', siteName: 'Works' });
    expect(await session.access.store!.fleet()).not.toBeNull();
  });

  it('begins for an administrator at the screen alone', async () => {
    session.access.dismiss();
    await expect(session.fleet.join(null)).rejects.toThrow('Ask the administrator');
    expect(session.fleet.joining).toBeNull();
    await session.lock();
    await expect(session.fleet.join(null)).rejects.toThrow('locked');
  });

  it('ends with the lock: the words are void, and it says why', async () => {
    const asked = session.fleet.join(null);
    await words();
    const { joining } = session.fleet;
    await session.lock();
    expect([joining?.words, joining?.checkWords]).toEqual([[], []]);
    await asked;
    await session.unlock(PASSPHRASE);
    expect(session.fleet.joining).toBeNull();
    expect(session.fleet.joinFailure).toEqual({ kind: 'locked' });
    expect(await session.access.store!.fleet()).toBeNull();
  });

  it('writes nothing where the kiosk is locked while it is let in', async () => {
    const store = session.access.store!;
    const write = store.changeFleet.bind(store);
    vi.spyOn(store, 'changeFleet').mockImplementation(async (...membership) => {
      await session.lock();
      return write(...membership);
    });
    const asked = session.fleet.join(null);
    await letIn(await words());
    await asked;
    expect(session.fleet.joinFailure).toEqual({ kind: 'locked' });
    await session.unlock(PASSPHRASE);
    expect(await session.access.store!.fleet()).toBeNull();
  });

  it('ends after an hour', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const asked = session.fleet.join(null);
    await words();
    const [hour] = timers.mock.calls.filter(([, ms]) => ms === JOIN_WITHIN_MS);
    timers.mockRestore();
    hour[0]();
    await asked;
    expect(session.fleet.joinFailure).toEqual({ kind: 'late' });
    expect([session.fleet.joining, session.fleet.membership]).toEqual([null, null]);
  });

  it('is called off, and begins anew with other words', async () => {
    const first = session.fleet.join(null);
    const before = await words();
    session.fleet.stopJoining();
    await first;
    expect([session.fleet.joining, session.fleet.joinFailure]).toEqual([null, null]);
    const second = session.fleet.join(null);
    expect(await words()).not.toEqual(before);
    // Another begin ends the one before, and not itself.
    const third = session.fleet.join('abandon '.repeat(8));
    await second;
    expect(session.fleet.joinFailure).toBeNull();
    expect(await words()).toEqual([]);
    session.fleet.stopJoining();
    await third;
  });

  it('says what is wrong with an invitation', async () => {
    await session.fleet.join('eight words that nobody has ever sent here');
    expect(session.fleet.joinFailure).toMatchObject({ kind: 'failed', error: { code: 'words' } });
  });
});
