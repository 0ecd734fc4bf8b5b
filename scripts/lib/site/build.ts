/**
 * @file Builds the kiosk, unless the last build was made from exactly what lies here now.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { sha256Hex } from '../models/digest.ts';
import { type BuildMode, kioskConfig } from './kiosk-config.ts';
import {
  DIST_FOLDER,
  PUBLIC_FOLDER,
  RESOLVED_MODELS_FOLDER,
  ROOT,
  STATE_FOLDER,
  TOOLS_DIST_FOLDER,
} from '../paths.ts';

/** Everything that a build depends on. */
const SOURCES = [
  ...['src', 'enroll', 'console', 'index.html', 'package-lock.json'],
  ...['kiosk-config', 'page-chunks'].map((name) => `scripts/lib/site/${name}.ts`),
  ...['tsconfig.json', 'tsconfig.base.json', 'tsconfig.app.json'],
].map((path) => join(ROOT, path));

export interface BuildOptions {
  /** From `parseDoorOrigins`; none unless given. */
  readonly doorOrigins?: readonly string[];
  /** For people unless given. */
  readonly mode?: BuildMode;
  /** Where to build; the mode's own folder unless given. */
  readonly dist?: string;
  /** Build where it is current, too. */
  readonly force?: boolean;
}

const FOLDERS: Readonly<Record<BuildMode, string>> = { production: DIST_FOLDER, tools: TOOLS_DIST_FOLDER };

/** Builds where it is not current. @returns The build's folder. */
export async function buildIfStale({
  doorOrigins = [],
  mode = 'production',
  dist = FOLDERS[mode],
  force = false,
}: BuildOptions = {}): Promise<string> {
  const files = await fingerprint([...SOURCES, PUBLIC_FOLDER, RESOLVED_MODELS_FOLDER]);
  // Pages and service worker hold the origins.
  const stamp = [files, mode, ...doorOrigins].join(' ');
  const stampFile = join(STATE_FOLDER, 'build-stamps', sha256Hex(Buffer.from(dist)));
  const last = existsSync(stampFile) ? await readFile(stampFile, 'utf8') : null;
  if (!force && last === stamp && existsSync(join(dist, 'index.html'))) return dist;
  await build({ configFile: false, logLevel: 'warn', ...kioskConfig({ doorOrigins, dist, mode }) });
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stamp);
  return dist;
}

/** A digest over every file's path, length and age: quick, and different after any edit. */
async function fingerprint(paths: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const visit = async (path: string): Promise<void> => {
    const stats = await stat(path).catch(() => null);
    if (stats === null) return;
    if (!stats.isDirectory()) {
      lines.push(`${path} ${String(stats.size)} ${String(stats.mtimeMs)}`);
      return;
    }
    for (const name of (await readdir(path)).sort()) await visit(join(path, name));
  };
  for (const path of paths) await visit(path);
  return sha256Hex(Buffer.from(lines.join('\n')));
}
