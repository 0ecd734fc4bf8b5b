/** @file The bench of the depth cue as text: for each species and distance how many passed, and the figures. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import { percentile } from '../src/core/metrics/statistics.ts';
import type { DepthTrial } from './depth.bench.ts';

const HEADER = [
  'what turns',
  'mm',
  'n',
  'passed',
  'failed',
  'no turn',
  'relief 5 %',
  '50 %',
  '95 %',
  'untold° 50 %',
  'told° 95 %',
];

export function describeDepth(trials: readonly DepthTrial[]): string[] {
  const groups = new Map<string, DepthTrial[]>();
  for (const trial of trials) {
    const key = `${trial.species}|${trial.distanceMm ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  const numbers = HEADER.map((_, at) => at).slice(1);
  return textTable(HEADER, [...groups.values()].map(rowOf), numbers);
}

function rowOf(trials: readonly DepthTrial[]): string[] {
  const [{ species, distanceMm }] = trials;
  const count = (state: DepthTrial['state']): string =>
    String(trials.filter((trial) => trial.state === state).length);
  const reliefs = trials.flatMap(({ relief }) => relief ?? []);
  const untold = trials.flatMap(({ untoldDeg }) => untoldDeg ?? []);
  const told = trials.map(({ toldDeg }) => toldDeg);
  const at = (values: readonly number[], share: number, digits: number): string =>
    percentile(values, share)?.toFixed(digits) ?? '–';
  return [
    species,
    distanceMm === null ? '–' : String(distanceMm),
    String(trials.length),
    ...[count('passed'), count('failed'), count('pending')],
    ...[0.05, 0.5, 0.95].map((share) => at(reliefs, share, 2)),
    at(untold, 0.5, 0),
    at(told, 0.95, 0),
  ];
}
