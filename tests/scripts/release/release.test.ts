/** @file The zip of a release: what is in it, that its checksums hold, and that the hosts take their configurations. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostFiles } from '../../../scripts/lib/release/host-files.ts';
import { filesIn, pack, sha256 } from '../../../scripts/lib/release/pack.ts';
import { headersFor } from '../../../src/core/site/headers.ts';

const run = promisify(execFile);
const DOOR = ['https://door.example', 'wss://broker.example:8084'];
const SYSTEMD = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find((path) => existsSync(path));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-'));
  await mkdir(join(folder, 'models', 'deep'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'models', 'deep', 'a.onnx'), new Uint8Array([1, 2, 3]));
});
afterEach(() => rm(folder, { recursive: true }));

describe('pack', () => {
  it('holds every file under one folder, with a checksum for each', async () => {
    const unpacked = unzipSync(pack('facegate-1.2.3', await filesIn(folder, 'site')));
    expect(Object.keys(unpacked).sort()).toEqual([
      'facegate-1.2.3/SHA256SUMS',
      'facegate-1.2.3/site/index.html',
      'facegate-1.2.3/site/models/deep/a.onnx',
    ]);
    const sums = new TextDecoder().decode(unpacked['facegate-1.2.3/SHA256SUMS']).trim().split('\n');
    expect(sums).toHaveLength(2);
    for (const line of sums) {
      const [sum, path] = line.split('  ');
      expect(sum).toBe(sha256(unpacked[`facegate-1.2.3/${path}`]));
    }
  });

  it('gives the same bytes for the same files', async () => {
    const [first, second] = [await filesIn(folder, 'site'), await filesIn(folder, 'site')];
    expect(sha256(pack('a', first))).toBe(sha256(pack('a', second)));
  });
});

describe('hostFiles', () => {
  it.each(['nginx.conf', 'Caddyfile'])('%s sends every header, also for a door', (name) => {
    const text = hostFiles({ base: '/door/', doorOrigins: DOOR })[name];
    for (const [header, value] of Object.entries(headersFor(DOOR))) {
      expect(text).toContain(`${header} "${value}"`);
    }
  });

  it.skipIf(SYSTEMD === undefined)('has a unit that systemd takes', async () => {
    const file = join(folder, 'facegate.service');
    // The program need not be here.
    const unit = hostFiles({ base: '/', doorOrigins: [] })['facegate.service'];
    await writeFile(file, unit.replace('/usr/bin/caddy', process.execPath));
    const { stderr } = await run(SYSTEMD!, ['verify', file]);
    expect(stderr.split('\n').filter((line) => line.includes('facegate.service'))).toEqual([]);
  });
});
