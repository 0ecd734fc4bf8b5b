/**
 * @file Where set-up takes a model from, in which order, and what it refuses.
 */
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trackerEntry } from '../../../simulator/builders.ts';
import { sha256Hex } from '../../../scripts/lib/models/digest.ts';
import { resolveModels } from '../../../scripts/lib/models/resolve-models.ts';

const RIGHT = Buffer.from('the right bytes');
const WRONG = Buffer.from('the wrong bytes');

let base: string;
const folder = (name: string) => join(base, name);

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'models-'));
  for (const name of ['local', 'shipped']) await mkdir(folder(name));
});
afterEach(() => rm(base, { recursive: true }));

const entry = (name: string, change: Parameters<typeof trackerEntry>[1] = {}) =>
  trackerEntry(name, { sha256: sha256Hex(RIGHT), bytes: RIGHT.length, ...change });

async function writeManifest(where: string, ...models: object[]): Promise<void> {
  await writeFile(join(folder(where), 'manifest.json'), JSON.stringify({ version: 1, models }));
}

function resolve() {
  return resolveModels({
    manifestFolders: [folder('local'), folder('shipped')],
    target: folder('target'),
  });
}

async function served(file: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder('target'), file), 'utf8'));
}

const namesOf = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe('resolveModels', () => {
  it('takes a file beside its manifest, and nowhere else', async () => {
    await writeManifest('shipped', entry('beside'), entry('far'));
    await writeFile(join(folder('shipped'), 'beside.task'), RIGHT);
    await writeFile(join(folder('local'), 'far.task'), RIGHT);
    const report = await resolve();
    expect(namesOf(report.present)).toEqual(['beside']);
    expect(namesOf(report.missing)).toContain('far');
    expect(await readFile(join(folder('target'), 'beside.task'))).toEqual(RIGHT);
    expect(namesOf(((await served('manifest.json')) as { models: { name: string }[] }).models)).toEqual([
      'beside',
    ]);
  });

  it('puts local entries first and lets them replace shipped ones of the same name', async () => {
    await writeManifest('shipped', entry('a'), entry('both', { licence: 'shipped' }));
    await writeManifest('local', entry('both', { licence: 'local' }));
    await writeFile(join(folder('shipped'), 'a.task'), RIGHT);
    await writeFile(join(folder('local'), 'both.task'), RIGHT);
    const { present } = await resolve();
    expect(present.map(({ name, licence }) => [name, licence])).toEqual([
      ['both', 'local'],
      ['a', 'Apache-2.0'],
    ]);
  });

  it('refuses a file that differs, names both digests, and leaves it out of what is served', async () => {
    await writeManifest('shipped', entry('bad'));
    await writeFile(join(folder('shipped'), 'bad.task'), WRONG);
    const { present, missing } = await resolve();
    expect(present).toEqual([]);
    expect(missing[0].why).toContain(sha256Hex(WRONG));
    expect(missing[0].why).toContain(sha256Hex(RIGHT));
    await expect(readFile(join(folder('target'), 'bad.task'))).rejects.toThrow('ENOENT');
    expect(await served('status.json')).toMatchObject({
      missing: [{ name: 'bad', role: 'face-landmarker' }, { role: 'embedder' }],
    });
  });

  it('replaces a served file that was changed, and removes one that no manifest names', async () => {
    await writeManifest('shipped', entry('m'));
    await writeFile(join(folder('shipped'), 'm.task'), RIGHT);
    await resolve();
    await writeFile(join(folder('target'), 'm.task'), WRONG);
    await writeFile(join(folder('target'), 'stray.onnx'), WRONG);
    await resolve();
    expect(await readFile(join(folder('target'), 'm.task'))).toEqual(RIGHT);
    await expect(readFile(join(folder('target'), 'stray.onnx'))).rejects.toThrow('ENOENT');
  });

  it('removes a model whose entry is gone', async () => {
    await writeManifest('shipped', entry('m'));
    await writeFile(join(folder('shipped'), 'm.task'), RIGHT);
    await resolve();
    await writeManifest('shipped');
    expect((await resolve()).present).toEqual([]);
    await expect(readFile(join(folder('target'), 'm.task'))).rejects.toThrow('ENOENT');
  });

  it('says what to do for a missing model of each source', async () => {
    await writeManifest(
      'shipped',
      entry('brought'),
      entry('trained', { source: { kind: 'trained-here' } }),
      entry('published', { source: { kind: 'published', url: 'https://models.example/m.task' } }),
      entry('inside', { source: { kind: 'inside', file: 'bundle.task', entry: 'inside.tflite' } }),
    );
    const { missing } = await resolve();
    const advice = Object.fromEntries(missing.map(({ name, whatToDo }) => [name, whatToDo]));
    expect(advice).toMatchObject({
      brought: 'Put brought.task into models/local. Ask the site.',
      trained: 'Restore trained.task: run git checkout models.',
      published: 'Restore published.task: run git checkout models.',
      inside: 'Restore bundle.task: run git checkout models.',
      embedder: expect.stringContaining('npm run models -- add') as string,
    });
  });

  it('refuses a file name that leads out of the folder', async () => {
    await writeManifest('shipped', entry('m', { file: '../m.task' }));
    await writeFile(join(base, 'm.task'), RIGHT);
    await expect(resolve()).rejects.toThrow('file');
    await expect(readFile(join(folder('target'), 'm.task'))).rejects.toThrow('ENOENT');
  });

  it('names the file of a manifest that is no manifest', async () => {
    await writeFile(join(folder('local'), 'manifest.json'), '{"version": 7}');
    await expect(resolve()).rejects.toThrow(join('local', 'manifest.json'));
  });
});

describe('resolveModels from a bundle', () => {
  const bundled = entry('part', {
    file: 'part.tflite',
    source: { kind: 'inside', file: 'bundle.task', entry: 'part.tflite' },
  });
  const writeBundle = (bytes: Uint8Array) => writeFile(join(folder('shipped'), 'bundle.task'), bytes);
  const whole = zipSync({ 'part.tflite': RIGHT }, { level: 0 });

  beforeEach(() => writeManifest('shipped', bundled));

  it('takes the model out of the bundle beside its manifest', async () => {
    await writeBundle(whole);
    expect(namesOf((await resolve()).present)).toEqual(['part']);
    expect(await readFile(join(folder('target'), 'part.tflite'))).toEqual(RIGHT);
  });

  it('refuses other bytes than the manifest states', async () => {
    await writeBundle(zipSync({ 'part.tflite': WRONG }, { level: 0 }));
    const [missing] = (await resolve()).missing;
    expect(missing.why).toContain('bundle.task, part.tflite was refused');
    expect(missing.why).toContain(sha256Hex(WRONG));
    await expect(readFile(join(folder('target'), 'part.tflite'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['damaged', whole.subarray(0, -20), 'no zip file that can be read'],
    ['without the entry', zipSync({ 'else.tflite': RIGHT }), 'it holds no part.tflite'],
  ])('says what is wrong with a bundle that is %s, and how to get it back', async (_, bytes, why) => {
    await writeBundle(bytes);
    const [missing] = (await resolve()).missing;
    expect(missing.why).toContain(join('shipped', 'bundle.task'));
    expect(missing.why).toContain(why);
    expect(missing.whatToDo).toBe('Restore bundle.task: run git checkout models.');
  });

  it.each(['npm', 'url'])('says what to do with an entry of the former kind %s', async (kind) => {
    await writeManifest('local', {
      ...entry('old'),
      source: { kind, package: 'p', path: 'x', url: 'https://x' },
    });
    await expect(resolve()).rejects.toThrow(
      /local.manifest\.json[^]*models\.0\.source\.kind: is no longer fetched\. Remove this model[^]*"kind": "brought"/,
    );
  });
});
