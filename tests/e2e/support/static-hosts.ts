/** @file Debian's nginx and Caddy with the configurations of a release, in the root of a host or in a folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostFiles, RELEASE_FOLDER } from '../../../scripts/lib/release/host-files.ts';
import { freePort } from '../../../scripts/lib/site/free-port.ts';

export type HostName = 'nginx' | 'caddy';

/** Only root's path has the first of these folders. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/local/bin'];
const MIME_TYPES = '/etc/nginx/mime.types';
const FILES = { nginx: 'nginx.conf', caddy: 'Caddyfile' } as const;
const START_TIMEOUT_MS = 20_000;

export interface StaticHost {
  /** Of the site; ends in a slash. */
  readonly url: string;
  /** At once, as if it had died: Caddy would wait for whoever has not read its answer to the end. */
  stop(): Promise<void>;
}

/** @returns The program's path; null where it is not installed. */
export function findHost(name: HostName): string | null {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** @param base - `/` or `/door/`. */
export async function startHost(
  name: HostName,
  program: string,
  base: '/' | '/door/',
  dist: string,
): Promise<StaticHost> {
  const folder = await mkdtemp(join(tmpdir(), `facegate-${name}-`));
  const port = await freePort();
  const files = hostFiles({ base, doorOrigins: [] });
  const written = files[FILES[name]]
    .replaceAll(`${RELEASE_FOLDER}/site`, dist)
    .replace('include mime.types', `include ${MIME_TYPES}`);
  const file = join(folder, 'configuration');
  await writeFile(file, name === 'nginx' ? nginx(written, port, folder) : caddy(written, port));
  const args =
    name === 'nginx'
      ? ['-c', file, '-p', folder, '-e', 'stderr']
      : ['run', '--config', file, '--adapter', 'caddyfile'];
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const url = `http://localhost:${String(port)}${base}`;
  try {
    await answers(child, url);
  } catch (cause) {
    child.kill();
    throw new Error(`${name} does not serve the site: ${complaint}`, { cause });
  }
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The file as it is, but at a free port and without a certificate. */
function nginx(server: string, port: number, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const plain = server
    .replace('listen 443 ssl', `listen 127.0.0.1:${String(port)}`)
    .replace('listen [::]:443 ssl', `listen [::1]:${String(port)}`)
    .replace(/^ *ssl_.*\n/gm, '');
  return `${user} daemon off; pid ${folder}/pid; events {} http { access_log off; ${temporary.join(' ')}
${plain} }`;
}

/** The file as it is, but at a free port and without a certificate. */
function caddy(site: string, port: number): string {
  const plain = site
    .replace(/^kiosk\.example/m, `http://localhost:${String(port)}`)
    .replace(/^ *tls .*\n/m, '');
  return `{\n admin off\n auto_https off\n}\n${plain}`;
}

async function answers(child: ChildProcess, url: string): Promise<void> {
  const untilMs = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < untilMs) {
    if ((await fetch(url).catch(() => null))?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not answer.');
}
