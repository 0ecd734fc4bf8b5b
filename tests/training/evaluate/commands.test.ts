/** @file The commands `evaluate` and `eer` from their options to what they print and write. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eerCommand } from '../../../training/cli/eer.ts';
import { evaluateCommand } from '../../../training/cli/evaluate.ts';
import { createPackedWriter } from '../../../training/data/packed-writer.ts';
import { brightnessModel, leftColourModel, picture } from './known-answers.ts';
import { POINTS } from '../memory-dataset.ts';

let folder: string;
let printed: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-evaluate-'));
  const writer = await createPackedWriter(join(folder, 'packed'), {
    ...{ name: 'tiny', layout: 'folders', cropSize: 160, margin: 24 / 112, splitSeed: 0 },
  });
  for (const person of [0, 1, 2]) {
    for (const photo of [0, 1, 2]) {
      const isFake = photo === 2;
      const colour = [0, 0, 0].map((_, at) => (at === person ? 150 : 0) + (isFake ? 90 : 10 * photo));
      await writer.add({
        identity: `p${person}`,
        ...{ group: person, clip: -1, isFake, split: 'test', pointsFrom: 'given', yawDeg: null },
        ...{ points: POINTS, landmarks: null, path: `p${person}/p${person}_000${photo}.png` },
        crop: await picture([colour[0], colour[1], colour[2]]),
      });
    }
  }
  await writer.finish();
  await writeFile(join(folder, 'embedder.onnx'), leftColourModel());
  await writeFile(join(folder, 'detector.onnx'), brightnessModel({ size: 112 }));
  await mkdir(join(folder, 'empty'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function run(command: Command, ...options: string[]): Promise<string> {
  await command.parseAsync(options, { from: 'user' });
  return printed.join('\n');
}

describe('evaluate', () => {
  const input = ['--size', '8', '--mean', '0', '--std', '255', '--threads', '1'];
  const evaluate = (...options: string[]) =>
    run(evaluateCommand(), '--model', join(folder, 'embedder.onnx'), ...input, ...options);

  it('prints tables and writes the same as JSON', async () => {
    const json = join(folder, 'result.json');
    const text = await evaluate(
      ...['--dataset', join(folder, 'packed'), '--thresholds', '0.9', '--json', json],
      ...['--fake-detector', join(folder, 'detector.onnx')],
      ...['--query', '2x2', '--distractors', '1x1', '--slices'],
    );
    expect(text).toContain('tiny, test split, 9 images');
    expect(text).toContain('pairs: genuine 3, other-person 12, fake-same-person 6, fake-other-person 12');
    expect(text).toMatch(/other-person \(eer_real\) +0 % +0 %/);
    expect(text).toMatch(/FMR, other-person +0 +12 +0 % +below 25 % \(rule of three\)/);
    expect(text).toMatch(/skin luminance +lighter +1 +0 +too few/);
    expect(text).toMatch(/Where the second image is judged for fakes too[^]*at similarity 0.9000/);
    expect(text).toMatch(
      /ID rate: 2 query people with 4 photos, 1 distractors with 1; 2 genuine, 8 impostor/,
    );
    expect(text).toContain('videos, confident strategy');
    const written = JSON.parse(await readFile(json, 'utf8')) as {
      model: object;
      results: { cosine: { counts: object }; slices: { mean: object } }[];
    };
    expect(written.model).toMatchObject({ name: 'embedder.onnx', input: { size: 8, std: [255, 255, 255] } });
    expect(written.results[0].cosine.counts).toMatchObject({ genuine: 3, 'other-person': 12 });
    expect(written.results[0].slices.mean).toEqual({
      ...{ genuinePairs: 3, impostorPairs: 12, eerB: null },
      ...{ fnmr: null, fmr: null },
    });
  });

  it('takes a list over a dataset, and a folder that keeps its own', async () => {
    const list = join(folder, 'pairs.txt');
    const lines = [0, 1].map((at) => `p${at} 0 1\np${at} 0 p2 ${at}`);
    await writeFile(list, `2 1\n${lines.join('\n')}\n`);
    const text = await evaluate('--dataset', join(folder, 'packed'), '--pairs', list);
    expect(text).toContain('LFW, 2 folds: accuracy 100 % ± 0 %');
    printed = [];
    await writeFile(
      join(folder, 'packed', 'pairs.csv'),
      'pathA,pathB,label,deepfake_a,deepfake_b\np0/p0_0000.png,p0/p0_0001.png,1,0,0\nx,y,1,0,0\n',
    );
    const own = await evaluate('--pairs', join(folder, 'packed'));
    expect(own).toContain('pairs: genuine 1\npairs left out, because an image is missing: 1');
  });

  it('says which options do not go together', async () => {
    const packed = join(folder, 'packed');
    await expect(evaluate()).rejects.toThrow(/--dataset or --pairs/);
    await expect(evaluate('--pairs', join(folder, 'gone'))).rejects.toThrow(/no such file or folder/);
    await expect(evaluate('--pairs', join(folder, 'empty'))).rejects.toThrow(
      /neither pairs.csv nor pairs.txt/,
    );
    await expect(evaluate('--pairs', packed, '--dataset', packed)).rejects.toThrow(/leave --dataset out/);
    await expect(evaluate('--pairs', join(folder, 'embedder.onnx'))).rejects.toThrow(/name the one packed/);
  });
});

describe('eer', () => {
  it('prints both definitions with their thresholds and numbers of pairs', async () => {
    const [truth, submission, json] = ['truth.csv', 'mine.csv', 'eer.json'].map((name) => join(folder, name));
    await writeFile(truth, 'pair_id,label\n1,1\n2,1\n3,1\n4,0\n5,0\n6,0\n7,0\n');
    await writeFile(submission, 'pair_id,similarity\n1,.9\n2,.8\n3,.3\n4,.7\n5,.5\n6,.4\n7,.2\n');
    const options = ['--truth', truth, '--submission', submission];
    const text = await run(eerCommand(), ...options, '--parity', '--json', json);
    expect(text).toMatch(/EER-A 33.3 % at 0.8000[^]*EER-B 16.7 % at 0.8000[^]*3 genuine, 4 impostor pairs/);
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ eerB: { threshold: 0.8 } });
    await expect(
      run(eerCommand(), '--truth', join(folder, 'no'), '--submission', submission),
    ).rejects.toThrow(/no cannot be read/);
  });
});
