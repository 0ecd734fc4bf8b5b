/** @file When `scripts/run.mjs` installs packages, on a small tree of its own with an npm that only takes notes. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';

interface LockEntry {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: true;
  readonly dev?: true;
}

const TSX: LockEntry = { version: '1.0.0', integrity: 'sha512-a' };
const OTHER_SYSTEM: LockEntry = { version: '1.0.0', optional: true };

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'facegate-run-'));
  for (const folder of ['scripts/commands', 'node_modules', 'bin'])
    mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(join(ROOT, 'scripts', 'run.mjs'), join(root, 'scripts', 'run.mjs'));
  for (const command of ['build', 'test']) {
    writeFileSync(
      join(root, 'scripts', 'commands', `${command}.ts`),
      `console.log('built' as string, process.env.ORT_DISABLE_TELEMETRY);`,
    );
  }
  symlinkSync(join(ROOT, 'node_modules', 'tsx'), join(root, 'node_modules', 'tsx'), 'dir');
  const npm = join(root, 'bin', 'npm');
  writeFileSync(npm, `#!/bin/sh\necho "$@" >> "${join(root, 'npm-was-called')}"\n`);
  chmodSync(npm, 0o755);
});

afterEach(() => rmSync(root, { recursive: true }));

function writeLocks(locked: Record<string, LockEntry>, installed: Record<string, LockEntry> | null): void {
  const write = (file: string, packages: object): void =>
    writeFileSync(join(root, file), JSON.stringify({ packages }));
  if (installed) write('node_modules/.package-lock.json', installed);
  write('package-lock.json', { '': { name: 'facegate' }, ...locked });
  // A checkout gives the lock file the age of the checkout.
  const soon = Date.now() / 1000 + 60;
  utimesSync(join(root, 'package-lock.json'), soon, soon);
}

function runBuild(...args: string[]): { stdout: string; installed: boolean } {
  const { stdout } = runCommand('build', ...args);
  return { stdout, installed: npmCalls().length > 0 };
}

function runCommand(...args: string[]): { stdout: string } {
  return spawnSync(process.execPath, [join(root, 'scripts', 'run.mjs'), ...args], {
    env: { PATH: [join(root, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter) },
    encoding: 'utf8',
  });
}

/** What npm was asked for, call by call. */
function npmCalls(): string[] {
  const notes = join(root, 'npm-was-called');
  return existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [];
}

describe.skipIf(process.platform === 'win32')('packages', () => {
  it('are not installed again where the lock file is newer but says the same', () => {
    writeLocks(
      { 'node_modules/tsx': TSX, 'node_modules/for-mac': OTHER_SYSTEM },
      { 'node_modules/tsx': TSX },
    );
    expect(runBuild()).toEqual({ stdout: 'built 1\n', installed: false });
  });

  it.each<[string, Record<string, LockEntry> | null]>([
    ['none is', null],
    ['one is missing', {}],
    ['one has another version', { 'node_modules/tsx': { ...TSX, version: '0.9.0' } }],
    ['one has other contents', { 'node_modules/tsx': { ...TSX, integrity: 'sha512-b' } }],
  ])('are installed where %s', (_, installed) => {
    writeLocks({ 'node_modules/tsx': TSX }, installed);
    expect(runBuild()).toEqual({ stdout: 'built 1\n', installed: true });
  });

  it('of development are left out where only the kiosk is wanted, and added for everything else', () => {
    const locked = { 'node_modules/tsx': TSX, 'node_modules/for-tests': { ...TSX, dev: true } } as const;
    writeLocks(locked, null);
    runCommand('build');
    writeLocks(locked, { 'node_modules/tsx': TSX });
    runCommand('build');
    runCommand('test');
    expect(npmCalls()).toEqual(['ci --loglevel=error --omit=dev', 'ci --loglevel=error']);
  });

  it('are not installed by a call for help', () => {
    writeLocks({ 'node_modules/tsx': TSX }, null);
    expect(runBuild('--help')).toEqual({ stdout: 'built 1\n', installed: false });
    rmSync(join(root, 'node_modules', 'tsx'));
    const { stdout, installed } = runBuild('--help');
    expect({ usage: stdout.startsWith('Usage: npm run build'), installed }).toEqual({
      usage: true,
      installed: false,
    });
  });
});
