/** @file The report: one file that stands for itself, shows faces only when asked, and takes no orders from a run. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reportCommand } from '../../../training/cli/report.ts';
import { createPackedWriter } from '../../../training/data/packed-writer.ts';
import { summaryOf } from '../../../training/report/summary.ts';
import { readRun } from '../../../training/run/read-run.ts';
import { openRun } from '../../../training/run/run-folder.ts';
import { stepEvent, temporaryFolder, validationEvent } from '../run/run-events.ts';

const HOSTILE = '<script>alert("x")</script><img src=https://example.org/a>';
const CROP = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);

async function makeRun(root: string, name: string, fakeWeight: number): Promise<string> {
  const folder = join(root, name);
  const run = await openRun(folder, { config: { loss: { fakeWeight, note: HOSTILE }, batch: 32 } });
  for (let step = 1; step <= 30; step += 1) run.append(stepEvent(step));
  run.append(validationEvent(10, { eer: 0.2 }));
  run.append(validationEvent(20, { eer: 0.08, eerFake: 0.04 }));
  run.append(validationEvent(30, { eer: 0.09, eerFake: 0.04 }));
  run.append({ type: 'alarm', atMs: 30_000, step: 30, message: HOSTILE });
  run.append({ type: 'stop', atMs: 31_000, step: 30, message: 'stopped early' });
  await run.offer({ step: 20, epoch: 0, batch: 20, accuracy: 0.9, eer: 0.08 }, () => Promise.resolve());
  const spread = (from: number): number[] => Array.from({ length: 1200 }, (_, index) => from + index / 3000);
  const similarities = {
    genuine: spread(0.4),
    'other-person': spread(-0.1),
    'fake-same-person': spread(0.1),
  };
  await run.writeValidation({ step: 30, similarities });
  const points = [
    { x: 0, y: 1, person: 4, isFake: false },
    { x: 2, y: 3, person: 9, isFake: true },
  ];
  await run.writePca({ before: points, after: points });
  const image = (index: number) => ({ dataset: '../packed', index });
  await run.writeHardest([{ kind: 'genuine', similarity: 0.12345, a: image(0), b: image(1) }]);
  run.close();
  return folder;
}

async function makeDataset(folder: string): Promise<void> {
  const about = { name: 'faces', layout: 'folders', cropSize: 160, margin: 24 / 112, splitSeed: 1 } as const;
  const writer = await createPackedWriter(folder, about);
  const point = { x: 1, y: 1 };
  for (const identity of ['a', 'b']) {
    await writer.add({
      ...{ identity, path: 'one.jpg', crop: CROP, landmarks: null, group: 0, clip: -1, isFake: false },
      ...{ split: 'test', pointsFrom: 'given', points: [point, point, point, point, point], yawDeg: null },
    });
  }
  await writer.finish();
}

/** Runs the command in silence. @returns The report's text. */
async function report(run: string, ...flags: string[]): Promise<string> {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await reportCommand().parseAsync(['--run', run, ...flags], { from: 'user' });
    expect(said).toHaveBeenCalledOnce();
  } finally {
    said.mockRestore();
  }
  return readFileSync(join(run, 'report.html'), 'utf8');
}

describe('report of a whole run', () => {
  const root = mkdtempSync(join(tmpdir(), 'facegate-report-'));
  let text = '';
  beforeAll(async () => {
    text = await report(await makeRun(root, 'first', 1));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('holds every part, and stands for itself', () => {
    for (const title of ['Loss, smoothed', 'Equal error rate', 'Similarities by kind', 'ROC', 'DET']) {
      expect(text).toContain(title);
    }
    for (const title of ['before training', 'after training', 'Best checkpoints', 'Configuration']) {
      expect(text).toContain(title);
    }
    expect(text).toContain('8.00 %');
    expect(text).toContain('stopped early');
    expect(text).not.toContain('Comparison');
    expect(text).not.toMatch(/<script|<link|@import|url\((?!#)|<img/i);
    expect(text.match(/(?:src|href)="(?!#)[^"]*"/g)).toBeNull();
    expect(text.match(/<svg/g)).toHaveLength(9);
  });

  it('draws with variables for light and dark, and only finite coordinates', () => {
    const svgs = text.match(/<svg[^]*?<\/svg>/g)!;
    for (const svg of svgs) {
      expect(svg).not.toMatch(/NaN|Infinity|undefined|#fa5e/);
      // Clip paths have a colour that nobody sees, and so has what is wholly transparent.
      const drawn = svg
        .replace(/<defs[^]*?<\/defs>/g, '')
        .replaceAll('fill="rgb(0,0,0)" fill-opacity="0"', '');
      const colours = [...drawn.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
      expect(colours.filter((colour) => !/^(none|var\(--chart-[\w-]+\)|#000)$/.test(colour))).toEqual([]);
    }
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('reads the same each time', async () => {
    expect(await report(join(root, 'first'))).toBe(text);
  });

  it('renders what a run says inert', () => {
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&#60;script&#62;alert(&#34;x&#34;)');
  });
});

describe('report', () => {
  it('shows faces only when asked', async () => {
    const root = temporaryFolder();
    const run = await makeRun(root, 'first', 1);
    expect(await report(run)).toContain('--show-faces');
    await makeDataset(join(root, 'packed'));
    const text = await report(run, '--show-faces');
    const uri = `data:image/jpeg;base64,${CROP.toString('base64')}`;
    expect(text.split(uri)).toHaveLength(3);
    expect(text).toContain('similarity 0.123');
  });

  it('compares runs: their figures, and the settings that differ', async () => {
    const root = temporaryFolder();
    const other = await makeRun(root, 'second', 0.25);
    const json = join(root, 'figures.json');
    const text = await report(await makeRun(root, 'first', 1), '--compare', other, '--json', json);
    const comparison = text.slice(text.indexOf('Comparison'), text.indexOf('Validation at'));
    expect(comparison).toContain('second');
    expect(comparison).toContain('loss.fakeWeight');
    expect(comparison).toContain('0.25');
    expect(comparison).not.toContain('batch');
    const figures = JSON.parse(readFileSync(json, 'utf8')) as { name: string; best: { eer: number } }[];
    expect(figures.map(({ name, best }) => [name, best.eer])).toEqual([
      ['first', 0.08],
      ['second', 0.08],
    ]);
  });

  it('makes do with a run that has only begun', async () => {
    const folder = join(temporaryFolder(), 'new');
    (await openRun(folder, { config: {} })).close();
    const text = await report(folder);
    expect(text).toContain('No event yet');
    expect(text).not.toContain('<svg');
  });

  it('says what is wrong with the folder', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'log.jsonl'), '[]\n');
    const command = reportCommand().parseAsync(['--run', root], { from: 'user' });
    await expect(command).rejects.toThrow(/log\.jsonl, line 1/);
  });
});

describe('summary', () => {
  it('leaves out the time between an interruption and its resume', async () => {
    const folder = join(temporaryFolder(), 'run');
    const run = await openRun(folder, { config: {} });
    run.append(stepEvent(1, { atMs: 0 }));
    run.append(stepEvent(2, { atMs: 1000, imagesPerSecond: 300 }));
    run.append({ type: 'resume', atMs: 90_000, step: 2, message: '' });
    run.append(stepEvent(3, { atMs: 92_000, loss: NaN }));
    run.close();
    const summary = summaryOf(await readRun(folder));
    expect(summary).toMatchObject({ steps: 3, workMs: 3000, loss: NaN, best: null, last: null, end: null });
    expect(summary.imagesPerSecond).toBeCloseTo(500 / 3, 10);
  });
});
