/** @file Finds nats-server on this machine, or says how to install it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type NatsVersion, parseNatsVersion, refuseOldNats, riskOf } from './nats-version.ts';

export interface NatsBinary {
  readonly file: string;
  readonly version: NatsVersion;
}

/** Debian puts it where only root's path looks. */
const USUAL_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];
const DOWNLOADS = 'https://github.com/nats-io/nats-server/releases';

/**
 * The server that `FACEGATE_NATS` names, else the first in `PATH` and the usual folders.
 * @returns null where there is none.
 * @throws Error when `FACEGATE_NATS` names no nats-server, or the one that was found does not run.
 */
export function findNats(
  environment: NodeJS.ProcessEnv = process.env,
  usualFolders: readonly string[] = USUAL_FOLDERS,
): NatsBinary | null {
  const named = environment.FACEGATE_NATS;
  if (named) {
    if (!isFile(named)) throw new Error(`FACEGATE_NATS names ${named}, and there is no such file.`);
    return examine(named);
  }
  const folders = [...(environment.PATH ?? '').split(delimiter).filter(Boolean), ...usualFolders];
  const name = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';
  const file = folders.map((folder) => join(folder, name)).find(isFile);
  return file === undefined ? null : examine(file);
}

/**
 * The server for a hub that people rely on.
 * @param warn - Gets a sentence that names the risk of an old one that `FACEGATE_ALLOW_OLD_NATS` lets in.
 * @throws Error in one sentence: how to install it, or why it is refused.
 */
export function requireNats(
  warn: (sentence: string) => void,
  environment?: NodeJS.ProcessEnv,
  usualFolders?: readonly string[],
): NatsBinary {
  const binary = findNats(environment, usualFolders);
  if (binary === null) throw new Error(howToInstall());
  const risk = riskOf(binary.version);
  if (risk === null) return binary;
  if ((environment ?? process.env).FACEGATE_ALLOW_OLD_NATS !== '1') refuseOldNats(binary.version);
  warn(`Warning: nats-server ${binary.version.text} is old, and ${risk}.`);
  return binary;
}

/** @param osRelease - Text of `/etc/os-release`; empty where there is none. @returns One sentence. */
export function howToInstall(
  platform: NodeJS.Platform = process.platform,
  osRelease: string = readOsRelease(),
): string {
  return `The hub needs nats-server, which was not found: ${steps(platform, osRelease)}.`;
}

function steps(platform: NodeJS.Platform, osRelease: string): string {
  if (platform === 'darwin') return 'brew install nats-server';
  if (platform === 'win32')
    return `unpack the zip for Windows from ${DOWNLOADS} and name it in FACEGATE_NATS`;
  const system: Readonly<Record<string, string | undefined>> = Object.fromEntries(
    [...osRelease.matchAll(/^(\w+)="?([^"\n]*)"?$/gmu)].map(([, key, value]) => [key, value]),
  );
  // Debian 12 has 2.9.10, which the hub refuses.
  if (system.ID === 'debian' && !(Number(system.VERSION_ID) < 13)) return 'sudo apt-get install nats-server';
  const family = `${system.ID ?? ''} ${system.ID_LIKE ?? ''}`;
  if (/\b(debian|ubuntu)\b/u.test(family)) return `install the .deb from ${DOWNLOADS} with sudo dpkg -i`;
  if (/\b(fedora|rhel|suse|opensuse)\b/u.test(family))
    return `install the .rpm from ${DOWNLOADS} with sudo rpm -i`;
  return `unpack the archive for this system from ${DOWNLOADS} and name it in FACEGATE_NATS`;
}

function examine(file: string): NatsBinary {
  const { stdout, error } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  if (error) throw new Error(`${file} could not be started: ${error.message}`, { cause: error });
  const version = parseNatsVersion(stdout);
  if (version === null) throw new Error(`${file} is no nats-server: it does not tell its version.`);
  return { file, version };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
