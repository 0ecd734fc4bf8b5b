/** @file `experiments`: runs a named sweep and prints its table. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { DEVICES } from '../engine/devices.ts';
import type { Device } from '../engine/devices.ts';
import { runSweep, withChangesToAll } from '../experiments/sweep.ts';
import { SWEEPS } from '../experiments/sweeps.ts';
import { experimentMarkdown, experimentTable } from '../experiments/table.ts';
import { createTerminalView } from '../run/terminal-view.ts';
import { abortOnSignals } from './abort.ts';
import { jsonOption, writeJson } from './json.ts';
import { collect, numberList, wholeNumber } from './parse-numbers.ts';

interface Flags {
  readonly data: string;
  readonly out: string;
  readonly seeds: readonly number[];
  readonly steps?: number;
  readonly set: string[];
  readonly device: Device;
  readonly threads?: number;
  readonly workers: number;
  readonly json?: string;
}

export function experimentsCommand(): Command {
  const list = Object.entries(SWEEPS).map(([name, { about }]) => `  ${name}: ${about}`);
  return new Command('experiments')
    .description(
      'train every variant of a sweep alike and compare them on test people; goes on where it was stopped',
    )
    .addHelpText('after', `\nSweeps:\n${list.join('\n')}`)
    .addArgument(new Argument('<sweep>', 'what to compare').choices(Object.keys(SWEEPS)))
    .requiredOption('--data <folder>', 'holds the packed datasets')
    .requiredOption('--out <folder>', 'one run per variant and seed; the table goes to table.md there')
    .option('--seeds <numbers>', 'such as 1,2,3', numberList, [1, 2, 3])
    .option('--steps <count>', "instead of the sweep's own number", wholeNumber)
    .option('--set <path=value...>', 'change a knob of every variant, such as the datasets', collect, [])
    .addOption(new Option('--device <name>', 'where to compute').choices(DEVICES).default('cpu'))
    .option('--threads <count>', 'CPU threads of one operator; all cores when absent', wholeNumber)
    .option('--workers <count>', 'threads that decode and augment', wholeNumber, availableParallelism())
    .addOption(jsonOption())
    .action(async (name: string, { data, json, set, ...flags }: Flags) => {
      const sweep = SWEEPS[name];
      const results = await runSweep(withChangesToAll(sweep, set), {
        ...flags,
        dataFolder: data,
        signal: abortOnSignals(),
        trackersFor: (runName, { steps }) => {
          console.error(runName);
          return [createTerminalView(process.stderr, { totalSteps: steps })];
        },
      });
      if (results.length === 0) return;
      const table = experimentTable(results);
      const markdown = experimentMarkdown(table);
      console.log(markdown);
      await writeFile(join(flags.out, 'table.md'), markdown);
      await writeJson(json, table);
    });
}
