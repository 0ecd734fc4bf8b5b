/** @file A port that nothing listens at yet, for a program that does not say which one it took. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** @returns Free on the loopback when it was asked for; another program may take it first. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port;
}

/** As many at once, none of them twice: a port that is free again is soon given anew. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, 'localhost'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, 'close')));
  return ports;
}
