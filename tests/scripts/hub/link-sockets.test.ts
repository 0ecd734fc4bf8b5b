/** @file How many links the hub passes through: no machine of the network may take them all. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LinkSockets } from '../../../scripts/lib/hub/link-sockets.ts';

/** Stands in for nats-server: it answers with what it got. */
let echo: Server;
beforeAll(async () => {
  echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
});
afterAll(() => {
  echo.close();
});

class Visitor extends Duplex {
  text = '';
  override _read(): void {
    // The test pushes nothing.
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function visit(links: LinkSockets, remoteAddress: string): Visitor {
  const visitor = new Visitor();
  const socket = { remoteAddress, setNoDelay: () => socket, setKeepAlive: () => socket };
  const headers = { host: 'hub.local', origin: 'https://hub.local' };
  const req = { url: '/hub/link', method: 'GET', headers, rawHeaders: ['Host', 'hub.local'], socket };
  links.upgrade(req as unknown as IncomingMessage, visitor, Buffer.from('head'));
  return visitor;
}

const start = (sockets: number, perAddress: number): LinkSockets =>
  new LinkSockets(() => (echo.address() as AddressInfo).port, { sockets, perAddress });

it('hands the request on as it came, with what followed it', async () => {
  const links = start(2, 2);
  const visitor = visit(links, '10.0.0.7');
  await expect.poll(() => visitor.text).toBe('GET / HTTP/1.1\r\nHost: hub.local\r\n\r\nhead');
  links.close();
  expect(visitor.destroyed).toBe(true);
});

it('lets one address have so many, and others theirs', async () => {
  const links = start(9, 2);
  const [first] = [visit(links, '10.0.0.7'), visit(links, '10.0.0.7')];
  expect(visit(links, '10.0.0.7').text).toMatch(/^HTTP\/1\.1 429 /u);
  visit(links, '10.0.0.8');
  // A proxy on this machine.
  for (let time = 0; time < 3; time++) visit(links, '::ffff:127.0.0.1');
  expect(links.count).toBe(6);
  first.destroy();
  await once(first, 'close');
  expect(visit(links, '10.0.0.7').text).toBe('');
  expect(links.count).toBe(6);
  links.close();
});

it('has an end', () => {
  const links = start(2, 2);
  for (const address of ['127.0.0.1', '10.0.0.7']) visit(links, address);
  expect(visit(links, '127.0.0.1').text).toMatch(/^HTTP\/1\.1 429 /u);
  links.close();
  expect(visit(links, '10.0.0.9').text).toMatch(/^HTTP\/1\.1 (429|503) /u);
});
