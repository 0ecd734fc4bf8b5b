/** @file `prepare`: a data set's folder into a packed dataset. */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { printable } from '../../src/core/enrolment/visible-text.ts';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { FILES } from '../data/packed-format.ts';
import { LAYOUTS } from '../prepare/layouts/index.ts';
import type { LayoutName } from '../prepare/layouts/index.ts';
import { prepare } from '../prepare/prepare.ts';
import type { PrepareReport } from '../prepare/prepare.ts';
import { jsonOption, writeJson } from './json.ts';
import { wholeNumber } from './parse-numbers.ts';
import { SPLITS } from '../data/types.ts';

interface Flags {
  readonly data: string;
  readonly layout: LayoutName;
  readonly out: string;
  readonly pages: number;
  readonly splitSeed: number;
  readonly frames: boolean;
  readonly limit?: number;
  readonly json?: string;
}

/** Problems shown before "and so many more"; `report.json` has all. */
const SHOWN_PROBLEMS = 10;

export function prepareCommand(): Command {
  return new Command('prepare')
    .description(
      "align every image of a data set with the kiosk's own tracker and pack the crops; goes on where it was stopped",
    )
    .requiredOption('--data <folder>', 'the data set')
    .addOption(
      new Option('--layout <name>', 'how it is laid out').choices(Object.keys(LAYOUTS)).makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'the packed dataset')
    .option('--pages <count>', 'pages that search at once', wholeNumber, availableParallelism())
    .option('--split-seed <number>', 'of the hash that splits people', wholeNumber, 0)
    .option('--frames', 'pack whole photos as they are, unaligned, in place of aligned crops', false)
    .option('--limit <count>', 'only so many images, evenly spread', wholeNumber)
    .addOption(jsonOption())
    .action(async (flags: Flags) => {
      const report = await prepare({
        ...flags,
        notify: (message) => console.error(message),
        startProgress: (total) => startProgress(total, 'images'),
      });
      printReport(report, flags);
      await writeJson(flags.json, report);
    });
}

function printReport(report: PrepareReport, { out, frames }: Flags): void {
  const rate = report.imagesPerSecond === null ? '' : `, ${report.imagesPerSecond.toFixed(1)} images/s`;
  console.log(`${report.packed} of ${report.images} images packed in ${out}${rate}`);
  if (!frames) {
    console.log(
      `the data set's own points: ${report.givenWhereNoFace} where no face was found, ` +
        `${report.givenWhereOtherFace} where another face was`,
    );
  }
  for (const split of SPLITS) {
    const { real, fake } = report.perSplit[split];
    console.log(`${split}: ${report.people[split]} people, ${real} real, ${fake} fake`);
  }
  console.log(`split of each person: ${out}/${FILES.split}`);
  if (report.leftOut.length === 0) return;
  console.log(`left out: ${report.leftOut.length}`);
  for (const { where, what } of report.leftOut.slice(0, SHOWN_PROBLEMS))
    console.log(printable(`  ${where}: ${what}`));
  if (report.leftOut.length > SHOWN_PROBLEMS) {
    console.log(`  and ${report.leftOut.length - SHOWN_PROBLEMS} more in ${out}/report.json`);
  }
}
