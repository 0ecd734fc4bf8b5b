/** @file Debian's nginx and Caddy with the configurations of docs/hosting.md, in the root of a host or in a folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.ts';

export type HostName = 'nginx' | 'caddy';

/** Only root's path has the first of these folders. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/local/bin'];
const MIME_TYPES = '/etc/nginx/mime.types';
/** As the document writes it. */
const SITE = '/srv/facegate';
const START_TIMEOUT_MS = 20_000;

export interface StaticHost {
  /** Of the site; ends in a slash. */
  readonly url: string;
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
  const written = await configurationFor(name, base);
  const site = written.replaceAll(SITE, dist).replace('include mime.types', `include ${MIME_TYPES}`);
  const file = join(folder, 'configuration');
  const whole = name === 'nginx' ? nginx(site, port, folder) : caddy(site, port);
  await writeFile(file, whole);
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
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function configurationFor(name: HostName, base: string): Promise<string> {
  const document = await readFile(join(ROOT, 'docs', 'hosting.md'), 'utf8');
  const language = name === 'nginx' ? 'nginx' : 'caddyfile';
  const block = new RegExp('```' + language + '\n([^]*?)\n```', 'u').exec(document)?.[1];
  if (block === undefined) throw new Error(`docs/hosting.md holds no configuration for ${name}.`);
  if (base === '/door/') return block;
  if (name === 'nginx')
    return block.replace('location /door/', 'location /').replace(`alias ${SITE}/;`, `root ${SITE};`);
  return block.replace(/^redir .*\nhandle_path .*\n([^]*)\n\}$/u, '$1');
}

function nginx(site: string, port: number, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `${user} daemon off; pid ${folder}/pid; events {} http { access_log off; ${temporary.join(' ')}
server { listen 127.0.0.1:${String(port)}; listen [::1]:${String(port)}; server_name localhost; ${site} } }`;
}

function caddy(site: string, port: number): string {
  return `{\n admin off\n auto_https off\n}\nhttp://localhost:${String(port)} {\n${site}\n}\n`;
}

async function answers(child: ChildProcess, url: string): Promise<void> {
  const untilMs = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < untilMs) {
    if ((await fetch(url).catch(() => null))?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not answer.');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
