/**
 * @file Builds the kiosk, unless the last build was made from exactly what lies here now.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { sha256Hex } from '../models/digest.ts';
import { readDoorOrigins } from './door-origins.ts';
import { DIST_FOLDER, PUBLIC_FOLDER, RESOLVED_MODELS_FOLDER, ROOT, STATE_FOLDER } from '../paths.ts';

/** Everything that a build depends on. */
const SOURCES = [
  ...['src', 'enroll', 'index.html', 'vite.config.ts', 'package-lock.json'],
  ...['tsconfig.json', 'tsconfig.base.json', 'tsconfig.app.json'],
].map((path) => join(ROOT, path));

const STAMP = join(STATE_FOLDER, 'build-stamp');

/** Builds into `dist/` where it is not current. */
export async function buildIfStale({ force = false } = {}): Promise<void> {
  const files = await fingerprint([...SOURCES, PUBLIC_FOLDER, RESOLVED_MODELS_FOLDER]);
  // Pages and service worker hold them.
  const stamp = [files, ...readDoorOrigins()].join(' ');
  const last = existsSync(STAMP) ? await readFile(STAMP, 'utf8') : null;
  if (!force && last === stamp && existsSync(join(DIST_FOLDER, 'index.html'))) return;
  await build({ root: ROOT, logLevel: 'warn' });
  await mkdir(STATE_FOLDER, { recursive: true });
  await writeFile(STAMP, stamp);
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
