/** @file From drawn photos to figures with the training commands: prepare with the kiosk's tracker, submission, eer. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT } from '../../scripts/lib/paths.ts';
import { openPackedDataset } from '../../training/data/packed-reader.ts';
import { encodeJpeg, SYNTHETIC_PEOPLE, syntheticFrames } from '../../simulator/synthetic-face.ts';
import { testPeopleEmbedder } from '../../simulator/test-people.ts';

const PHOTOS_EACH = 3;
const COMMAND_TIMEOUT_MS = 300_000;

let folder: string;
const at = (...path: string[]): string => join(folder, ...path);

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a training command to its end, as `npm run training` does. */
function training(...args: string[]): Promise<Outcome> {
  const argv = [join(ROOT, 'scripts/run.mjs'), 'training', ...args];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      argv,
      { timeout: COMMAND_TIMEOUT_MS },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, stdout, stderr });
      },
    );
  });
}

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-training-'));
  for (const name of ['a', 'b'] as const) {
    await mkdir(at('people', name), { recursive: true });
    const loop = { person: SYNTHETIC_PEOPLE[name], seconds: PHOTOS_EACH, fps: 1, motion: 'calm' } as const;
    let number = 0;
    for (const frame of syntheticFrames(loop)) {
      await writeFile(at('people', name, `${String(number++)}.jpg`), await encodeJpeg(frame));
    }
  }
  await writeFile(at('people', 'a', 'words.jpg'), 'These are words, not a picture.');
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('prepare packs every face, and reports what is none', async () => {
  const { code, stdout, stderr } = await training(
    ...['prepare', '--data', at('people'), '--layout', 'folders', '--out', at('packed')],
    ...['--json', at('report.json')],
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('6 of 7 images packed');
  expect(stdout).toContain('words.jpg: not an image that can be read');
  const dataset = openPackedDataset(at('packed'));
  expect(dataset.identities).toEqual(['a', 'b']);
  for (let index = 0; index < dataset.size; index += 1) {
    const [left, right, , mouth] = dataset.record(index).points;
    // The face is aligned: eyes level, mouth below them, all points near those of the template.
    expect(Math.abs(left.y - right.y)).toBeLessThan(4);
    expect(right.x - left.x).toBeGreaterThan(25);
    expect(mouth.y - left.y).toBeGreaterThan(25);
  }
  dataset.close();
  const report = JSON.parse(await readFile(at('report.json'), 'utf8')) as { leftOut: unknown[] };
  expect(report.leftOut).toHaveLength(1);
});

test('a submission compares pairs, survives one without a face, and is judged', async () => {
  const pairs = [
    ['1', 'a/0', 'a/2'],
    ['2', 'b/0', 'b/2'],
    ['3', 'a/0', 'b/0'],
    ['4', 'a/2', 'b/2'],
  ];
  for (const [id, first, second] of pairs) {
    await mkdir(at('pairs', id), { recursive: true });
    await copyFile(at('people', `${first}.jpg`), at('pairs', id, '0.jpg'));
    await copyFile(at('people', `${second}.jpg`), at('pairs', id, '1.jpg'));
  }
  await mkdir(at('pairs', '5'));
  await copyFile(at('people', 'a', '0.jpg'), at('pairs', '5', '0.jpg'));
  await copyFile(at('people', 'a', 'words.jpg'), at('pairs', '5', '1.jpg'));
  const { model, entry } = await testPeopleEmbedder();
  await writeFile(at('toy.onnx'), model);
  const { size, mean, std } = entry.input;
  const described = ['--size', String(size), '--mean', mean.join(), '--std', std.join()];
  const submitted = await training(
    ...['submission', '--pairs', at('pairs'), '--out', at('out.csv')],
    ...['--model', at('toy.onnx'), ...described, '--layout', entry.input.layout],
    ...[
      '--template',
      entry.alignment.template,
      '--margin',
      String(entry.alignment.margin),
      '--channels',
      entry.input.channels,
    ],
  );
  expect(submitted.code, submitted.stderr).toBe(0);
  const [header, ...lines] = (await readFile(at('out.csv'), 'utf8')).trim().split('\n');
  expect(header).toBe('pair_id,similarity,cosine,fake_probability,decision,status');
  const rows = lines.map((line) => line.split(','));
  expect(rows.map(([id]) => id)).toEqual(['00000001', '00000002', '00000003', '00000004', '00000005']);
  const similarity = rows.map(([, value]) => Number(value));
  expect(Math.min(similarity[0], similarity[1])).toBeGreaterThan(Math.max(similarity[2], similarity[3]));
  expect(similarity[4]).toBe(-1);

  await writeFile(at('truth.csv'), 'pair_id,label\n1,1\n2,1\n3,0\n4,0\n5,0\n');
  const judged = await training('eer', '--truth', at('truth.csv'), '--submission', at('out.csv'));
  expect(judged.code, judged.stderr).toBe(0);
  expect(judged.stdout).toMatch(/EER.*0\.00 ?%|EER.*\b0 ?%/);

  await writeFile(at('short.csv'), 'pair_id,label\n1,1\n2,1\n3,0\n4,0\n');
  const refused = await training('eer', '--truth', at('short.csv'), '--submission', at('out.csv'));
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('5');
});
