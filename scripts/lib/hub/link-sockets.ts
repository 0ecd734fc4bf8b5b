/**
 * @file Passes the doors' WebSockets through to nats-server, byte for byte, so that pages and link have one origin. It
 * must not read what passes.
 */
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** The one path. */
export const LINK_PATH = '/hub/link';

export interface LinkLimits {
  readonly sockets: number;
  /** Of one address; this machine's own has no limit, since a proxy on it stands for everybody. */
  readonly perAddress: number;
  /** Addresses of load balancers, which stand for many doors and have no limit. */
  readonly proxies: readonly string[];
}

/** Twice as many as a fleet has doors, and no more for one address than a building has. */
const LIMITS: LinkLimits = { sockets: 5_000, perAddress: 250, proxies: [] };

const REFUSALS = {
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
} as const;

export class LinkSockets {
  private readonly _open = new Map<Duplex, string>();
  private _isClosed = false;
  private readonly _limits: LinkLimits;

  /** @param _port - Of nats-server's WebSockets on this machine; null while it does not run. */
  constructor(
    private readonly _port: () => number | null,
    limits: Partial<LinkLimits> = {},
  ) {
    this._limits = { ...LIMITS, ...limits };
  }

  get count(): number {
    return this._open.size;
  }

  /** Takes the connection over, or answers with a refusal and ends it. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = req.socket.remoteAddress ?? '';
    const port = this._port();
    socket.on('error', () => socket.destroy());
    if (req.url !== LINK_PATH) refuse(socket, 404);
    else if (req.method !== 'GET' || !isSameOrigin(req)) refuse(socket, 403);
    else if (this._isFull(address)) refuse(socket, 429);
    else if (port === null || this._isClosed) refuse(socket, 503);
    else this._pass(req, socket, head, { port, address });
  }

  /** Ends all of them, and takes no more. */
  close(): void {
    this._isClosed = true;
    for (const socket of this._open.keys()) socket.destroy();
  }

  private _isFull(address: string): boolean {
    if (this._open.size >= this._limits.sockets) return true;
    if (isLoopback(address) || this._limits.proxies.includes(plainAddress(address))) return false;
    const own = [...this._open.values()].filter((one) => one === address).length;
    return own >= this._limits.perAddress;
  }

  private _pass(
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { port, address }: { port: number; address: string },
  ): void {
    this._open.set(socket, address);
    // Small messages go at once.
    req.socket.setNoDelay(true).setKeepAlive(true);
    const inner = connect({ port, host: '127.0.0.1', noDelay: true });
    let isConnected = false;
    inner.once('connect', () => {
      isConnected = true;
      const lines = ['GET / HTTP/1.1'];
      for (let at = 0; at < req.rawHeaders.length; at += 2) {
        lines.push(`${req.rawHeaders[at]}: ${req.rawHeaders[at + 1]}`);
      }
      inner.write(`${lines.join('\r\n')}\r\n\r\n`);
      inner.write(head);
      inner.pipe(socket).pipe(inner);
    });
    inner.on('error', () => {
      if (!isConnected) refuse(socket, 503);
    });
    inner.on('close', () => {
      if (isConnected) socket.destroy();
    });
    socket.on('close', () => {
      this._open.delete(socket);
      inner.destroy();
    });
  }
}

/** Whether a page of this very host asks. A browser always says whose page it is; other programs must too. */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  // By the scheme the origin drops its usual port, and so does the browser in the host's header.
  return new URL(origin).host === host.toLowerCase();
}

function isLoopback(address: string): boolean {
  return address === '::1' || plainAddress(address).startsWith('127.');
}

/** IPv4 without what a socket for both kinds puts before it. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/u, '');
}

function refuse(socket: Duplex, status: keyof typeof REFUSALS): void {
  socket.end(`HTTP/1.1 ${status} ${REFUSALS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
