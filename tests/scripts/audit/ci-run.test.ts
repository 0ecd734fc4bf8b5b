/** @file `npm run audit` and `.ci/run` say it where nobody looked for known holes. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { NO, NO_ANSWER } from '../../../scripts/lib/terminal/exit-codes.ts';
import { ROOT } from '../../../scripts/lib/paths.ts';

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

it('answers “not audited” where no registry answers', () => {
  // Nobody listens on the port for "discard".
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/' };
  const run = join(ROOT, 'scripts', 'run.mjs');
  const { stdout, status } = spawnSync(process.execPath, [run, 'audit'], { env, encoding: 'utf8' });
  expect(stdout).toMatch(/^Not audited: /);
  expect(status).toBe(NO_ANSWER);
}, 60_000);

/** @param audit - Exit code and words of `npm run audit`; `test` is that of `npm test`. */
function ci(audit: { code: number; says: string }, test: number): { lines: string[]; status: number | null } {
  folder = mkdtempSync(join(tmpdir(), 'ci-run-'));
  const npm = `#!/bin/sh\nif [ "$1" = test ]; then echo tests; exit ${String(test)}; fi\necho '${audit.says}'; exit ${String(audit.code)}\n`;
  for (const name of ['npm', 'chromium', 'mosquitto', 'nats-server', 'nginx', 'caddy']) {
    writeFileSync(join(folder, name), npm);
    chmodSync(join(folder, name), 0o755);
  }
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` };
  const { stdout, status } = spawnSync(join(ROOT, '.ci', 'run'), { env, encoding: 'utf8' });
  return { lines: stdout.trim().split('\n'), status };
}

it.skipIf(process.platform === 'win32')('lets CI go on and ends with it', () => {
  const says = 'Not audited: no registry.';
  expect(ci({ code: NO_ANSWER, says }, 0)).toEqual({ lines: [says, 'tests', says], status: 0 });
  expect(ci({ code: NO_ANSWER, says }, 1)).toEqual({ lines: [says, 'tests', says], status: 1 });
});

it.skipIf(process.platform === 'win32')('stops CI at a known hole', () => {
  const says = 'Known holes.';
  expect(ci({ code: NO, says }, 0)).toEqual({ lines: [says], status: NO });
});
