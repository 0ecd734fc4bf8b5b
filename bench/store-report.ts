/** @file The bench of many people as text. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import { targetRow, type Target } from './report.ts';
import type { StoreBench } from './store.bench.ts';

/** The result, and what it was measured on. */
export type StoreResult = StoreBench & {
  readonly machine: { readonly cores: number; readonly cpu: string };
  /** Runnable processes averaged over the last minute, when the bench began and when it ended. */
  readonly load: { readonly before: number; readonly after: number };
};

/** Up to so many people an unlocking is to take a second. */
const FEW = 10_000;

export function storeTargets(bench: StoreBench): Target[] {
  const most = (figure: string, measured: number, target: number, unit = 'ms'): Target => ({
    ...{ figure, unit, measured, target, better: 'lower' },
  });
  return [
    most('unlocking', bench.unlockMs, bench.people <= FEW ? 1_000 : 6_000),
    most('longest task of the page meanwhile', bench.longestTaskMs, 100),
    most('memory above the empty kiosk, at most', bench.peakMb, 250, 'MB'),
    most('memory above the empty kiosk, afterwards', bench.afterMb, 250, 'MB'),
    most('one change', bench.changeMs, 100),
    most('longest task of the page at a change', bench.changeLongestTaskMs, 100),
    most('one search', bench.searchMs, 8),
  ];
}

export function describeStore(result: StoreResult): string[] {
  const { people, machine, load, importMs, badgeMs, checkedMs } = result;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  return [
    `${machine.cores} cores, ${machine.cpu}; load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}.`,
    `${people} people, brought in from a file in ${seconds(importMs)}.`,
    `Badge and PIN opened ${seconds(badgeMs)} after the press, the hash of the passphrase among it; ` +
      `every record was checked after ${seconds(checkedMs)}.`,
    '',
    ...textTable(['figure', 'measured', 'target', ''], storeTargets(result).map(targetRow), [1, 2]),
  ];
}
