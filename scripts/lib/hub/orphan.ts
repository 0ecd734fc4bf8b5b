/**
 * @file Ends a nats-server that outlived its hub, as after `kill -9`: two servers at one store would spoil it. It must
 * not touch any other process.
 */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/** @param files - Of the hub's folder: where the server wrote its process number, and its configuration. */
export async function stopOrphan({ pid: pidFile, config }: { pid: string; config: string }): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 1) return;
  const endMs = performance.now() + STOP_TIMEOUT_MS;
  while (await runsWith(pid, config)) {
    try {
      process.kill(pid, performance.now() < endMs ? 'SIGTERM' : 'SIGKILL');
    } catch {
      return;
    }
    await sleep(POLL_MS);
  }
}

/** The number may belong to another program by now. */
async function runsWith(pid: number, config: string): Promise<boolean> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => argumentsOf(pid));
  return words.includes('nats-server') && words.includes(config);
}

/** For systems without `/proc`. */
function argumentsOf(pid: number): string {
  if (process.platform === 'linux') return '';
  return spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout;
}
