/** @file The training bench's result as text. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import { type Target, verdictOn } from './report.ts';
import type { TrainingBench } from './training.bench.ts';

/** Runnable processes averaged over the last minute, when the bench began and when it ended. */
type Loaded = TrainingBench & { readonly load: { readonly before: number; readonly after: number } };

function trainingTargets({ imagesPerSecond, shareOfPeak, peakMemoryMb }: TrainingBench): Target[] {
  return [
    { figure: 'images per second', unit: '/s', measured: imagesPerSecond, target: 100, better: 'higher' },
    { figure: 'of the matrix product', unit: '%', measured: shareOfPeak * 100, target: 35, better: 'higher' },
    { figure: 'peak memory', unit: 'MB', measured: peakMemoryMb, target: 1_500, better: 'lower' },
  ];
}

export function describeTraining(result: Loaded): string[] {
  const { network, batch, steps, gflops, matMulGflops, starved, load } = result;
  const rows = trainingTargets(result).map((row) => [
    row.figure,
    `${(row.measured ?? 0).toFixed(1)} ${row.unit}`,
    `${row.better === 'higher' ? '≥' : '≤'} ${row.target} ${row.unit}`,
    verdictOn(row),
  ]);
  return [
    `${network}: ${steps} steps of ${batch} images, decoded and augmented; load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}`,
    ...textTable(['figure', 'measured', 'target', ''], rows, [1, 2]),
    `${gflops.toFixed(0)} Gflop/s of ${matMulGflops.toFixed(0)}; the engine waited for batches ${(starved * 100).toFixed(1)} % of the time`,
  ];
}
