/**
 * @file `npm run audit`: known holes in the packages that a kiosk is built from. Exit code 1 for one of high or
 * critical severity, 2 where no registry answers: nobody looked then.
 */
import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { readAudit } from '../lib/audit/read-audit.ts';
import { NO, NO_ANSWER } from '../lib/terminal/exit-codes.ts';
import { main } from '../lib/terminal/main.ts';
import { ROOT } from '../lib/paths.ts';

const TIMEOUT_MS = 60_000;

await main(
  new Command('npm run audit --')
    .description(
      'Ask the package registry for known holes in the packages that a kiosk is built from. Exit code 1: there is one of high ' +
        'or critical severity; 2: not audited, since no registry answered.',
    )
    .action(audit),
);

function audit(): void {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=0'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    shell: process.platform === 'win32',
  });
  const found = readAudit(stdout);
  if (found.kind === 'noAnswer') {
    console.log(`Not audited: ${found.why}. Run npm run audit where a package registry answers.`);
    process.exitCode = NO_ANSWER;
  } else if (found.packages.length === 0) {
    console.log('The packages have no known hole of high or critical severity.');
  } else {
    console.log(`Known holes, for npm audit fix or a newer version: ${found.packages.join(', ')}.`);
    process.exitCode = NO;
  }
}
