/**
 * @file `npm run soak`: a person comes to the real door for hours, and nothing may grow. Exit code 0 when all is
 * flat, 1 when something rises, 2 when it could not be measured.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { NO } from '../../scripts/lib/terminal/exit-codes.ts';
import { main } from '../../scripts/lib/terminal/main.ts';
import { textTable } from '../../scripts/lib/terminal/text-table.ts';
import { judgeSoak } from './judge.ts';
import { HEADER, rowsOf, soakMarkdown, summaryOf } from './report.ts';
import { runSoak } from './run-soak.ts';

interface CommandLine {
  readonly minutes: number;
  readonly out?: string;
}

const DEFAULT_MINUTES = 120;
/** Fewer visits have no slope. */
const LEAST_MINUTES = 2;
const NOTE_EVERY = 20;

await main(commandLine());

async function soakKiosk({ minutes, out }: CommandLine): Promise<void> {
  let count = 0;
  const soak = await runSoak(minutes, ({ atS, heapMib }) => {
    count += 1;
    if (count % NOTE_EVERY === 0) {
      console.error(`… ${Math.round(atS / 60)} min, ${count} visits, heap ${heapMib?.toFixed(1) ?? '–'} MiB`);
    }
  });
  const findings = judgeSoak(soak.samples);
  if (findings.length === 0) throw new Error('Too few visits were made to say anything; soak for longer.');
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    const heldAt = new Date().toISOString();
    await writeFile(join(out, 'soak.md'), soakMarkdown(soak, findings, heldAt.slice(0, 10)));
    await writeFile(join(out, 'soak.json'), `${JSON.stringify({ heldAt, findings, ...soak }, null, 2)}\n`);
  }
  console.log([summaryOf(soak), ...textTable(HEADER, rowsOf(findings), [1, 2, 3, 4])].join('\n'));
  if (findings.some(({ rising }) => rising)) process.exitCode = NO;
}

function commandLine(): Command {
  return new Command('npm run soak --')
    .description(
      'Let an enrolled, drawn person come to the real door again and again, and measure memory, handles and the time to the ' +
        'verdict. Exit code 0: all flat, 1: something rises, 2: it could not be measured.',
    )
    .option('--minutes <number>', 'for how long', parseMinutes, DEFAULT_MINUTES)
    .option('--out <folder>', 'write soak.md and soak.json there')
    .action(soakKiosk);
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!(minutes >= LEAST_MINUTES)) throw new InvalidArgumentError(`It must be ${LEAST_MINUTES} or more.`);
  return minutes;
}
