/** @file `report`: a run's folder as one HTML file to read, send and keep. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { summaryOf } from '../report/summary.ts';
import { readRun } from '../run/read-run.ts';
import { jsonOption, writeJson } from './json.ts';

interface ReportCommandOptions {
  readonly run: string;
  readonly compare?: readonly string[];
  readonly out?: string;
  readonly showFaces?: true;
  readonly json?: string;
}

export function reportCommand(): Command {
  return new Command('report')
    .description(
      'Write a report of a training run: one HTML file with curves, histograms, ROC, DET and tables.',
    )
    .requiredOption('--run <folder>', 'the run, as train left it; it may still be going on')
    .option('--compare <folders...>', 'runs to compare it with')
    .option('--out <file>', 'where to write; report.html in the run folder otherwise')
    .option('--show-faces', 'put in the crops of the hardest errors; they are faces')
    .addOption(jsonOption())
    .action(async (options: ReportCommandOptions) => {
      const run = await readRun(options.run);
      const others = await Promise.all((options.compare ?? []).map(readRun));
      // The chart library is large, and the other commands have no use for it.
      const { reportPage } = await import('../report/page.ts');
      const out = options.out ?? join(options.run, 'report.html');
      await writeFile(out, reportPage(run, { others, showFaces: options.showFaces }));
      await writeJson(options.json, [run, ...others].map(summaryOf));
      console.log(`The report is in ${out}.`);
    });
}
