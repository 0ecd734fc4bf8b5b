/** @file A real mosquitto for tests, and a wire to it that can be cut or clogged. */
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../../scripts/lib/site/free-port.ts';

export const USER = { username: 'kiosk', password: 'a password of the broker' };

const START_TIMEOUT_MS = 25_000;

/** Null where it is not installed. Debian puts it where only root's path looks. */
export function findMosquitto(): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'mosquitto')).find((file) => existsSync(file)) ?? null;
}

export class Broker {
  private constructor(
    private readonly _process: ChildProcess,
    private readonly _folder: string,
    /** Of its WebSocket listener, on this machine. */
    readonly port: number,
  ) {}

  /**
   * Asks for name and password.
   * @param rules - What everybody may do, as lines of mosquitto's file of access rules; everything without them.
   */
  static async start(mosquitto: string, rules: readonly string[] = []): Promise<Broker> {
    const folder = await mkdtemp(join(tmpdir(), 'facegate-broker-'));
    const port = await freePort();
    const [config, passwords] = [join(folder, 'mosquitto.conf'), join(folder, 'passwords')];
    const access = join(folder, 'access');
    await writeFile(access, `${rules.join('\n')}\n`);
    await writeFile(passwords, `${USER.username}:${hashed(USER.password)}\n`);
    await writeFile(
      config,
      [
        `listener ${String(port)} 127.0.0.1`,
        'socket_domain ipv4',
        'protocol websockets',
        // Debian's 2.0.11 does not start with listeners for WebSockets alone.
        `listener ${String(await freePort())} 127.0.0.1`,
        'allow_anonymous false',
        `password_file ${passwords}`,
        // Started as root it would change to a user who cannot read the folder.
        'user root',
        'persistence false',
        ...(rules.length === 0 ? [] : [`acl_file ${access}`]),
      ].join('\n'),
    );
    const process_ = spawn(mosquitto, ['-c', config], { stdio: 'ignore' });
    const broker = new Broker(process_, folder, port);
    await broker._untilItListens();
    return broker;
  }

  get url(): string {
    return `ws://127.0.0.1:${String(this.port)}`;
  }

  async stop(): Promise<void> {
    if (this._process.exitCode === null && this._process.signalCode === null) {
      const ended = new Promise((resolve) => this._process.once('exit', resolve));
      this._process.kill();
      await ended;
    }
    await rm(this._folder, { recursive: true, force: true });
  }

  private async _untilItListens(): Promise<void> {
    const endMs = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < endMs) {
      if (this._process.exitCode !== null) break;
      const listens = await new Promise<boolean>((resolve) => {
        const socket = connect(this.port, '127.0.0.1');
        socket.once('connect', () => {
          socket.destroy();
          resolve(true);
        });
        socket.once('error', () => {
          resolve(false);
        });
      });
      if (listens) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.stop();
    throw new Error('mosquitto did not start.');
  }
}

/** Stands between the kiosk and the broker. */
export class Wire {
  private readonly _sockets = new Set<Socket>();
  private _server: Server | null = null;
  private _port = 0;
  private _clogged = false;

  constructor(private readonly _to: number) {}

  get url(): string {
    return `ws://127.0.0.1:${String(this._port)}`;
  }

  /** On the port that it had before, if any. */
  async join(): Promise<void> {
    this._clogged = false;
    const server = createServer((near) => {
      const far = connect(this._to, '127.0.0.1');
      const pairs: [Socket, Socket][] = [
        [near, far],
        [far, near],
      ];
      for (const [from, into] of pairs) {
        this._sockets.add(from);
        from.on('data', (bytes) => {
          if (!this._clogged) into.write(bytes);
        });
        from.on('error', () => undefined);
        from.on('close', () => {
          this._sockets.delete(from);
          into.destroy();
        });
      }
    });
    this._server = server;
    await new Promise<void>((resolve) => server.listen(this._port, '127.0.0.1', resolve));
    this._port = (server.address() as AddressInfo).port;
  }

  /** Nothing comes through any more, and nobody is told. */
  clog(): void {
    this._clogged = true;
  }

  /** Both ends lose the connection, without a goodbye, and nobody can connect. */
  async cut(): Promise<void> {
    const server = this._server;
    this._server = null;
    for (const socket of this._sockets) socket.destroy();
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }
}

/** As mosquitto_passwd writes it. */
function hashed(password: string): string {
  const [iterations, salt] = [101, randomBytes(12)];
  const hash = pbkdf2Sync(password, salt, iterations, 64, 'sha512');
  return ['', '7', String(iterations), salt.toString('base64'), hash.toString('base64')].join('$');
}
