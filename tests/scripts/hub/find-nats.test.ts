/** @file Which nats-server the hub takes, which it refuses and why, and what it says where there is none. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findNats, howToInstall, requireNats } from '../../../scripts/lib/hub/find-nats.ts';
import { natsConfig } from '../../../scripts/lib/hub/nats-config.ts';
import { parseNatsVersion, refuseOldNats, riskOf } from '../../../scripts/lib/hub/nats-version.ts';
import { makeTestSite } from './claims.ts';

const version = (text: string) => parseNatsVersion(`nats-server: v${text}\n`)!;

describe('nats-server’s version', () => {
  it('is read from what the server says', () => {
    expect(version('2.10.27')).toEqual({ text: '2.10.27', parts: [2, 10, 27] });
    expect(version('2.12.0-RC.1').parts).toEqual([2, 12, 0]);
    expect(parseNatsVersion('mosquitto version 2.0.11')).toBeNull();
  });

  it('is refused where it may lose something, with the reason', () => {
    for (const text of ['2.9.10', '1.4.1']) {
      expect(() => {
        refuseOldNats(version(text));
      }, text).toThrow(/cannot sync each write.*2\.10\.23.*FACEGATE_ALLOW_OLD_NATS=1/u);
    }
    for (const text of ['2.10.0', '2.10.20', '2.10.22']) {
      expect(() => {
        refuseOldNats(version(text));
      }, text).toThrow(/lost whole streams/u);
    }
    for (const text of ['2.10.23', '2.10.100', '2.11.0', '2.15.1', '3.0.0']) {
      expect(riskOf(version(text)), text).toBeNull();
    }
  });

  it('decides whether the configuration asks to sync each write', async () => {
    const { claims } = await makeTestSite();
    const options = { folder: '/hub', claims, ports: { client: 1, webSocket: 2 }, serverName: 'hub' };
    const syncs = (text: string) =>
      natsConfig({ ...options, version: version(text) }).includes('sync_interval: always');
    expect([syncs('2.9.10'), syncs('2.10.0'), syncs('2.15.1')]).toEqual([false, true, true]);
  });
});

describe.skipIf(process.platform === 'win32')('findNats', () => {
  const folder = mkdtempSync(join(tmpdir(), 'find-nats-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const program = (name: string, says: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\necho '${says}'\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it('takes the one that is named before the one in PATH', () => {
    const inPath = program('nats-server', 'nats-server: v2.11.1');
    const named = program('another', 'nats-server: v2.12.3');
    expect(findNats({ PATH: folder })).toEqual({ file: inPath, version: version('2.11.1') });
    expect(findNats({ PATH: folder, FACEGATE_NATS: named })?.version.text).toBe('2.12.3');
  });

  it('refuses an old one, and takes it with a warning where that is wanted', () => {
    const old = { FACEGATE_NATS: program('old', 'nats-server: v2.9.10') };
    const warned: string[] = [];
    const warn = (sentence: string): void => void warned.push(sentence);
    expect(() => requireNats(warn, old)).toThrow(/^nats-server 2\.9\.10 is too old/u);
    expect(() => requireNats(warn, { ...old, FACEGATE_ALLOW_OLD_NATS: '0' })).toThrow('too old');
    expect(warned).toEqual([]);
    expect(requireNats(warn, { ...old, FACEGATE_ALLOW_OLD_NATS: '1' }).version.text).toBe('2.9.10');
    expect(warned).toEqual([expect.stringMatching(/^Warning: .* a power cut loses/u)]);
    requireNats(warn, { FACEGATE_NATS: program('new', 'nats-server: v2.10.23') });
    expect(warned).toHaveLength(1);
  });

  it('says how to install one where there is none', () => {
    const nowhere = join(folder, 'nowhere');
    expect(findNats({ PATH: nowhere }, [])).toBeNull();
    expect(() => requireNats(() => undefined, { PATH: nowhere }, [])).toThrow(howToInstall());
  });

  it('says what is wrong with the one that is named', () => {
    const other = program('other', 'hello');
    expect(() => findNats({ FACEGATE_NATS: other })).toThrow(/is no nats-server/u);
    expect(() => findNats({ FACEGATE_NATS: join(folder, 'none') })).toThrow(/there is no such file/u);
    const unfit = join(folder, 'unfit');
    writeFileSync(unfit, '');
    expect(() => findNats({ FACEGATE_NATS: unfit })).toThrow(/could not be started/u);
  });
});

it('says in one sentence for each system how to install it', () => {
  const debian = (id: string) =>
    howToInstall('linux', `PRETTY_NAME="Debian"\nVERSION_ID="${id}"\nID=debian\n`);
  expect(debian('13')).toMatch(/: sudo apt-get install nats-server\.$/u);
  expect(debian('12')).toContain('install the .deb from https://github.com/nats-io/nats-server/releases');
  expect(howToInstall('linux', 'ID=debian\n')).toContain('apt-get');
  expect(howToInstall('linux', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n')).toContain('.deb');
  expect(howToInstall('linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n')).toContain('.rpm');
  expect(howToInstall('linux', '')).toContain('unpack the archive');
  expect(howToInstall('darwin', '')).toMatch(/: brew install nats-server\.$/u);
  expect(howToInstall('win32', '')).toContain('zip for Windows');
});
