/** @file Three hubs that keep everything together behind one port, for tests and measurements. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../site/free-port.ts';
import { makeClusterFiles } from './cluster-files.ts';
import type { SiteClaims } from './site-claims.ts';
import { startTestHub, type TestHub } from './test-hub.ts';

/** Stands for all of them: its port leads to whichever lives, its folder and its process are the first one's. */
export interface TestCluster extends TestHub {
  readonly hubs: readonly TestHub[];
  /** Where they reach each other. */
  readonly members: readonly string[];
  /** By `kill -9`, and it stays away until `work` is done. */
  killFor(hub: TestHub, work: () => Promise<void>): Promise<void>;
}

/** @throws Error where there is no nats-server: ask `findNats` before. */
export async function startTestCluster(claims: SiteClaims): Promise<TestCluster> {
  const home = await mkdtemp(join(tmpdir(), 'facegate-hubs-'));
  // The first three are for the hubs among themselves, then two for each.
  const free = await freePorts(9);
  const files = await makeClusterFiles(free.slice(0, 3).map((port) => `127.0.0.1:${port}`));
  const hubs = await Promise.all(
    files.map((cluster) => {
      const [client, webSocket] = free.slice(3 + 2 * cluster.self);
      const folder = join(home, String(cluster.self));
      return startTestHub({ claims, cluster, folder, ports: { client, webSocket } });
    }),
  );
  const front = await openFront(hubs);
  const [first] = hubs;
  return {
    hubs,
    members: files[0].members,
    ports: { ...first.ports, webSocket: front.port },
    folder: first.folder,
    said: first.said,
    get pid() {
      return first.pid;
    },
    betweenRuns: (work) => first.betweenRuns(work),
    kill: () => first.kill(),
    killFor: async (hub, work) => {
      if (hub.pid !== null) process.kill(hub.pid, 'SIGKILL');
      await hub.betweenRuns(work);
    },
    stop: async () => {
      front.close();
      await Promise.all(hubs.map((hub) => hub.stop()));
      await rm(home, { recursive: true });
    },
  };
}

/** As a load balancer does: each connection goes to the next hub that takes it. */
async function openFront(hubs: readonly TestHub[]): Promise<{ readonly port: number; close(): void }> {
  const open = new Set<Socket>();
  let next = 0;
  const pass = (client: Socket, tries: number): void => {
    const hub = hubs[next++ % hubs.length];
    const inner = connect(hub.ports.webSocket, '127.0.0.1');
    inner.once('connect', () => {
      inner.off('error', again);
      inner.on('error', () => client.destroy());
      inner.pipe(client).pipe(inner);
    });
    const again = (): void => {
      if (tries > 1 && !client.destroyed) pass(client, tries - 1);
      else client.destroy();
    };
    inner.once('error', again);
    inner.once('close', () => {
      if (inner.bytesRead > 0) client.destroy();
    });
    client.once('close', () => inner.destroy());
  };
  const server = createServer((client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    pass(client, hubs.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const client of open) client.destroy();
    },
  };
}
