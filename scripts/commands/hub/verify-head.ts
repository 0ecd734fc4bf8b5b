/** @file `npm run hub -- verify-head FILE`: says whether a file of heads is the site's, and nothing was taken out. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { printableLines } from '../../../src/core/enrolment/visible-text.ts';
import { followLog, type Heads, lostBetween, readHeads, readLog } from '../../lib/hub/verify-head.ts';
import { NO } from '../../lib/terminal/exit-codes.ts';
import { textTable } from '../../lib/terminal/text-table.ts';

interface VerifyOptions {
  readonly siteKey?: string;
  readonly before?: string;
  readonly log?: string;
}

export function verifyHeadCommand(): Command {
  return new Command('verify-head')
    .description(
      'check a signed file of where the doors’ logs end; exit code 1 where something was taken out',
    )
    .argument('<file>', 'as the console has saved or published it')
    .option('--site-key <digits>', 'the site’s public key as the site gave it to you')
    .option('--before <file>', 'an earlier such file: no log may have become shorter since')
    .option('--log <file>', 'a door’s log, saved as JSON: it must lead to the door’s head without a gap')
    .action(verifyHead);
}

async function verifyHead(file: string, { siteKey, before, log }: VerifyOptions): Promise<void> {
  const heads = await headsOf(file, siteKey);
  if (heads === null) return;
  const site = heads.siteName === undefined ? '' : `${heads.siteName}, `;
  say(`${site}${heads.madeAt}: signed by the key\n${heads.siteKey}`);
  if (siteKey === undefined)
    say('Compare it with the key that the site gave you, or name that by --site-key.');
  const rows = heads.heads.map(({ device, name, index, hash }) => [name ?? device, String(index), hash]);
  say(['', ...textTable(['door', 'last entry', 'its hash'], rows, [1]), ''].join('\n'));
  if (before !== undefined) {
    const earlier = await headsOf(before, siteKey);
    if (earlier === null) return;
    const lost = lostBetween(earlier, heads);
    if (lost.length > 0) no(lost.join('\n'));
    else say(`No log has become shorter since ${earlier.madeAt}.`);
  }
  if (log !== undefined) sayOfLog(heads, await readFile(log, 'utf8'));
}

/** Says so where the signature is wrong. */
async function headsOf(file: string, siteKey?: string): Promise<Heads | null> {
  const heads = await readHeads(await readFile(file, 'utf8'), siteKey);
  if (heads === null) no(`${file} is not signed by this key, or it was altered.`);
  return heads;
}

function sayOfLog(heads: Heads, text: string): void {
  const { door, from, to, broken } = followLog(heads, readLog(text));
  if (door === null)
    no('No door’s head is in this log: it is older than the file, or entries were taken out.');
  else if (broken !== null) no(`${door}: entry ${broken} does not follow the one before it.`);
  else say(`${door}: the log leads from entry ${from} to the head, ${to}, without a gap.`);
}

/** A file of others may hold what a terminal would obey. */
function say(text: string): void {
  console.log(printableLines(text));
}

function no(sentence: string): void {
  say(sentence);
  process.exitCode = NO;
}
