/** @file The files with which an administrator keeps a hub running. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/paths.ts';

const SYSTEMD = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find((path) => existsSync(path));
const read = (name: string): string => readFileSync(join(ROOT, 'docs', 'fleet', name), 'utf8');

it.skipIf(SYSTEMD === undefined)('has a unit that systemd takes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-unit-'));
  const file = join(folder, 'facegate-hub.service');
  await writeFile(file, read('facegate-hub.service').replace('/usr/bin/node', process.execPath));
  const { stderr } = await promisify(execFile)(SYSTEMD!, ['verify', file]);
  await rm(folder, { recursive: true });
  expect(stderr.split('\n').filter((line) => line.includes('facegate-hub.service'))).toEqual([]);
});

/** Where the command names its options. */
const sources = ['scripts/commands/hub.ts', 'scripts/lib/site/run-site.ts']
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('');

it.each(['facegate-hub.service', 'Containerfile'])('%s starts the hub by options that it has', (name) => {
  const [command] = /^(?:ExecStart|CMD).*$/mu.exec(read(name))!;
  const options = command.match(/--[a-z]+/gu) ?? [];
  expect(options).toEqual(['--folder', '--lan', '--cert', '--key']);
  for (const option of options) expect(sources).toMatch(new RegExp(`option\\('${option}[ ']`, 'u'));
});
