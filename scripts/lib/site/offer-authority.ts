/**
 * @file Offers the site's authority to tablets over plain HTTP, with the steps for each system. It serves this one
 * certificate, which is no secret, and nothing else.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Authority, fingerprintOf } from './authority.ts';
import { AUTHORITY_PATH, authorityPage } from './authority-page.ts';
import { closeServer, explainListenError } from './listening.ts';

export interface OfferOptions {
  readonly authority: Authority;
  /** 0 lets the system choose one. */
  readonly port: number;
  /** Of the kiosk, on the same host. */
  readonly kioskPort: number;
}

export interface RunningOffer {
  readonly port: number;
  close(): Promise<void>;
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  'X-Content-Type-Options': 'nosniff',
};

/** @throws when the port is taken or may not be used; the message says what to do. */
export async function offerAuthority({ authority, port, kioskPort }: OfferOptions): Promise<RunningOffer> {
  const fingerprint = fingerprintOf(authority);
  const server = createServer((req, res) => {
    for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
    const path = (req.url ?? '/').split('?', 1)[0];
    if (path === AUTHORITY_PATH) {
      res.setHeader('Content-Type', 'application/x-x509-ca-cert');
      res.setHeader('Content-Disposition', `attachment; filename="${AUTHORITY_PATH.slice(1)}"`);
      res.end(authority.cert);
    } else if (path === '/') {
      res.setHeader('Content-Type', 'text/html; charset=utf-8');
      const kioskUrl = `https://${hostOf(req.headers.host)}:${String(kioskPort)}/`;
      res.end(authorityPage(req.headers['accept-language'] ?? '', fingerprint, kioskUrl));
    } else {
      res.statusCode = 404;
      res.end('There is nothing at this address.\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(explainListenError(error, port));
    });
    server.listen(port, '0.0.0.0', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

/** Without its port. What is no address or name is not repeated in the page. */
function hostOf(header = ''): string {
  const host = header.replace(/:\d+$/, '');
  return /^[\w.-]+$/.test(host) ? host : 'localhost';
}
