/** @file What the hub answers beside its pages: its state, the set-up of its site, heads to publish, its figures. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { SiteExtension } from '../site/serve.ts';
import type { Hub } from './hub.ts';
import { LINK_PATH } from './link-sockets.ts';
import { siteClaimsSchema } from './site-claims.ts';

/** Claims are a few kilobytes. */
const MAX_BODY_BYTES = 65_536;
/** The heads of 5,000 doors. */
const MAX_HEADS_BYTES = 4_194_304;

/** Address → its methods. */
const ADDRESSES: Readonly<Record<string, readonly ('GET' | 'POST')[]>> = {
  '/hub/state': ['GET'],
  '/hub/site': ['POST'],
  '/hub/heads': ['GET', 'POST'],
  [LINK_PATH]: ['GET'],
  '/metrics': ['GET'],
};

/** To serve beside the pages, on their origin. */
export function extensionOf(hub: Hub): SiteExtension {
  return {
    answer: (req, res) => answerHub(hub, req, res),
    upgrade: (req, socket, head) => {
      hub.links.upgrade(req, socket, head);
    },
  };
}

/** @returns false where the address is none of the hub's. */
function answerHub(hub: Hub, req: IncomingMessage, res: ServerResponse): boolean {
  const path = (req.url ?? '/').split('?', 1)[0];
  if (!Object.hasOwn(ADDRESSES, path)) return false;
  res.setHeader('Cache-Control', 'no-store');
  const methods: readonly string[] = ADDRESSES[path];
  if (!methods.includes(req.method ?? '')) {
    res.setHeader('Allow', methods.join(', '));
    answer(res, 405, { error: `Only ${methods.join(' and ')} is answered here.` });
  } else if (path === '/hub/state') answer(res, 200, hub.state);
  else if (path === '/hub/heads' && req.method === 'GET') answer(res, 200, hub.heads);
  else if (path === LINK_PATH) {
    res.setHeader('Upgrade', 'websocket');
    answer(res, 426, { error: 'This address is for a WebSocket.' });
  } else {
    WORK[path](hub, req, res).catch(() => {
      if (!res.headersSent) answer(res, 500, { error: 'The hub could not answer.' });
    });
  }
  return true;
}

const WORK: Readonly<Record<string, (hub: Hub, req: IncomingMessage, res: ServerResponse) => Promise<void>>> =
  { '/hub/site': setUp, '/hub/heads': publishHeads, '/metrics': showMetrics };

/** Whoever sends heads shows by the site's signature that they may. */
async function publishHeads(hub: Hub, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = hub.heads.publishes ? await readBody(req, MAX_HEADS_BYTES) : '';
  if (body === null) {
    tooLong(res);
    return;
  }
  switch (await hub.publishHeads(body)) {
    case null:
      answer(res, 404, { error: 'This hub publishes no heads.' });
      return;
    case 'unsigned':
      answer(res, 403, { error: 'The site has not signed this.' });
      return;
    case 'older':
      answer(res, 409, { error: 'The hub has newer heads.' });
      return;
    case 'taken':
      answer(res, 202, hub.heads);
  }
}

async function showMetrics(hub: Hub, _req: IncomingMessage, res: ServerResponse): Promise<void> {
  const text = await hub.metrics();
  res.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
  res.end(text);
}

async function setUp(hub: Hub, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (!hub.isOpenForSetUp()) {
    answer(res, 409, { error: 'This hub has its site already.' });
    return;
  }
  const [, code = ''] = /^Bearer (.{1,100})$/u.exec(req.headers.authorization ?? '') ?? [];
  const judgement = hub.setUpCode.judge(code, req.socket.remoteAddress ?? '');
  if (judgement === 'too many') {
    res.setHeader('Retry-After', '60');
    answer(res, 429, { error: 'Too many wrong codes: wait for a minute.' });
    return;
  }
  if (judgement === 'wrong') {
    answer(res, 401, { error: 'This is not the code in the hub’s terminal.' });
    return;
  }
  const body = await readBody(req, MAX_BODY_BYTES);
  if (body === null) {
    tooLong(res);
    return;
  }
  const claims = v.safeParse(siteClaimsSchema, parsed(body));
  if (!claims.success) {
    answer(res, 422, {
      error: `These are no claims of a site: ${v.getDotPath(claims.issues[0]) ?? 'the body'}.`,
    });
    return;
  }
  if (!hub.isOpenForSetUp()) {
    answer(res, 409, { error: 'This hub has its site already.' });
    return;
  }
  try {
    await hub.setUp(claims.output);
    answer(res, 201, hub.state);
  } catch (error) {
    answer(res, 422, { error: (error as Error).message });
  }
}

function tooLong(res: ServerResponse): void {
  // The rest of it is not read.
  res.setHeader('Connection', 'close');
  answer(res, 413, { error: 'These are too many bytes.' });
}

/** @returns null where it is too long. */
async function readBody(req: IncomingMessage, mostBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The answer goes over the same connection, so that must not be cut.
  const body = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function answer(res: ServerResponse, status: number, body: object): void {
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify(body));
}
