/** @file A newcomer's way to the first door of a fleet as text. Pure. */
import { textTable } from '../../scripts/lib/terminal/text-table.ts';
import { type Target, targetRow } from '../report.ts';
import type { HubNewcomerBench } from './hub.bench.ts';

/** `git clone`, the installation of nats-server, `npm run hub`. */
const COMMANDS = 3;

export function hubNewcomerTargets({ steps }: HubNewcomerBench): Target[] {
  const measured = steps.reduce((sum, { ms }) => sum + ms, 0) / 1_000;
  return [
    { figure: 'commands', unit: '', measured: COMMANDS, target: 3, better: 'lower' },
    { figure: 'from the clone to the first door', unit: 's', measured, target: 300, better: 'lower' },
  ];
}

export function describeHubNewcomer(bench: HubNewcomerBench): string[] {
  const rows = bench.steps.map(({ what, ms }) => [what, (ms / 1_000).toFixed(1)]);
  return [
    ...textTable(['step', 's'], rows, [1]),
    '',
    ...textTable(['figure', 'measured', 'target', ''], hubNewcomerTargets(bench).map(targetRow), [1, 2]),
  ];
}
