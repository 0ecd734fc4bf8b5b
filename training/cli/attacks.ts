/** @file `attacks`: a packed dataset into pairs of its real images, photographed again, and attacks made of them. */
import { Command } from 'commander';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { packAttacks } from '../attacks/pack-attacks.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import { jsonOption, writeJson } from './json.ts';
import { wholeNumber } from './parse-numbers.ts';

interface Flags {
  readonly dataset: string;
  readonly out: string;
  readonly people?: number;
  readonly perPerson: number;
  readonly seed: number;
  readonly json?: string;
}

export function attacksCommand(): Command {
  return new Command('attacks')
    .description(
      'simulate prints and screens of real images before a camera, each beside its bona fide image',
    )
    .requiredOption('--dataset <folder>', 'a packed dataset')
    .requiredOption('--out <folder>', 'the new one: bona fide images and attacks, in pairs')
    .option('--people <count>', 'at most, drawn by lot; all when absent', wholeNumber)
    .option('--per-person <count>', 'pairs of each person', wholeNumber, 2)
    .option('--seed <number>', 'of everything random', wholeNumber, 1)
    .addOption(jsonOption())
    .action(async ({ dataset: folder, out, json, ...options }: Flags) => {
      const dataset = openPackedDataset(folder);
      const report = await packAttacks(dataset, out, { ...options, startProgress });
      dataset.close();
      console.log(
        `${out}: ${report.bonaFide} bona fide images, ${report.print} simulated prints, ${report.screen} simulated screens`,
      );
      await writeJson(json, report);
    });
}
