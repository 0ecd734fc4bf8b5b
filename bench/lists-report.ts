/** @file The bench of long lists as text. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import type { ListsBench, ListStep } from './lists.bench.ts';

/** The result, and what it was measured on. */
export type ListsResult = ListsBench & {
  readonly machine: { readonly cores: number; readonly cpu: string };
  /** Runnable processes averaged over the last minute, when the bench began and when it ended. */
  readonly load: { readonly before: number; readonly after: number };
};

export function describeLists({ entries, people, choosing, machine, load, steps }: ListsResult): string[] {
  return [
    `${machine.cores} cores, ${machine.cpu}; load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}.`,
    `Choosing among ${people} people of ${choosing.photosEach} photos each: ${(choosing.ms / 1_000).toFixed(1)} s, ` +
      `${choosing.memoryMb.toFixed(0)} MB.`,
    `${entries} entries of the log, ${people} people.`,
    '',
    ...textTable(['step', 'ms', 'longest task, ms', 'heap, MB'], steps.map(stepRow), [1, 2, 3]),
  ];
}

/** The browser tells of tasks from 50 ms on. */
function stepRow({ name, ms, longestTaskMs, heapMb }: ListStep): string[] {
  return [
    name,
    ms.toFixed(0),
    longestTaskMs === 0 ? '< 50' : longestTaskMs.toFixed(0),
    heapMb === null ? '' : heapMb.toFixed(0),
  ];
}
