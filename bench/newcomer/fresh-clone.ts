/** @file A fresh clone of this repository's last commit, and `npm start` in it, as a newcomer runs it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/paths.ts';
import { freePort } from '../../scripts/lib/site/free-port.ts';

export interface FreshClone {
  readonly url: string;
  /** Milliseconds that npm took to install the packages. */
  readonly installMs: number;
  /** From then on until the kiosk could be opened. */
  readonly startMs: number;
  readonly close: () => Promise<void>;
}

/** What `scripts/run.mjs` says around `npm ci`. */
const INSTALLING = 'Installing packages (npm ci) … ';
const INSTALLED = /\(npm ci\) … [\d.]+ s/u;
/** What `npm start` ends with. */
const READY = 'press “Set up this kiosk”';

/** @throws Error with what npm or git said. */
export async function startFreshClone(): Promise<FreshClone> {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-newcomer-'));
  const clone = join(folder, 'facegate');
  const discard = () => rm(folder, { recursive: true, force: true });
  try {
    const git = spawnSync('git', ['clone', '--quiet', ROOT, clone], { encoding: 'utf8' });
    if (git.status !== 0) throw new Error(`git clone failed: ${git.stderr}`);
    const port = await freePort();
    const beganMs = performance.now();
    const npm = spawn('npm', ['start'], {
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
      const { installedMs, readyMs } = await follow(npm);
      return {
        url: `http://localhost:${String(port)}/`,
        ...{ installMs: installedMs - beganMs, startMs: readyMs - installedMs },
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

function follow(npm: ReturnType<typeof spawn>): Promise<{ installedMs: number; readyMs: number }> {
  let said = '';
  let installedMs: number | null = null;
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (installedMs === null && INSTALLED.test(said)) installedMs = performance.now();
      if (!said.includes(READY)) return;
      if (installedMs === null) reject(new Error(`npm start never said “${INSTALLING}”.`));
      else resolve({ installedMs, readyMs: performance.now() });
    };
    npm.stdout?.on('data', hear);
    npm.stderr?.on('data', hear);
    npm.once('error', reject);
    npm.once('exit', () => reject(new Error(`npm start ended before the kiosk ran:\n${said}`)));
  });
}
