/** @file A nats-server of a hub in a temporary folder, for tests and measurements. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { findNats } from './find-nats.ts';
import type { NatsPorts } from './nats-config.ts';
import { NatsServer } from './nats-server.ts';
import type { SiteClaims } from './site-claims.ts';

export interface TestHubOptions {
  readonly claims: SiteClaims;
  /** A folder of an earlier one, which is then left where it is; otherwise a new one that `stop` removes. */
  readonly folder?: string;
  /** One of several; alone where left out. */
  readonly cluster?: Cluster | undefined;
  /** Free ones where left out. */
  readonly ports?: NatsPorts | undefined;
}

export interface TestHub {
  /** On 127.0.0.1: for NATS clients, and for those that speak WebSocket. Killed or not, they stay the same. */
  readonly ports: NatsPorts;
  /** The hub's folder: `store` is the server's, `claims` its accounts. */
  readonly folder: string;
  /** Of the server's process; null while it does not run. */
  readonly pid: number | null;
  /** What the hub would have said in its terminal. */
  readonly said: readonly string[];
  /** Ends the server, waits for `work` on the hub's folder, and starts it again on the same ports. */
  betweenRuns(work: (folder: string) => Promise<void>): Promise<void>;
  /** By `kill -9`; the hub starts it again after a quarter of a second. Resolves when it runs again. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws Error where there is no nats-server: ask `findNats` before. Any version will do. */
export async function startTestHub({
  claims,
  folder: given,
  cluster,
  ports,
}: TestHubOptions): Promise<TestHub> {
  const binary = findNats();
  if (binary === null) throw new Error('There is no nats-server for this test.');
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'facegate-hub-')));
  const said: string[] = [];
  let heard = (): void => undefined;
  const say = (sentence: string): void => {
    said.push(sentence);
    heard();
  };
  let server = await NatsServer.start({ binary, folder, claims, cluster, say, ports });
  return {
    ports: server.ports,
    folder,
    said,
    betweenRuns: async (work) => {
      const { ports: same } = server;
      await server.stop();
      await work(folder);
      server = await NatsServer.start({ binary, folder, claims, cluster, say, ports: same });
    },
    get pid() {
      return server.pid;
    },
    kill: async () => {
      const again = new Promise<void>((resolve) => {
        heard = () => {
          if (said.at(-1) === 'nats-server runs again.') resolve();
        };
      });
      if (server.pid !== null) process.kill(server.pid, 'SIGKILL');
      await again;
    },
    stop: async () => {
      await server.stop();
      if (given === undefined) await rm(folder, { recursive: true });
    },
  };
}
