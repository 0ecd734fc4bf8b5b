/** @file `fakes`: a packed dataset into one that also holds fakes made of its real images. */
import { Command, Option } from 'commander';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import { FAKE_KINDS, packFakes } from '../fakes/pack-fakes.ts';
import type { FakeKind } from '../fakes/pack-fakes.ts';
import { jsonOption, writeJson } from './json.ts';
import { wholeNumber } from './parse-numbers.ts';

interface Flags {
  readonly dataset: string;
  readonly out: string;
  readonly kind: FakeKind;
  readonly perPerson: number;
  readonly seed: number;
  readonly json?: string;
}

export function fakesCommand(): Command {
  return new Command('fakes')
    .description('make fakes of real images: blended with themselves, or faces swapped between people')
    .requiredOption('--dataset <folder>', 'a packed dataset')
    .requiredOption('--out <folder>', 'the new one: its real images, and the fakes')
    .addOption(new Option('--kind <kind>', 'of fakes').choices(FAKE_KINDS).default('both'))
    .option('--per-person <count>', 'fakes of each person', wholeNumber, 2)
    .option('--seed <number>', 'of everything random', wholeNumber, 1)
    .addOption(jsonOption())
    .action(async ({ dataset: folder, out, json, ...options }: Flags) => {
      const dataset = openPackedDataset(folder);
      const report = await packFakes(dataset, out, { ...options, startProgress });
      dataset.close();
      console.log(
        `${out}: ${report.reals} real images, ${report.selfBlended} self-blended, ${report.swapped} swapped, ` +
          `${report.passedOver} passed over`,
      );
      await writeJson(json, report);
    });
}
