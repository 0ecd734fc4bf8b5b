/** @file Fills a hub's store by a nats-server that does not sync each write, which would take hours for millions. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { headers, jwtAuthenticator, type NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { natsFiles } from '../../scripts/lib/hub/nats-config.ts';
import { runNats } from '../../scripts/lib/hub/nats-process.ts';
import type { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { makeUser } from '../../src/fleet/credentials.ts';
import { CONSOLE } from '../../src/fleet/permissions.ts';
import { type Bytes, encodeUtf8 } from '../../src/storage/bytes.ts';

export interface Message {
  readonly subject: string;
  readonly data: Bytes;
  readonly header?: readonly [name: string, value: string];
}

type Messages = AsyncIterable<Message> | Iterable<Message>;

/** Every so many messages one is waited for: the server queues fewer than it may drop. */
const ANSWERED = 2_000;
const LONG_MS = 600_000;

/** @param folder - Of a hub whose own server does not run now. */
export async function withLoader(
  fleet: TestFleet,
  folder: string,
  work: (load: (messages: Messages) => Promise<void>) => Promise<void>,
): Promise<void> {
  const { config, log } = natsFiles(folder);
  const text = await readFile(config, 'utf8');
  const loading = join(folder, 'loading.conf');
  await writeFile(loading, text.replace('sync_interval: always', 'sync_interval: "10s"'));
  const serverName = /^server_name: "(.+)"$/mu.exec(text)?.[1] ?? '';
  const { client: port } = fleet.hub.ports;
  const { file } = findNats()!;
  const signal = new AbortController().signal;
  const run = await runNats({ file, config: loading, log, port, serverName, signal });
  const { jwt, seed } = await makeUser(fleet.seeds, 'loader', CONSOLE);
  const connection = await connect({
    servers: `127.0.0.1:${port}`,
    authenticator: jwtAuthenticator(jwt, encodeUtf8(seed)),
  });
  try {
    await work((messages) => load(connection, messages));
  } finally {
    await connection.close();
    await run.stop();
  }
}

async function load(connection: NatsConnection, messages: Messages): Promise<void> {
  let count = 0;
  for await (const { subject, data, header } of messages) {
    const head = headers();
    if (header) head.set(...header);
    const options = header ? { headers: head } : {};
    count += 1;
    if (count % ANSWERED === 0) await connection.request(subject, data, { ...options, timeout: LONG_MS });
    else connection.publish(subject, data, options);
  }
  await connection.flush();
}
