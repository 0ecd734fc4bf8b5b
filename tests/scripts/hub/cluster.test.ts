/** @file The files by which several hubs know each other, and what a hub does with a store of another kind. */
import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeClusterFiles } from '../../../scripts/lib/hub/cluster-files.ts';
import { parseAddress, readCluster, writePems } from '../../../scripts/lib/hub/cluster.ts';
import { HubFolder } from '../../../scripts/lib/hub/hub-folder.ts';
import { Hub } from '../../../scripts/lib/hub/hub.ts';
import { parseNatsVersion } from '../../../scripts/lib/hub/nats-version.ts';

const ADDRESSES = ['hub-a.example', '192.0.2.7:7000', '[2001:db8::1]'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-cluster-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('give each hub a certificate of its own, which the forgotten authority has signed', async () => {
  const files = await makeClusterFiles(ADDRESSES);
  expect(files.map(({ self }) => self)).toEqual([0, 1, 2]);
  expect(files[1].members).toEqual(['hub-a.example:6222', '192.0.2.7:7000', '[2001:db8::1]:6222']);
  const [first, second, third] = files.map(({ cert }) => new X509Certificate(cert));
  const authority = new X509Certificate(files[0].authority);
  for (const certificate of [first, second, third])
    expect(certificate.verify(authority.publicKey)).toBe(true);
  expect(first.checkHost('hub-a.example')).toBe('hub-a.example');
  expect(second.checkIP('192.0.2.7')).toBe('192.0.2.7');
  expect(third.checkIP('2001:db8::1')).toBe('2001:db8::1');
  expect(new Set(files.map(({ key }) => key)).size).toBe(3);
  const file = join(folder, 'hub.json');
  await writeFile(file, JSON.stringify(files[2]));
  expect(await readCluster(file)).toEqual(files[2]);
});

it('are refused for hubs that could not decide, and for what is no address', async () => {
  await expect(makeClusterFiles(ADDRESSES.slice(1))).rejects.toThrow('three, five');
  await expect(makeClusterFiles([...ADDRESSES, 'hub-d.example'])).rejects.toThrow('three, five');
  await expect(makeClusterFiles(['a', 'b', 'a:6222'])).rejects.toThrow('each address once');
  for (const text of ['', 'a b', 'a:0', 'a:70000', 'https://a', '2001:db8::1'])
    expect(() => parseAddress(text)).toThrow('is no address');
});

it('are named where they cannot be read', async () => {
  const file = join(folder, 'hub.json');
  await expect(readCluster(file)).rejects.toThrow('cannot be read');
  const [cluster] = await makeClusterFiles(ADDRESSES);
  for (const damaged of [
    '',
    '{}',
    JSON.stringify({ ...cluster, self: 3 }),
    JSON.stringify({ ...cluster, key: '' }),
  ]) {
    await writeFile(file, damaged);
    await expect(readCluster(file)).rejects.toThrow('npm run hub -- cluster-files');
  }
});

it('a store of one hub alone is not opened by one of several, and the other way round', async () => {
  const [cluster] = await makeClusterFiles(ADDRESSES);
  const hub = await HubFolder.open(folder);
  for (const isOfCluster of [true, false]) hub.requireKind(isOfCluster);
  await mkdir(join(folder, 'store'));
  hub.requireKind(false);
  expect(() => hub.requireKind(true)).toThrow('of one hub alone');
  await writePems(folder, cluster);
  hub.requireKind(true);
  expect(() => hub.requireKind(false)).toThrow('--cluster');
  await hub.close();
});

it('tell consoles of three copies, and want a server that does not lose them', async () => {
  const [cluster] = await makeClusterFiles(ADDRESSES);
  const say = (): void => undefined;
  const binaryOf = (text: string) => ({
    file: 'nats-server',
    version: parseNatsVersion(`nats-server: v${text}`)!,
  });
  await expect(Hub.open({ folder, cluster, say, binary: binaryOf('2.9.10') })).rejects.toThrow('is too old');
  const hub = await Hub.open({ folder, cluster, say, binary: binaryOf('2.10.27') });
  expect(hub.state.copies).toBe(3);
  await hub.close();
});
