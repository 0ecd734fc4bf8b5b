/**
 * @file Several hubs as one: what each of them is told of the others, by a file of its own. Whoever has one of the
 * files can join them, and read and withhold what they keep, which is sealed.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from './atomic-file.ts';

/** Where a member listens for the others unless its address says otherwise. */
export const CLUSTER_PORT = 6222;
/** Of each record: any one hub may be lost. */
const COPIES = 3;

const PEM = v.pipe(v.string(), v.startsWith('-----BEGIN '), v.maxLength(16_384));
const clusterSchema = v.pipe(
  v.strictObject({
    facegateCluster: v.literal(1),
    /** Which of the members has this file, from 0. */
    self: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    /** `host:port`, the same at each. */
    members: v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^\S+:\d{1,5}$/u))),
      v.minLength(COPIES),
      v.maxLength(9),
    ),
    authority: PEM,
    cert: PEM,
    /** Secret. */
    key: PEM,
  }),
  v.check(({ self, members }) => self < members.length),
);

export type Cluster = v.InferOutput<typeof clusterSchema>;

export interface Address {
  /** IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** @throws Error for what is no address. @param text - `host`, `host:port`, or an IPv6 address in brackets. */
export function parseAddress(text: string): Address {
  const found = /^(?:\[([\da-f:]+)\]|([\w.-]+))(?::(\d{1,5}))?$/iu.exec(text);
  const [, bracketed = '', plain = '', port = String(CLUSTER_PORT)] = found ?? [];
  const host = bracketed + plain;
  const at = Number(port);
  if (host === '' || at < 1 || at > 65_535)
    throw new Error(`“${text}” is no address: write host or host:port.`);
  return { host, port: at };
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** How many copies of each record there are. @param cluster - Undefined for a hub alone. */
export function copiesOf(cluster: Cluster | undefined): number {
  return cluster === undefined ? 1 : COPIES;
}

/** The same at each start: by it the others know who holds which copy. */
export function memberName({ self }: Pick<Cluster, 'self'>): string {
  return `facegate-hub-${self + 1}`;
}

/** @throws Error that says what is wrong with the file. */
export async function readCluster(file: string): Promise<Cluster> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`The file of the hubs cannot be read: ${(error as Error).message}.`, { cause: error });
  });
  try {
    return v.parse(clusterSchema, JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} is no file of npm run hub -- cluster-files, or it is damaged.`, {
      cause: error,
    });
  }
}

function pemFiles(folder: string): Readonly<Record<'authority' | 'cert' | 'key', string>> {
  return {
    authority: join(folder, 'cluster-authority.pem'),
    cert: join(folder, 'cluster-cert.pem'),
    key: join(folder, 'cluster-key.pem'),
  };
}

/** Whether a hub of several has run in that folder. */
export function hasPems(folder: string): boolean {
  return existsSync(pemFiles(folder).cert);
}

/** For nats-server, which reads files. @param folder - Of the hub; for its owner alone. */
export async function writePems(folder: string, cluster: Cluster): Promise<void> {
  const files = pemFiles(folder);
  for (const part of ['authority', 'cert', 'key'] as const) await writeAtomically(files[part], cluster[part]);
}

/** The part of `nats.conf`. Each side shows a certificate that the files' authority has signed. */
export function clusterConfig(folder: string, { self, members }: Cluster): string {
  const { host, port } = parseAddress(members[self]);
  const files = pemFiles(folder);
  const routes = members.filter((_, at) => at !== self).map((member) => `"tls://${member}"`);
  // On this machine alone where the others are on it, too.
  const own = host === '127.0.0.1' ? host : '0.0.0.0';
  return `cluster {
  name: "facegate"
  listen: "${own}:${port}"
  no_advertise: true
  routes: [${routes.join(', ')}]
  tls {
    cert_file: ${JSON.stringify(files.cert)}
    key_file: ${JSON.stringify(files.key)}
    ca_file: ${JSON.stringify(files.authority)}
    verify: true
    timeout: 20
  }
}
`;
}
