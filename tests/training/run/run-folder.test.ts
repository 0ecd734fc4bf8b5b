/** @file A run's folder: written, killed, resumed, read. */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../../training/run/read-run.ts';
import { openRun } from '../../../training/run/run-folder.ts';
import type { RunFolder } from '../../../training/run/run-folder.ts';
import { stepEvent, temporaryFolder, validationEvent } from './run-events.ts';

const save = (path: string): Promise<void> => writeFile(path, 'weights');

/** Trains ten steps at a time: figures get better with the step. */
async function train(run: RunFolder, from: number, to: number): Promise<void> {
  for (let step = from; step <= to; step += 10) {
    run.append(stepEvent(step));
    const validation = validationEvent(step, { accuracy: step / 1000, eer: 1 / step });
    run.append(validation);
    await run.offer({ ...validation, batch: step }, save);
  }
}

describe('a run folder', () => {
  it('gives back what was written', async () => {
    const folder = join(temporaryFolder(), 'first');
    const run = await openRun(folder, { config: { rate: 0.1 } });
    run.append({ type: 'start', atMs: 1, step: 0, message: 'two lines\nin one' });
    run.append(stepEvent(1, { loss: NaN }));
    run.append(validationEvent(1));
    await run.writeValidation({ step: 1, similarities: { genuine: [0.5] } });
    await run.writePca({ before: [{ x: 1, y: 2, person: 3, isFake: true }], after: [] });
    run.close();

    const read = await readRun(folder);
    expect(read.name).toBe('first');
    expect(read.config).toEqual({ rate: 0.1 });
    expect(read.notes).toEqual([{ type: 'start', atMs: 1, step: 0, message: 'two lines\nin one' }]);
    expect(read.steps).toEqual([stepEvent(1, { loss: NaN })]);
    expect(read.validations).toEqual([validationEvent(1)]);
    expect(read.validation?.similarities).toEqual({ genuine: [0.5] });
    expect(read.pca?.before).toEqual([{ x: 1, y: 2, person: 3, isFake: true }]);
    expect(read.hardest).toBeNull();
  });

  it('keeps the files of the leaderboard and deletes those that fall off', async () => {
    const folder = join(temporaryFolder(), 'run');
    const run = await openRun(folder, { config: {} });
    await train(run, 10, 100);
    const files = readdirSync(join(folder, 'checkpoints'));
    expect(files).toHaveLength(5);
    expect(files).toContain('model_ep0_batch100_acc0.1000_eer0.0100.ckpt');
    expect(await run.offer({ step: 110, epoch: 0, batch: 110, accuracy: 0, eer: 1 }, save)).toBeNull();
    run.close();
    const { leaderboard, history } = await readRun(folder);
    expect(leaderboard.map(({ step }) => step)).toEqual([60, 70, 80, 90, 100]);
    expect(leaderboard.every(({ path }) => existsSync(join(folder, path)))).toBe(true);
    expect(history).toHaveLength(10);
    expect(history[0]).toEqual({
      ...{ epoch: 0, batch_number: 10, accuracy: 0.01, eer: 0.1, step: 10 },
      checkpoint_path: 'checkpoints/model_ep0_batch10_acc0.0100_eer0.1000.ckpt',
    });
  });

  it('names no checkpoint that could not be written', async () => {
    const folder = join(temporaryFolder(), 'run');
    const run = await openRun(folder, { config: {} });
    const broken = run.offer({ step: 1, epoch: 0, batch: 1, accuracy: 1, eer: 0 }, () =>
      Promise.reject(new Error('disk full')),
    );
    await expect(broken).rejects.toThrow('disk full');
    expect(run.leaderboard).toEqual([]);
    run.close();
    expect((await readRun(folder)).history).toEqual([]);
  });

  it('resumes to the log, history and leaderboard of a run that was never interrupted', async () => {
    const root = temporaryFolder();
    const whole = await openRun(join(root, 'whole'), { config: {} });
    await train(whole, 10, 100);
    whole.close();

    const killed = await openRun(join(root, 'killed'), { config: {} });
    await train(killed, 10, 80);
    killed.close();
    appendFileSync(join(root, 'killed', 'log.jsonl'), '{"type":"step","atMs":9');
    writeFileSync(join(root, 'killed', 'checkpoints', 'model_ep0_batch85_acc0.0850_eer0.0118.ckpt'), '');
    const unfinished = 'latest.ckpt.8d7c2f0e-4a55-4c27-9b4b-0a4f6a0f9a11.tmp';
    writeFileSync(join(root, 'killed', 'checkpoints', unfinished), '');

    const resumed = await openRun(join(root, 'killed'), { config: {}, resumeAt: 50 });
    await train(resumed, 60, 100);
    resumed.close();
    for (const name of ['log.jsonl', 'performance_history.json', 'leaderboard.json']) {
      expect(readFileSync(join(root, 'killed', name), 'utf8')).toBe(
        readFileSync(join(root, 'whole', name), 'utf8'),
      );
    }
    expect(readdirSync(join(root, 'killed', 'checkpoints'))).toEqual(
      readdirSync(join(root, 'whole', 'checkpoints')),
    );
  });

  it('writes over nothing, and resumes only a run', async () => {
    const root = temporaryFolder();
    const run = await openRun(join(root, 'run'), { config: {} });
    run.close();
    await expect(openRun(join(root, 'run'), { config: {} })).rejects.toThrow(/already holds a run/);
    writeFileSync(join(root, 'notes.txt'), '');
    await expect(openRun(root, { config: {} })).rejects.toThrow(/is not empty/);
    await expect(openRun(root, { config: {}, resumeAt: 1 })).rejects.toThrow(/no run to resume/);
  });
});

describe('reading', () => {
  it('leaves out a line that is still being written', async () => {
    const folder = join(temporaryFolder(), 'run');
    const run = await openRun(folder, { config: {} });
    run.append(stepEvent(1));
    appendFileSync(join(folder, 'log.jsonl'), JSON.stringify(stepEvent(2)));
    run.close();
    expect((await readRun(folder)).steps.map(({ step }) => step)).toEqual([1]);
  });

  it('says which file and which line is wrong', async () => {
    const folder = join(temporaryFolder(), 'run');
    const run = await openRun(folder, { config: {} });
    run.append(stepEvent(1));
    run.close();
    appendFileSync(join(folder, 'log.jsonl'), '{"type":"step","atMs":1,"step":2}\n');
    await expect(readRun(folder)).rejects.toThrow(/log\.jsonl, line 2 is no event of a run \(epoch:/);
    writeFileSync(join(folder, 'log.jsonl'), 'x\n');
    await expect(readRun(folder)).rejects.toThrow(/line 1 is no JSON/);
    writeFileSync(join(folder, 'log.jsonl'), '');
    writeFileSync(join(folder, 'hardest.json'), '[{"kind":"odd"}]');
    await expect(readRun(folder)).rejects.toThrow(/hardest\.json is not what it should be \(0\.kind:/);
    await expect(readRun(join(folder, 'none'))).rejects.toThrow(/holds no run/);
  });
});
