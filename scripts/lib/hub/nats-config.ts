/** @file The configuration of the hub's nats-server. Pure. */
import { join } from 'node:path';
import { type Cluster, clusterConfig } from './cluster.ts';
import { type NatsVersion, syncsEachWrite } from './nats-version.ts';
import type { SiteClaims } from './site-claims.ts';

/** On the loopback. */
export interface NatsPorts {
  readonly client: number;
  readonly webSocket: number;
}

export interface NatsConfigOptions {
  /** Of the hub: store, resolver and log lie in it. */
  readonly folder: string;
  readonly claims: SiteClaims;
  readonly version: NatsVersion;
  readonly ports: NatsPorts;
  /** Of this run: by it the hub knows its own server from another at the same port. */
  readonly serverName: string;
  /** Of several hubs; left out for a hub alone. */
  readonly cluster?: Cluster | undefined;
}

/** When hundreds of doors come back at once, signing in takes longer than the two seconds that are the default. */
const AUTH_TIMEOUT_S = 20;
/** So often each hub asks the others for claims: one that was off hears so soon whom it lets in no more. */
const CLUSTER_INTERVAL = '5s';
const ALONE_INTERVAL = '2m';
const MAX_MEMORY_STORE = '256MB';
const MAX_LOG_BYTES = 10 * 2 ** 20;

/** Files of the hub's folder that nats-server reads and writes. */
export function natsFiles(
  folder: string,
): Readonly<Record<'config' | 'log' | 'pid' | 'store' | 'claims', string>> {
  const at = (name: string): string => join(folder, name);
  return {
    config: at('nats.conf'),
    log: at('nats.log'),
    pid: at('nats.pid'),
    store: at('store'),
    claims: at('claims'),
  };
}

/** @returns The text of `nats.conf`. */
export function natsConfig({
  folder,
  claims,
  version,
  ports,
  serverName,
  cluster,
}: NatsConfigOptions): string {
  const files = natsFiles(folder);
  // A server that keeps its log to a size keeps every old one, unless it knows how many to keep.
  const log = [`log_file: ${quoted(files.log)}`, `logfile_size_limit: ${MAX_LOG_BYTES}`];
  const jetstream = [`store_dir: ${quoted(files.store)}`, `max_memory_store: ${MAX_MEMORY_STORE}`];
  if (syncsEachWrite(version)) {
    log.push('logfile_max_num: 4');
    jetstream.push('sync_interval: always');
  }
  return `# Written by npm run hub at each start.
server_name: ${quoted(serverName)}
listen: "127.0.0.1:${ports.client}"
pid_file: ${quoted(files.pid)}
${log.join('\n')}
authorization { timeout: ${AUTH_TIMEOUT_S} }
operator: ${quoted(claims.operatorJwt)}
system_account: ${claims.systemPublicKey}
# What the console changes later lies in the folder, and is newer than what stands here.
resolver { type: full, dir: ${quoted(files.claims)}, allow_delete: false, interval: "${cluster === undefined ? ALONE_INTERVAL : CLUSTER_INTERVAL}" }
resolver_preload {
  ${claims.systemPublicKey}: ${quoted(claims.systemJwt)}
  ${claims.accountPublicKey}: ${quoted(claims.accountJwt)}
}
jetstream {
  ${jetstream.join('\n  ')}
}
websocket {
  host: "127.0.0.1"
  port: ${ports.webSocket}
  no_tls: true
  handshake_timeout: "${AUTH_TIMEOUT_S}s"
  authorization { timeout: ${AUTH_TIMEOUT_S} }
}
${cluster === undefined ? '' : clusterConfig(folder, cluster)}`;
}

/** As a string of JSON, whose escapes the server reads alike. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
