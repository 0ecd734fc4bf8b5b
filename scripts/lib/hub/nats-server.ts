/** @file Keeps the hub's nats-server running: writes its configuration, and starts it again when it ends by itself. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { freePort } from '../site/free-port.ts';
import { writeAtomically } from './atomic-file.ts';
import { type Cluster, memberName, writePems } from './cluster.ts';
import type { NatsBinary } from './find-nats.ts';
import { natsConfig, natsFiles, type NatsPorts } from './nats-config.ts';
import { type NatsRun, runNats } from './nats-process.ts';
import { stopOrphan } from './orphan.ts';
import type { SiteClaims } from './site-claims.ts';

export interface NatsServerOptions {
  readonly binary: NatsBinary;
  /** Of the hub; it exists, and no other hub uses it. */
  readonly folder: string;
  readonly claims: SiteClaims;
  /** Of several hubs; left out for a hub alone. */
  readonly cluster?: Cluster | undefined;
  /** Gets a sentence for the terminal when the server ended or runs again. */
  readonly say: (sentence: string) => void;
  /** Where an earlier one listened. Left out: on free ports. */
  readonly ports?: NatsPorts | undefined;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever ran so long is not in the way of its own start. */
const STEADY_MS = 60_000;

export class NatsServer {
  private readonly _stopping = new AbortController();
  private _ports: NatsPorts | null = null;
  private _run: NatsRun | null = null;
  private _pauseMs = FIRST_PAUSE_MS;
  private _watching: Promise<void> = Promise.resolve();

  private constructor(private readonly _options: NatsServerOptions) {
    this._ports = _options.ports ?? null;
  }

  /** @throws Error with the server's own words when it does not start. */
  static async start(options: NatsServerOptions): Promise<NatsServer> {
    const server = new NatsServer(options);
    const run = await server._launch();
    server._watching = server._watch(run);
    return server;
  }

  /** Where it listens, or did; the same after a restart, unless another program took a port meanwhile. */
  get ports(): NatsPorts {
    if (this._ports === null) throw new Error('nats-server does not run.');
    return this._ports;
  }

  /** Null while it does not run. */
  get pid(): number | null {
    return this._run?.pid ?? null;
  }

  async stop(): Promise<void> {
    this._stopping.abort();
    await this._run?.stop();
    await this._watching;
  }

  private async _launch(): Promise<NatsRun> {
    const { binary, folder, claims, cluster } = this._options;
    const files = natsFiles(folder);
    await stopOrphan(files);
    const ports = this._ports ?? { client: await freePort(), webSocket: await freePort() };
    await mkdir(files.claims, { recursive: true, mode: 0o700 });
    const serverName = cluster === undefined ? `facegate-hub-${randomUUID()}` : memberName(cluster);
    const { version } = binary;
    const config = natsConfig({ folder, claims, version, ports, serverName, cluster });
    if (cluster !== undefined) await writePems(folder, cluster);
    await writeAtomically(files.config, config);
    try {
      const { signal } = this._stopping;
      this._run = await runNats({ file: binary.file, ...files, port: ports.client, serverName, signal });
    } catch (error) {
      // Perhaps another program took one of the ports.
      this._ports = null;
      throw error;
    }
    this._ports = ports;
    return this._run;
  }

  private async _watch(first: NatsRun): Promise<void> {
    let run: NatsRun | null = first;
    while (run !== null) {
      const startMs = performance.now();
      await run.ended;
      this._run = null;
      if (this._isStopping()) return;
      if (performance.now() - startMs > STEADY_MS) this._pauseMs = FIRST_PAUSE_MS;
      this._options.say(`nats-server ended. It is started again in ${this._pauseMs / 1000} s.`);
      run = await this._startAgain();
    }
  }

  /** @returns null when the hub stops meanwhile. */
  private async _startAgain(): Promise<NatsRun | null> {
    for (;;) {
      await this._pause();
      if (this._isStopping()) return null;
      try {
        const run = await this._launch();
        this._options.say('nats-server runs again.');
        return run;
      } catch (error) {
        if (this._isStopping()) return null;
        this._options.say(`${(error as Error).message} The next try is in ${this._pauseMs / 1000} s.`);
      }
    }
  }

  private async _pause(): Promise<void> {
    const pauseMs = this._pauseMs;
    this._pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this._stopping.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private _isStopping(): boolean {
    return this._stopping.signal.aborted;
  }
}
