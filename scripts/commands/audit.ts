/**
 * @file `npm run audit`: known holes in the packages that a kiosk is built from. Exit code 1 for one of high or critical severity;
 * 0 without, and where no registry answers, which is said.
 */
import { spawnSync } from 'node:child_process';
import { readAudit } from '../lib/dependency-audit.ts';
import { NO } from '../lib/terminal/exit-codes.ts';
import { main } from '../lib/terminal/main.ts';
import { ROOT } from '../lib/paths.ts';

const TIMEOUT_MS = 60_000;

await main(() => {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=0'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    shell: process.platform === 'win32',
  });
  const audit = readAudit(stdout);
  if (audit.kind === 'noAnswer') {
    console.log(`The packages were not audited: ${audit.why}.`);
  } else if (audit.packages.length === 0) {
    console.log('The packages have no known hole of high or critical severity.');
  } else {
    console.log(`Known holes, for npm audit fix or a newer version: ${audit.packages.join(', ')}.`);
    process.exitCode = NO;
  }
  return Promise.resolve();
});
