/** @file A fresh clone of this repository's last commit, and a command in it, as a newcomer runs it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/paths.ts';
import { freePort } from '../../scripts/lib/site/free-port.ts';

export interface CloneOptions {
  /** Of npm. */
  readonly command: 'start' | 'hub';
  /** It serves once it has said this. */
  readonly ready: string;
  /** The packages are there already, as after an earlier command. */
  readonly withPackages?: boolean;
}

export interface FreshClone {
  readonly url: string;
  /** What the command has said until then. */
  readonly said: string;
  /** Milliseconds that npm took to install the packages; 0 where they were there. */
  readonly installMs: number;
  /** From then on until the kiosk could be opened. */
  readonly startMs: number;
  readonly close: () => Promise<void>;
}

/** What `scripts/run.mjs` says after `npm ci`. */
const INSTALLED = /\(npm ci\) … [\d.]+ s/u;

/** @throws Error with what npm or git said. */
export async function startFreshClone({
  command,
  ready,
  withPackages = false,
}: CloneOptions): Promise<FreshClone> {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-newcomer-'));
  const clone = join(folder, 'facegate');
  const discard = () => rm(folder, { recursive: true, force: true });
  try {
    const git = spawnSync('git', ['clone', '--quiet', ROOT, clone], { encoding: 'utf8' });
    if (git.status !== 0) throw new Error(`git clone failed: ${git.stderr}`);
    // By hard links: a gigabyte takes minutes to copy.
    if (withPackages) spawnSync('cp', ['-al', join(ROOT, 'node_modules'), clone]);
    const port = await freePort();
    const beganMs = performance.now();
    const npm = spawn('npm', ['run', command], {
      cwd: clone,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const stop = async (): Promise<void> => {
      if (npm.exitCode === null && npm.pid !== undefined) {
        process.kill(-npm.pid, 'SIGTERM');
        await once(npm, 'exit');
      }
      await discard();
    };
    try {
      const { installedMs, readyMs, said } = await follow(npm, ready);
      const installMs = installedMs === null ? 0 : installedMs - beganMs;
      return {
        url: `http://localhost:${String(port)}/`,
        ...{ said, installMs, startMs: readyMs - beganMs - installMs },
        close: stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await discard();
    throw error;
  }
}

function follow(
  npm: ReturnType<typeof spawn>,
  ready: string,
): Promise<{ installedMs: number | null; readyMs: number; said: string }> {
  let said = '';
  let installedMs: number | null = null;
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (installedMs === null && INSTALLED.test(said)) installedMs = performance.now();
      if (said.includes(ready)) resolve({ installedMs, readyMs: performance.now(), said });
    };
    npm.stdout?.on('data', hear);
    npm.stderr?.on('data', hear);
    npm.once('error', reject);
    npm.once('exit', () => reject(new Error(`npm ended before anything was served:\n${said}`)));
  });
}
