/**
 * @file A door's server for tests, on Node's own HTTP and crypto: it checks every signature by itself and keeps what it
 * was told.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const SECRET = 'a secret of the door, shared';

export interface Told {
  readonly key: string;
  readonly timestamp: string;
  /** As the header had it. */
  readonly signature: string;
  readonly signed: boolean;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** As the example in docs/door-outputs.md has it. */
function isSigned(secret: string, header: string | undefined, timestamp: string, text: string): boolean {
  const expected = createHmac('sha256', secret).update(`${timestamp}.${text}`).digest();
  const given = Buffer.from((header ?? '').replace(/^v1=/, ''), 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export class WebhookServer {
  readonly told: Told[] = [];
  /** Answers of the next requests: a status, or something rarer; then 200. 0 leaves one without an answer. */
  answers: (number | ((res: ServerResponse) => void))[] = [];
  /** Waited for before each answer. */
  beforeAnswer: () => Promise<void> = () => Promise.resolve();
  /** Paths of all requests but those that a browser asks before. */
  readonly paths: string[] = [];
  private _server: Server | null = null;
  private _port = 0;

  get url(): string {
    return `http://127.0.0.1:${String(this._port)}/open`;
  }

  /** On the port that it had before, if any. */
  async start(): Promise<void> {
    const server = createServer((req, res) => void this._answer(req, res));
    this._server = server;
    await new Promise<void>((resolve) => server.listen(this._port, '127.0.0.1', resolve));
    this._port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this._server;
    this._server = null;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async _answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    // What a browser asks before it sends from another origin.
    res.setHeader('Access-Control-Allow-Origin', '*');
    res.setHeader('Access-Control-Allow-Methods', 'POST');
    res.setHeader(
      'Access-Control-Allow-Headers',
      'content-type, facegate-timestamp, facegate-signature, idempotency-key',
    );
    if (req.method === 'OPTIONS') {
      res.writeHead(204).end();
      return;
    }
    this.paths.push(req.url ?? '');
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const header = (name: string) => String(req.headers[name]);
    const timestamp = header('facegate-timestamp');
    this.told.push({
      key: header('idempotency-key'),
      timestamp,
      signature: header('facegate-signature'),
      signed: isSigned(SECRET, header('facegate-signature'), timestamp, text),
      text,
      json: JSON.parse(text) as Record<string, unknown>,
    });
    await this.beforeAnswer();
    const status = this.answers.shift() ?? 200;
    if (status === 0) return;
    if (typeof status === 'function') {
      status(res);
      return;
    }
    if (status >= 300 && status < 400) res.setHeader('Location', '/elsewhere');
    res.writeHead(status).end();
  }
}
