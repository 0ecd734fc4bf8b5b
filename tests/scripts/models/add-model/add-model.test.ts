/**
 * @file Bringing a model: the choice of input and output, the manifest it is written to, and its options.
 */
import { percent } from '../../../../src/core/metrics/percent.ts';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trackerEntry } from '../../../../simulator/builders.ts';
import { draftEntry } from '../../../../scripts/lib/models/add-model/draft.ts';
import {
  requirePlace,
  withEntry,
  writeEntry,
} from '../../../../scripts/lib/models/add-model/local-manifest.ts';
import {
  parseNumber,
  parseTriple,
  type AddOptions,
} from '../../../../scripts/lib/models/add-model/options.ts';
import {
  chooseValues,
  type ModelSignature,
  type ModelValue,
} from '../../../../scripts/lib/models/add-model/signature.ts';
import { requirePairs } from '../../../../scripts/lib/models/calibration/calibrate.ts';
import { oneIn, parseRate } from '../../../../scripts/lib/terminal/rates.ts';

const value = (name: string, shape: ModelValue['shape'], type: string | null = 'float32'): ModelValue => ({
  name,
  type,
  shape,
});
const signature = (...shape: (number | string)[]): ModelSignature => ({
  inputs: [value('data', shape)],
  outputs: [value('fc1', [1, 512])],
});
const WANTED = { size: 112, layout: 'NCHW' } as const;
const OPEN = { layout: 'NCHW' } as const;

describe('chooseValues', () => {
  it('takes the only input and output, with open sizes too', () => {
    const chosen = { input: 'data', output: 'fc1', size: 112 };
    expect(chooseValues(signature(1, 3, 112, 112), WANTED)).toEqual(chosen);
    expect(chooseValues(signature('N', 3, 'H', 'W'), WANTED)).toEqual(chosen);
    expect(chooseValues(signature(), WANTED)).toEqual(chosen);
    expect(chooseValues(signature(1, 160, 160, 3), { size: 160, layout: 'NHWC' }).size).toBe(160);
  });

  it('takes the size that the file states, and asks where it states none', () => {
    expect(chooseValues(signature('?', 3, 96, 96), OPEN).size).toBe(96);
    expect(chooseValues(signature('?', 3, 'H', 96), OPEN).size).toBe(96);
    expect(chooseValues(signature(1, 128, 128, 3), { layout: 'NHWC' }).size).toBe(128);
    expect(() => chooseValues(signature('N', 3, 'H', 'W'), OPEN)).toThrow('Say --size');
    expect(() => chooseValues(signature(), OPEN)).toThrow('Say --size');
  });

  it('says which options would fit another shape', () => {
    expect(() => chooseValues(signature(1, 3, 160, 160), WANTED)).toThrow('Say --layout NCHW --size 160.');
    expect(() => chooseValues(signature(1, 112, 112, 3), WANTED)).toThrow('Say --layout NHWC --size 112.');
    expect(() => chooseValues(signature(8, 3, 112, 112), WANTED)).toThrow('batch of 1');
    expect(() => chooseValues(signature(1, 1, 112, 112), WANTED)).toThrow('RGB image');
    expect(() => chooseValues(signature(1, 3, 112), WANTED)).toThrow('1 × 3 × 112,');
  });

  it('refuses another type and a second input, and asks where there are several outputs', () => {
    const [image] = signature(1, 3, 112, 112).inputs;
    const several = { inputs: [image], outputs: [value('y', []), value('z', [1, 2], 'float16')] };
    expect(() => chooseValues(several, WANTED)).toThrow(
      '2 outputs: "y" (float32); "z" (float16 1 × 2). Name the one',
    );
    expect(() => chooseValues(several, { ...WANTED, output: 'c' })).toThrow('no output "c"; it has "y"');
    expect(() => chooseValues(several, { ...WANTED, output: 'z' })).toThrow('keep_io_types=True');
    expect(chooseValues(several, { ...WANTED, output: 'y' }).output).toBe('y');
    expect(() => chooseValues({ ...several, inputs: [image, value('b', [])] }, WANTED)).toThrow(
      '2 inputs: "data" (float32 1 × 3 × 112 × 112); "b" (float32). The kiosk gives one image and nothing else',
    );
    expect(() => chooseValues({ ...several, inputs: [] }, WANTED)).toThrow('The model has no input.');
    const half = { ...several, inputs: [value('h', [1, 3, 112, 112], 'float16')] };
    expect(() => chooseValues(half, WANTED)).toThrow('float16');
  });
});

describe('draftEntry', () => {
  const brought = { bytes: Buffer.from('x'), origin: 'From a test.' };
  const options: AddOptions = {
    ...{ name: 'mine', role: 'embedder', layout: 'NCHW', channels: 'RGB', margin: 0, licence: 'MIT' },
    ...{ mean: [0, 0, 0], std: [1, 1, 1], template: 'arcface-112', modelsFolder: '/x', timeLimit: 1 },
  };
  it('refuses options that would be passed over in silence', () => {
    expect(draftEntry(brought, options).source).toEqual({ kind: 'brought', note: 'From a test.' });
    for (const given of [{ threshold: 0.5 }, { live: 1 }, { activation: 'softmax' }] as const) {
      expect(() => draftEntry(brought, { ...options, ...given })).toThrow('says nothing of an embedder');
    }
    const detector = { ...options, role: 'fake-detector', threshold: 0.5 } as const;
    expect(draftEntry(brought, detector)).toMatchObject({ role: 'fake-detector', threshold: 0.5 });
    for (const given of [{ people: 'x' }, { pairs: 'x' }]) {
      expect(() => draftEntry(brought, { ...detector, ...given })).toThrow('says nothing of a detector');
    }
    expect(() => draftEntry(brought, { ...options, role: 'fake-detector' })).toThrow('needs --threshold');
    expect(() => draftEntry(brought, { ...options, name: 'My Model' })).toThrow('name: must be lower-case');
  });
});

describe('withEntry', () => {
  it('puts a new entry first and replaces one of the same name in place', () => {
    const one = withEntry(null, trackerEntry('one', { file: 'one.onnx' }));
    const two = withEntry(one, trackerEntry('two', { file: 'two.onnx' }));
    expect(two.models.map(({ name }) => name)).toEqual(['two', 'one']);
    const again = withEntry(two, trackerEntry('one', { file: 'other.onnx' }));
    expect(again.models.map(({ file }) => file)).toEqual(['two.onnx', 'other.onnx']);
  });
});

describe('writeEntry', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facegate-test-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('writes the model and the manifest, and removes a replaced file', async () => {
    await writeEntry(folder, trackerEntry('one', { file: 'one.onnx' }), Buffer.from('old'));
    await writeEntry(folder, trackerEntry('one', { file: 'new.onnx' }), Buffer.from('new'));
    expect((await readdir(folder)).sort()).toEqual(['manifest.json', 'new.onnx']);
    expect(await readFile(join(folder, 'new.onnx'), 'utf8')).toBe('new');
  });

  it('leaves the folder as it was when a file cannot be written', async () => {
    await writeEntry(folder, trackerEntry('one', { file: 'one.onnx' }), Buffer.from('old'));
    const before = await readFile(join(folder, 'manifest.json'), 'utf8');
    await mkdir(join(folder, `manifest.json.${process.pid}.part`));
    await expect(
      writeEntry(folder, trackerEntry('one', { file: 'one.onnx' }), Buffer.from('new')),
    ).rejects.toThrow('EISDIR');
    await rm(join(folder, `manifest.json.${process.pid}.part`), { recursive: true });
    expect((await readdir(folder)).sort()).toEqual(['manifest.json', 'one.onnx']);
    expect(await readFile(join(folder, 'one.onnx'), 'utf8')).toBe('old');
    expect(await readFile(join(folder, 'manifest.json'), 'utf8')).toBe(before);
  });

  it('finds beforehand what stands in the way', async () => {
    await writeEntry(folder, trackerEntry('one', { file: 'one.onnx' }), Buffer.from('x'));
    await expect(requirePlace(folder, trackerEntry('one', { file: 'two.onnx' }))).resolves.toBeUndefined();
    await expect(requirePlace(folder, trackerEntry('two', { file: 'two.onnx' }))).resolves.toBeUndefined();
    await expect(requirePlace(folder, { name: 'one', role: 'embedder', file: 'one.onnx' })).rejects.toThrow(
      'one is the name of another model',
    );
    await expect(requirePlace(folder, trackerEntry('two', { file: 'one.onnx' }))).rejects.toThrow(
      'is the file of the model one',
    );
    await writeFile(join(folder, 'manifest.json'), '{');
    await expect(requirePlace(folder, trackerEntry('two'))).rejects.toThrow('is no valid manifest');
  });

  it('writes nothing for an entry that no manifest may hold', async () => {
    await expect(
      writeEntry(folder, trackerEntry('Bad name', { file: 'x.onnx' }), Buffer.from('x')),
    ).rejects.toThrow('lower-case');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('options and rates', () => {
  it('reads triples and numbers', () => {
    expect(parseTriple('127.5')).toEqual([127.5, 127.5, 127.5]);
    expect(parseTriple('1, 2,3')).toEqual([1, 2, 3]);
    for (const bad of ['1,2', '1,,3', '', 'x']) expect(() => parseTriple(bad)).toThrow();
    expect(() => parseNumber('Infinity')).toThrow();
  });

  it('reads and prints rates', () => {
    expect(['0.001', '1e-3', '1:1000', '1 in 1,000'].map(parseRate)).toEqual([1e-3, 1e-3, 1e-3, 1e-3]);
    for (const bad of ['0', '1', '-1', 'x', '5:1', '1:0']) expect(() => parseRate(bad)).toThrow();
    expect([oneIn(1e-3), oneIn(1e-6)]).toEqual(['1 in 1,000', '1 in 1,000,000']);
    expect([percent(0), percent(0.0123456), percent(1)]).toEqual(['0 %', '1.23 %', '100 %']);
  });

  it('asks for as many pairs as the loosest operating point needs, of several people', () => {
    const ask = (genuinePairs: number, impostorPairs: number, people: number) => () =>
      requirePairs({ genuinePairs, impostorPairs, people });
    expect(ask(1, 1000, 8)).not.toThrow();
    expect(ask(1, 999, 8)).toThrow('too few pairs');
    expect(ask(0, 100_000, 8)).toThrow('0 of one person');
    expect(ask(1, 1000, 7)).toThrow('show 7 people');
  });
});
