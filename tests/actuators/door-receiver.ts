/** @file The receiver that the documentation gives, as a door runs it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/paths.ts';

export interface Receiver {
  receive(headers: Readonly<Record<string, string | undefined>>, body: string): Promise<number>;
  readonly followed: ReadonlyMap<string, unknown>;
}

interface Door {
  readonly secret: string;
  readonly name: string;
  readonly open: () => void | Promise<void>;
}

/** docs/samples/door-receiver.mjs */
export async function sampleReceiver(door: Door): Promise<Receiver> {
  const file = join(ROOT, 'docs/samples/door-receiver.mjs');
  const { doorReceiver } = (await import(/* @vite-ignore */ file)) as {
    readonly doorReceiver: (door: Door) => Receiver;
  };
  return doorReceiver(door);
}

/** A server in front of a receiver. */
export class ReceivingServer {
  /** What was answered, in turn. */
  readonly statuses: number[] = [];
  private readonly _server: Server;

  private constructor(receiver: Receiver) {
    this._server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const headers = req.headers as Readonly<Record<string, string>>;
        void receiver.receive(headers, Buffer.concat(chunks).toString('utf8')).then((status) => {
          this.statuses.push(status);
          res.writeHead(status).end();
        });
      });
    });
  }

  static async start(receiver: Receiver): Promise<ReceivingServer> {
    const server = new ReceivingServer(receiver);
    await new Promise<void>((resolve) => server._server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this._server.address() as AddressInfo).port)}/`;
  }

  async stop(): Promise<void> {
    this._server.closeAllConnections();
    await new Promise((resolve) => this._server.close(resolve));
  }
}
