/** @file A backup is written whole or not at all, also where somebody presses Ctrl-C. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { makeSubject } from '../../../simulator/builders.ts';
import { writeBackup } from '../../../scripts/lib/enroll/backup-file.ts';
import { ROOT } from '../../../scripts/lib/paths.ts';
import { openBackup } from '../../../src/storage/backup.ts';
import { CHEAP_KDF, PASSPHRASE } from '../../storage/support.ts';

const OPTIONS = { kdf: CHEAP_KDF };
const folder = () => mkdtemp(join(tmpdir(), 'facegate-backup-file-'));

it('writes what the kiosk reads, and nothing beside it', async () => {
  const into = await folder();
  const people = [makeSubject(1), makeSubject(2)];
  await writeBackup(join(into, 'gallery.facegate'), people, PASSPHRASE, OPTIONS);
  expect(await readdir(into)).toEqual(['gallery.facegate']);
  const bytes = await readFile(join(into, 'gallery.facegate'));
  expect((await openBackup(bytes, PASSPHRASE, OPTIONS)).subjects).toEqual(people);
});

it('leaves the file of before where it fails', async () => {
  const into = await folder();
  const path = join(into, 'gallery.facegate');
  await writeFile(path, 'before');
  const twice = [makeSubject(1), makeSubject(1)];
  await expect(writeBackup(path, twice, PASSPHRASE, OPTIONS)).rejects.toThrow('same id');
  expect(await readdir(into)).toEqual(['gallery.facegate']);
  expect(await readFile(path, 'utf8')).toBe('before');
});

it('leaves nothing half written where it is stopped', async () => {
  const into = await folder();
  const url = (path: string) => JSON.stringify(pathToFileURL(join(ROOT, path)).href);
  const program = `
    import { writeBackup } from ${url('scripts/lib/enroll/backup-file.ts')};
    import { makeSubject } from ${url('simulator/builders.ts')};
    const people = Array.from({ length: 1e6 }, (_, number) => makeSubject(number));
    process.stdout.write('begun');
    await writeBackup(${JSON.stringify(join(into, 'gallery.facegate'))}, people, ${JSON.stringify(PASSPHRASE)});
  `;
  await writeFile(join(into, 'program.mts'), program);
  const child = spawn(process.execPath, ['--import', 'tsx', join(into, 'program.mts')], { cwd: ROOT });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  await expect
    .poll(async () => (await readdir(into)).some((name) => name.endsWith('.part')), { timeout: 60_000 })
    .toBe(true);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(await readdir(into)).toEqual(['program.mts']);
}, 90_000);
