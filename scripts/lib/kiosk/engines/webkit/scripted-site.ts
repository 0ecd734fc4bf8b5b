/**
 * @file Stands before a kiosk's site and puts one script more into its pages, for browsers whose driver can put none
 * there. What it adds is there even when the site itself is gone.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { headersFor } from '../../../../../src/core/site/headers.ts';
import { NO_SCRIPTS, type PageFile, type PageScripts } from '../page-scripts.ts';

const SCRIPT_PATH = '/page-scripts.js';
const TAG = `<script src="${SCRIPT_PATH}"></script>`;

export interface ScriptedSite {
  /** Of the site with its scripts; ends in a slash. */
  readonly url: string;
  /** From now on the pages that load have these. */
  setScripts(scripts: PageScripts): void;
  close(): Promise<void>;
}

/** @param site - URL of the kiosk's own site. */
export async function serveScripted(site: string): Promise<ScriptedSite> {
  let present: PageScripts = NO_SCRIPTS;
  const server = createServer((req, res) => {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    const file =
      path === SCRIPT_PATH
        ? // Each is a program of its own: none sees another's names.
          { body: present.scripts.map((script) => `{\n${script}\n}`).join('\n'), type: 'text/javascript' }
        : (present.files as Partial<Record<string, PageFile>>)[path];
    if (file) answer(res, file);
    else void pass(req, res, new URL(req.url ?? '/', site), /(\/|\.html)$/u.test(path));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    setScripts(scripts) {
      present = scripts;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(res: ServerResponse, { body, type }: PageFile): void {
  for (const [name, value] of Object.entries(headersFor())) res.setHeader(name, value);
  res.setHeader('Content-Type', type);
  res.setHeader('Cache-Control', 'no-store');
  res.end(body);
}

function pass(req: IncomingMessage, res: ServerResponse, target: URL, isPage: boolean): Promise<void> {
  return new Promise((resolve) => {
    const headers = { ...req.headers, host: target.host };
    // A page that is taken from the cache would have the scripts of before.
    if (isPage)
      for (const name of ['if-none-match', 'if-modified-since']) Reflect.deleteProperty(headers, name);
    const asked = request(target, { method: req.method, headers }, (found) => {
      const { 'content-length': length, etag, ...kept } = found.headers;
      const isHtml = isPage && kept['content-type']?.startsWith('text/html') === true;
      res.writeHead(
        found.statusCode ?? 502,
        isHtml ? kept : { ...kept, ...(length && { 'content-length': length }), ...(etag && { etag }) },
      );
      if (!isHtml) {
        found.pipe(res).on('close', resolve);
        return;
      }
      const chunks: Buffer[] = [];
      found.on('data', (chunk: Buffer) => chunks.push(chunk));
      found.on('end', () => {
        res.end(Buffer.concat(chunks).toString().replace('<head>', `<head>${TAG}`));
        resolve();
      });
    });
    // The site is gone: so is this answer.
    asked.on('error', () => {
      res.destroy();
      resolve();
    });
    asked.end();
  });
}
