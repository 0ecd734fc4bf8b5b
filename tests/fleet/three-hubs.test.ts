/** @file Three hubs behind one name: any one may die, and come back, while doors and console work. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClusterFiles } from '../../scripts/lib/hub/cluster-files.ts';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { natsFiles } from '../../scripts/lib/hub/nats-config.ts';
import { riskOf } from '../../scripts/lib/hub/nats-version.ts';
import type { TestCluster } from '../../scripts/lib/hub/test-cluster.ts';
import { startTestHub } from '../../scripts/lib/hub/test-hub.ts';
import { freePort } from '../../scripts/lib/site/free-port.ts';
import { SimulatedDoor } from '../../simulator/fleet/simulated-door.ts';
import { simulatedSubject } from '../../simulator/fleet/simulated-subject.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { ConsoleSession } from '../../src/console/site/console-session.ts';
import { makeUser } from '../../src/fleet/credentials.ts';
import { openLink } from '../../src/fleet/link.ts';
import { CONSOLE } from '../../src/fleet/permissions.ts';
import { peopleHere } from './people-here.ts';

const LONG = { timeout: 60_000, interval: 50 };

// An older one does not always elect anybody again, and the hub refuses it for several.
const nats = findNats();
describe.skipIf(nats === null || riskOf(nats.version) !== null)('three hubs', () => {
  let fleet: TestFleet;
  let hubs: TestCluster;
  let north: SimulatedDoor;
  let south: SimulatedDoor;

  beforeAll(async () => {
    ({ fleet, hubs } = await TestFleet.startWithThree());
    north = await SimulatedDoor.join(fleet);
    south = await SimulatedDoor.join(fleet);
  }, 120_000);

  afterAll(async () => {
    await Promise.all([north, south].map((door) => door.stop()));
    await fleet.stop();
  });

  const heldAt = (door: SimulatedDoor, names: readonly string[]): Promise<void> =>
    vi.waitFor(async () => expect(await door.names()).toEqual(names), LONG);

  it('lose nothing that a door was told is kept, while the one that decides is killed', async () => {
    const names: string[] = [];
    const ending = new AbortController();
    const enrolling = (async () => {
      while (!ending.signal.aborted) {
        const name = `Person ${String(names.length).padStart(4, '0')}`;
        await north.enrol(simulatedSubject({ name }));
        names.push(name);
        await sleep(50);
      }
    })();
    await vi.waitFor(async () => expect((await south.names()).length).toBeGreaterThan(3), LONG);
    const killed = await fleet.decidingHub(hubs);
    await hubs.killFor(killed, async () => {
      // The two others go on.
      const before = names.length;
      await vi.waitFor(async () => expect((await south.names()).length).toBeGreaterThan(before), LONG);
    });
    ending.abort();
    await enrolling;
    await heldAt(south, names);
    // A door that comes now reads them from whichever it meets.
    const late = await SimulatedDoor.join(fleet);
    await heldAt(late, names);
    await late.stop();
  });

  it('shut a stolen door out, the one too that was off when it was removed', async () => {
    const stolen = await SimulatedDoor.join(fleet);
    const [off] = hubs.hubs;
    const way = { ...fleet.way, startPeople: peopleHere(fleet.way), copies: 3 };
    const office = await ConsoleSession.open(fleet.kit, way);
    await vi.waitFor(() => expect(office.isRead).toBe(true), LONG);
    await hubs.killFor(off, async () => {
      await vi.waitFor(() => expect(office.status).toBe('up'), LONG);
      await vi.waitFor(() => office.doors.remove(stolen.device.id), LONG);
      await vi.waitFor(() => expect([office.upkeep.left, office.upkeep.notRevoked]).toEqual([0, 0]), LONG);
    });
    for (const hub of hubs.hubs) {
      const { id, credentials } = stolen.device;
      const url = `ws://127.0.0.1:${hub.ports.webSocket}`;
      const link = openLink({ url, device: id, credentials, openSocket: fleet.way.openSocket });
      await vi.waitFor(() => expect(link.status).toBe('refused'), LONG);
      await link.close();
    }
    office.close();
    await stolen.stop();
  });

  it('admit no other hub, whose files they do not know', async () => {
    const [own] = await makeClusterFiles([`127.0.0.1:${await freePort()}`, ...hubs.members.slice(1)]);
    const cluster = { ...own, members: [own.members[0], ...hubs.members] };
    const siteClaims = { ...fleet.claims, siteId: 'test', siteKey: fleet.kit.signing.public };
    const stranger = await startTestHub({ claims: siteClaims, cluster });
    const log = (): Promise<string> => readFile(natsFiles(stranger.folder).log, 'utf8');
    await vi.waitFor(async () => expect(await log()).toMatch(/TLS route handshake error/u), LONG);
    const url = `ws://127.0.0.1:${stranger.ports.webSocket}`;
    const credentials = await makeUser(fleet.seeds, 'console', CONSOLE);
    const { openSocket } = fleet.way;
    const link = openLink({ url, device: 'console', credentials, openSocket });
    await link.whenUp(AbortSignal.timeout(LONG.timeout));
    await expect(link.state('people')).rejects.toThrow();
    await link.close();
    await stranger.stop();
  });
});
