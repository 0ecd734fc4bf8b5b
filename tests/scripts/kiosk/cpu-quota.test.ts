/** @file A share of the processors for processes: where it can be had, what it writes, and that it holds. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCpuQuota } from '../../../scripts/lib/kiosk/cpu-quota.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'facegate-quota-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});

const onLinux = process.platform === 'linux';
/** As the system counts a process's time. */
const TICK_MS = 10;

/** As the system's folder, with plain files. */
async function opened() {
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  const quota = await openCpuQuota(process.pid, root);
  if (typeof quota === 'string') throw new Error(quota);
  return quota;
}

describe.skipIf(!onLinux)('openCpuQuota', () => {
  it('writes what version 2 of control groups wants', async () => {
    await writeFile(join(root, 'cgroup.subtree_control'), 'cpuset cpu memory\n');
    const quota = await opened();
    const [group] = (await readdir(root)).filter((name) => name.startsWith('facegate'));
    const read = (file: string) => readFile(join(root, group, file), 'utf8');
    await quota.limit(0.5);
    expect(await read('cpu.max')).toBe('5000 10000');
    await quota.limit(null);
    expect(await read('cpu.max')).toBe('max 10000');
  });

  it('writes what version 1 wants', async () => {
    await mkdir(join(root, 'cpu'));
    await writeFile(join(root, 'cpu', 'cgroup.procs'), '');
    const quota = await opened();
    const [group] = (await readdir(join(root, 'cpu'))).filter((name) => name.startsWith('facegate'));
    const read = (file: string) => readFile(join(root, 'cpu', group, file), 'utf8');
    await quota.limit(0.25);
    expect([await read('cpu.cfs_quota_us'), await read('cpu.cfs_period_us')]).toEqual(['2500', '10000']);
    await quota.limit(null);
    expect(await read('cpu.cfs_quota_us')).toBe('-1');
  });

  it('says why it cannot be had', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    expect(await openCpuQuota(process.pid, root)).toBe('it needs root');
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    expect(await openCpuQuota(process.pid, root)).toContain('no control groups');
  });

  it('holds a process and what it has started to its share, where this system lets it', async () => {
    const busy = 'while (true);';
    const parent = spawn(process.execPath, [
      '-e',
      `const child = require('node:child_process').spawn(process.execPath, ['-e', '${busy}']);
       process.on('SIGTERM', () => { child.kill('SIGKILL'); process.exit(); });`,
    ]);
    try {
      const child = await childOf(parent.pid!);
      const quota = await openCpuQuota(parent.pid!);
      if (typeof quota === 'string') return;
      await quota.limit(0.1);
      const [before, startMs] = [await cpuTicks(child), performance.now()];
      await sleep(1_000);
      const workedMs = ((await cpuTicks(child)) - before) * TICK_MS;
      // Unlimited it could be all of the time, which on a busy machine is more than a second.
      expect(workedMs / (performance.now() - startMs)).toBeLessThan(0.4);
      await quota.close();
    } finally {
      parent.kill();
    }
  });
});

async function childOf(pid: number): Promise<number> {
  for (;;) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    if (children.trim() !== '') return Number(children.trim().split(' ')[0]);
    await sleep(20);
  }
}

/** Of its time as user and as system (proc(5)). */
async function cpuTicks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
