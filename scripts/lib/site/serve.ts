/**
 * @file Serves a built kiosk over HTTP or HTTPS with its security headers. It must not build, and it must
 * not answer an unknown path with a page.
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeServer, explainListenError } from './listening.ts';
import { headersFor } from '../../../src/core/site/headers.ts';
import { RELAY_KIOSKS_FILE } from '../../../src/core/site/relay-kiosks.ts';
import { serveFolder } from './serve-folder.ts';

export interface ServeOptions {
  /** The build's folder. */
  readonly dist: string;
  /** A folder that stands in for the build's `models/`. */
  readonly models?: string | undefined;
  /** 0 lets the system choose one. */
  readonly port: number;
  /** The interface to listen on; `localhost` unless told otherwise. */
  readonly host?: string | undefined;
  /** What the pages may reach besides this service, for the door output; none unless given. */
  readonly doorOrigins?: readonly string[] | undefined;
  /** Codes of the kiosks that may use a plain relay; with none, the build's folder may hold the file. */
  readonly relayKiosks?: readonly string[] | undefined;
  /** What answers beside the pages: a hub. */
  readonly more?: SiteExtension | undefined;
  /** PEM key and certificate; without them the service is plain HTTP. */
  readonly https?: { readonly key: string; readonly cert: string } | undefined;
}

/** Its answers have the pages' security headers, which are set before. */
export interface SiteExtension {
  /** Answers any method. @returns whether the address is its own; the pages' server answers all others. */
  answer(req: IncomingMessage, res: ServerResponse): boolean;
  /** Takes over a connection that asks for another protocol, or ends it. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface RunningKiosk {
  /** The address for this machine's browser, ending in a slash. */
  readonly url: string;
  readonly port: number;
  /** Answers new connections with this certificate from now on; over HTTP it changes nothing. */
  useCertificate(certificate: NonNullable<ServeOptions['https']>): void;
  close(): Promise<void>;
}

const MODELS_PATH = '/models/';
/** Of the enrolment page and of the fleet's console. */
const PAGE_FOLDERS = ['/enroll', '/console'];

/** @throws when the port is taken or may not be used; the message says what to do. */
export async function serveKiosk(options: ServeOptions): Promise<RunningKiosk> {
  const handler = createHandler(options);
  const secure = options.https ? createHttpsServer(options.https, handler) : null;
  const server = secure ?? createHttpServer(handler);
  const { more } = options;
  if (more)
    server.on('upgrade', (req: IncomingMessage, socket, head: Buffer) => more.upgrade(req, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(explainListenError(error, options.port));
    });
    server.listen(options.port, options.host ?? 'localhost', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.https ? 'https' : 'http'}://localhost:${String(port)}/`,
    port,
    useCertificate: (certificate) => secure?.setSecureContext(certificate),
    close: () => closeServer(server),
  };
}

function createHandler({
  dist,
  models,
  doorOrigins,
  relayKiosks = [],
  more,
}: ServeOptions): (req: IncomingMessage, res: ServerResponse) => void {
  const serveDist = serveFolder(dist, '/');
  const serveModels = models === undefined ? null : serveFolder(models, MODELS_PATH);
  return (req, res) => {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    for (const [name, value] of Object.entries(headersFor(doorOrigins))) res.setHeader(name, value);
    const notFound = (): void => {
      answer(res, 404, 'There is nothing at this address.');
    };
    if (more?.answer(req, res)) return;
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.setHeader('Allow', 'GET, HEAD');
      answer(res, 405, 'Only GET and HEAD are answered here.');
    } else if (PAGE_FOLDERS.includes(path)) {
      res.setHeader('Location', `${path}/`);
      answer(res, 308, `This page is at ${path}/.`);
    } else if (relayKiosks.length > 0 && path === `/${RELAY_KIOSKS_FILE}`) {
      answer(res, 200, relayKiosks.join('\n'));
    } else if (serveModels && path.startsWith(MODELS_PATH)) serveModels(req, res, notFound);
    else serveDist(req, res, notFound);
  };
}

function answer(res: ServerResponse, status: number, message: string): void {
  res.statusCode = status;
  res.setHeader('Content-Type', 'text/plain; charset=utf-8');
  res.setHeader('Cache-Control', 'no-cache');
  res.end(`${message}\n`);
}
