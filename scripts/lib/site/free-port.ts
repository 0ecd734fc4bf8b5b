/** @file A port that nothing listens at yet, for a program that does not say which one it took. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** @returns Free on the loopback when it was asked for; another program may take it first. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
