/**
 * @file Where set-up looks for a model, in which order, and what it refuses.
 */
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256Hex } from '../../../scripts/lib/models/digest.ts';
import { resolveModels, type ResolveOptions } from '../../../scripts/lib/models/resolve-models.ts';
import type { ModelSource } from '../../../src/core/manifest/types.ts';

const RIGHT = Buffer.from('the right bytes');
const WRONG = Buffer.from('the wrong bytes');

let base: string;
const folder = (name: string) => join(base, name);

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'models-'));
  for (const name of ['local', 'shipped', 'search']) await mkdir(folder(name));
});
afterEach(() => rm(base, { recursive: true }));

function entry(name: string, overrides: object = {}) {
  return {
    name,
    role: 'face-landmarker',
    file: `${name}.task`,
    sha256: sha256Hex(RIGHT),
    bytes: RIGHT.length,
    licence: 'Apache-2.0',
    source: { kind: 'brought', note: 'Ask the site.' } satisfies ModelSource as ModelSource,
    ...overrides,
  };
}

async function writeManifest(where: string, ...models: object[]): Promise<void> {
  await writeFile(join(folder(where), 'manifest.json'), JSON.stringify({ version: 1, models }));
}

function resolve(options: ResolveOptions = {}) {
  return resolveModels({
    manifestFolders: [folder('local'), folder('shipped')],
    searchFolders: [folder('search')],
    target: folder('target'),
    ...options,
  });
}

async function served(file: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder('target'), file), 'utf8'));
}

const namesOf = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe('resolveModels', () => {
  it('takes a file beside its manifest, and one from a search folder', async () => {
    await writeManifest('shipped', entry('beside'), entry('far'));
    await writeFile(join(folder('shipped'), 'beside.task'), RIGHT);
    await writeFile(join(folder('search'), 'far.task'), RIGHT);
    const report = await resolve();
    expect(namesOf(report.present)).toEqual(['beside', 'far']);
    expect(await readFile(join(folder('target'), 'far.task'))).toEqual(RIGHT);
    expect(namesOf(((await served('manifest.json')) as { models: { name: string }[] }).models)).toEqual([
      'beside',
      'far',
    ]);
  });

  it('puts local entries first and lets them replace shipped ones of the same name', async () => {
    await writeManifest('shipped', entry('a'), entry('both', { licence: 'shipped' }));
    await writeManifest('local', entry('both', { licence: 'local' }));
    for (const name of ['a', 'both']) await writeFile(join(folder('search'), `${name}.task`), RIGHT);
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

  it('looks further after a refusal', async () => {
    await writeManifest('shipped', entry('m'));
    await writeFile(join(folder('shipped'), 'm.task'), WRONG);
    await writeFile(join(folder('search'), 'm.task'), RIGHT);
    expect(namesOf((await resolve()).present)).toEqual(['m']);
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
      entry('packaged', { source: { kind: 'npm', package: 'no-such-package', path: 'x' } }),
    );
    const { missing } = await resolve();
    const advice = Object.fromEntries(missing.map(({ name, whatToDo }) => [name, whatToDo]));
    expect(advice).toMatchObject({
      brought: 'Put brought.task into models/local. Ask the site.',
      trained: expect.stringContaining('git checkout') as string,
      packaged: 'Run npm ci.',
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

describe('resolveModels from a URL', () => {
  const url = 'https://models.example/m.task';
  let answer: () => Response;
  let requests = 0;

  beforeEach(async () => {
    requests = 0;
    vi.stubGlobal('fetch', () => {
      requests++;
      return new Promise((done) => {
        done(answer());
      });
    });
    await writeManifest('shipped', entry('m', { source: { kind: 'url', url } }));
  });
  afterEach(() => vi.unstubAllGlobals());

  it('downloads once and keeps the file', async () => {
    answer = () => new Response(RIGHT);
    expect(namesOf((await resolve()).present)).toEqual(['m']);
    expect(namesOf((await resolve()).present)).toEqual(['m']);
    expect(requests).toBe(1);
  });

  it('refuses other bytes than the manifest states', async () => {
    answer = () => new Response(WRONG);
    expect((await resolve()).missing[0].why).toContain('was refused');
    answer = () => new Response(Buffer.concat([RIGHT, RIGHT]));
    expect((await resolve()).missing[0].why).toContain('more than the stated 15 bytes');
  });

  it('goes on without it when the host refuses', async () => {
    answer = () => new Response(null, { status: 403 });
    const [missing] = (await resolve()).missing;
    expect(missing.why).toContain('answered 403');
    expect(missing.whatToDo).toContain(url);
  });

  it('goes on without it when there is no network', async () => {
    answer = () => {
      throw new TypeError('fetch failed');
    };
    expect((await resolve()).missing[0].why).toContain('models.example is out of reach from here');
  });

  it('asks nobody when told not to', async () => {
    answer = () => new Response(RIGHT);
    expect((await resolve({ download: false })).missing[0].whatToDo).toContain(url);
    expect(requests).toBe(0);
  });
});
