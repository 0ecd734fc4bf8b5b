/** @file The training bench's result as text. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import { type Target, verdictOn } from './report.ts';
import type { TrainingBench } from './training.bench.ts';

/** Runnable processes averaged over the last minute, when the bench began and when it ended. */
type Loaded = TrainingBench & { readonly load: { readonly before: number; readonly after: number } };

function trainingTargets({ networks, shareOfPeak, peakMemoryMb }: TrainingBench): Target[] {
  const [{ imagesPerSecond }] = networks;
  return [
    { figure: 'images per second', unit: '/s', measured: imagesPerSecond, target: 100, better: 'higher' },
    { figure: 'of the matrix product', unit: '%', measured: shareOfPeak * 100, target: 35, better: 'higher' },
    { figure: 'peak memory', unit: 'MB', measured: peakMemoryMb, target: 1_500, better: 'lower' },
  ];
}

export function describeTraining(result: Loaded): string[] {
  const { networks, steps, gflops, matMulGflops, load } = result;
  const targets = trainingTargets(result).map((row) => [
    row.figure,
    `${(row.measured ?? 0).toFixed(1)} ${row.unit}`,
    `${row.better === 'higher' ? '≥' : '≤'} ${row.target} ${row.unit}`,
    verdictOn(row),
  ]);
  const rows = networks.map(({ network, batch, parameters, imagesPerSecond, processorMs, starved }) => [
    ...[network, String(batch), (parameters / 1e6).toFixed(2), imagesPerSecond.toFixed(1)],
    ...[processorMs.toFixed(1), `${(starved * 100).toFixed(1)} %`],
  ]);
  const heading = [
    ...['network, 112²', 'batch', 'million trained', 'images per second'],
    ...['processor ms an image', 'waited for batches'],
  ];
  return [
    `${steps} steps each, decoded and augmented; load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}`,
    ...textTable(heading, rows, [1, 2, 3, 4, 5]),
    '',
    `${networks[0].network}:`,
    ...textTable(['figure', 'measured', 'target', ''], targets, [1, 2]),
    `${gflops.toFixed(0)} Gflop/s of ${matMulGflops.toFixed(0)}`,
  ];
}
