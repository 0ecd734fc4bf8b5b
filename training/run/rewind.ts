/** @file Takes a run's folder back to the step of a checkpoint, as if the run had never gone on from there. */
import { existsSync } from 'node:fs';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { replaceJson, RUN_FILES, RunFolderError } from './files.ts';
import { lineOf, readLog } from './log.ts';
import { readRunJson } from './read-run.ts';
import { historySchema, leaderboardSchema } from './schemas.ts';

const LEADERBOARD_FILE = /^model_ep\d+_batch\d+_acc[\d.]+_eer[\d.]+\.ckpt$/;
/** What saving a checkpoint leaves behind when the process is killed in the middle of it. */
const UNFINISHED_FILE = /\.ckpt\.[\da-f-]{36}\.tmp$/;

/**
 * Drops events, history and leaderboard entries of steps after `step`, a half-written last line, and checkpoints that
 * are unfinished or not on the leaderboard. `latest.ckpt` stays.
 *
 * @throws RunFolderError when the folder holds no run, or a file in it cannot be read.
 */
export async function rewind(folder: string, step: number): Promise<void> {
  const at = (name: string): string => join(folder, name);
  if (!existsSync(at(RUN_FILES.log))) {
    throw new RunFolderError(`${folder} holds no run to resume: there is no ${RUN_FILES.log}.`);
  }
  const events = await readLog(at(RUN_FILES.log));
  const kept = events.filter((event) => event.step <= step);
  const temporary = at(`${RUN_FILES.log}.tmp`);
  await writeFile(temporary, kept.map(lineOf).join(''), { flush: true });
  await rename(temporary, at(RUN_FILES.log));

  const history = await readRunJson(folder, RUN_FILES.history, historySchema);
  if (history !== null) {
    await replaceJson(
      at(RUN_FILES.history),
      history.filter((entry) => entry.step <= step),
    );
  }
  const board = await readRunJson(folder, RUN_FILES.leaderboard, leaderboardSchema);
  const keptBoard = (board ?? []).filter((entry) => entry.step <= step);
  if (board !== null) await replaceJson(at(RUN_FILES.leaderboard), keptBoard);

  const wanted = new Set(keptBoard.map(({ path }) => basename(path)));
  for (const name of await readdir(at(RUN_FILES.checkpoints))) {
    const stray = LEADERBOARD_FILE.test(name) && !wanted.has(name);
    if (stray || UNFINISHED_FILE.test(name)) await rm(join(at(RUN_FILES.checkpoints), name));
  }
}
