/**
 * @file Gives running processes a share of the processors, by a control group of Linux. The throttling of DevTools
 * slows a page and none of its workers, which do the work here.
 */
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CpuQuota {
  /** @param cores - What the processes get together; null for no limit. */
  limit(cores: number | null): Promise<void>;
  /** Lets the processes go; they run on without a limit. */
  close(): Promise<void>;
}

/** What differs between the two versions of control groups. */
interface Hierarchy {
  /** Where its groups lie. */
  readonly folder: string;
  /** Makes a new group ready for any process. */
  readonly prepare: (group: string) => Promise<void>;
  readonly limit: (group: string, cores: number | null) => Promise<void>;
}

const ROOT = '/sys/fs/cgroup';
/** Short, so that a frame is slowed as a slow processor would, and not stopped for long. */
const PERIOD_US = 10_000;
const REAL_TIME_US = '100000';
const quotaUs = (cores: number) => String(Math.round(cores * PERIOD_US));

const v1 = (root: string): Hierarchy => ({
  folder: join(root, 'cpu'),
  // Chromium has threads of real-time priority, which a group without time for them refuses where the system counts it.
  prepare: (group) =>
    writeFile(join(group, 'cpu.rt_runtime_us'), REAL_TIME_US, { flag: 'r+' }).catch(() => undefined),
  async limit(group, cores) {
    await writeFile(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
    await writeFile(join(group, 'cpu.cfs_quota_us'), cores === null ? '-1' : quotaUs(cores));
  },
});

const v2 = (root: string): Hierarchy => ({
  folder: root,
  prepare: () => Promise.resolve(),
  limit: (group, cores) =>
    writeFile(join(group, 'cpu.max'), `${cores === null ? 'max' : quotaUs(cores)} ${PERIOD_US}`),
});

/**
 * Puts a process and all that it has started into a group.
 * @param root - Where the system shows its control groups.
 * @returns Why that cannot be done here, as the end of a sentence.
 */
export async function openCpuQuota(pid: number, root = ROOT): Promise<CpuQuota | string> {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'it needs root';
  const hierarchy = await findHierarchy(root);
  if (hierarchy === null) return 'this system has no control groups with a CPU quota';
  const group = join(hierarchy.folder, `facegate-${process.pid}`);
  const close = async (): Promise<void> => {
    const members = (await readFile(join(group, 'cgroup.procs'), 'utf8')).split('\n').filter(Boolean);
    await moveAll(members.map(Number), hierarchy.folder);
    await rmdir(group);
  };
  try {
    await mkdir(group);
    await hierarchy.prepare(group);
    await moveAll(await familyOf(pid), group);
    // A process that was started meanwhile is in the group or among these.
    await moveAll(await familyOf(pid), group);
  } catch (error) {
    await close().catch(() => undefined);
    return `its control group could not be made (${error instanceof Error ? error.message : String(error)})`;
  }
  return { limit: (cores) => hierarchy.limit(group, cores), close };
}

/** Systems that have both have the CPU in the first version's. */
async function findHierarchy(root: string): Promise<Hierarchy | null> {
  const first = v1(root);
  const files: readonly string[] = await readdir(first.folder).catch(() => []);
  if (files.includes('cgroup.procs')) return first;
  const controllers = await readFile(join(root, 'cgroup.subtree_control'), 'utf8').catch(() => '');
  return controllers.split(/\s+/u).includes('cpu') ? v2(root) : null;
}

/** The process and its descendants. */
async function familyOf(pid: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The name in brackets may hold anything; the parent is the second field after it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (Number.isInteger(parent)) parents.set(Number(name), parent);
  }
  const isOfFamily = (one: number): boolean => {
    for (let at = one; at > 1; at = parents.get(at) ?? 0) if (at === pid) return true;
    return false;
  };
  return [...parents.keys()].filter(isOfFamily);
}

async function moveAll(pids: readonly number[], group: string): Promise<void> {
  // One that has ended meanwhile cannot be moved.
  for (const pid of pids) await writeFile(join(group, 'cgroup.procs'), String(pid)).catch(notGone);
}

function notGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ESRCH') throw error;
}
