/** @file Makes or reopens a run's folder and writes to it. Knows nothing of what a checkpoint holds. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  HardestFile,
  HistoryEntry,
  LeaderboardEntry,
  PcaFile,
  RunEvent,
  ValidationFile,
} from './events.ts';
import { replaceJson, RUN_FILES, RunFolderError } from './files.ts';
import { checkpointName, place } from './leaderboard.ts';
import { openLog } from './log.ts';
import { readRunJson } from './read-run.ts';
import { rewind } from './rewind.ts';
import { historySchema, leaderboardSchema } from './schemas.ts';

export interface RunFolder {
  readonly folder: string;
  /** Where the caller saves the checkpoint to resume from. */
  readonly latestPath: string;
  /** By order of appearance. */
  readonly leaderboard: readonly LeaderboardEntry[];
  append(event: RunEvent): void;
  /**
   * Saves a checkpoint if it has a place on the leaderboard, and deletes those that it pushes off.
   *
   * @param write - Writes the checkpoint to the path that it is given; called only if there is a place.
   * @returns Its entry; null without a place.
   */
  offer(
    candidate: Omit<LeaderboardEntry, 'path'>,
    write: (path: string) => Promise<void>,
  ): Promise<LeaderboardEntry | null>;
  writeValidation(file: ValidationFile): Promise<void>;
  writePca(file: PcaFile): Promise<void>;
  writeHardest(file: HardestFile): Promise<void>;
  close(): void;
}

export interface OpenRunOptions {
  /** Plain data, for `config.json` of a new run; a resumed run keeps the one it has. */
  readonly config: unknown;
  /**
   * Step of the checkpoint that the run goes on from. What the folder says of later steps is dropped. So a checkpoint
   * is to be saved when all events of its step are written.
   */
  readonly resumeAt?: number;
}

/** @throws RunFolderError when a new run would overwrite another, or there is no run to resume. */
export async function openRun(folder: string, { config, resumeAt }: OpenRunOptions): Promise<RunFolder> {
  const at = (name: string): string => join(folder, name);
  if (resumeAt === undefined) await createRun(folder, config);
  else await rewind(folder, resumeAt);

  let board: readonly LeaderboardEntry[] =
    (await readRunJson(folder, RUN_FILES.leaderboard, leaderboardSchema)) ?? [];
  const history: HistoryEntry[] = (await readRunJson(folder, RUN_FILES.history, historySchema)) ?? [];
  const log = openLog(at(RUN_FILES.log));

  return {
    folder,
    latestPath: at(RUN_FILES.latest),
    get leaderboard() {
      return board;
    },
    append: (event) => log.append(event),
    async offer(candidate, write) {
      const { step, epoch, batch, accuracy, eer } = candidate;
      const path = `${RUN_FILES.checkpoints}/${checkpointName(candidate)}`;
      const entry: LeaderboardEntry = { step, epoch, batch, accuracy, eer, path };
      const placing = place(board, entry);
      if (placing === null) return null;
      // File, board, deletions: killed in between, the board never names a file that is not there.
      await write(at(path));
      board = placing.board;
      history.push({ epoch, batch_number: batch, accuracy, eer, checkpoint_path: path, step });
      await replaceJson(at(RUN_FILES.leaderboard), board);
      await replaceJson(at(RUN_FILES.history), history);
      for (const fallen of placing.fallen) await rm(at(fallen.path), { force: true });
      return entry;
    },
    writeValidation: (file) => replaceJson(at(RUN_FILES.validation), file),
    writePca: (file) => replaceJson(at(RUN_FILES.pca), file),
    writeHardest: (file) => replaceJson(at(RUN_FILES.hardest), file),
    close: () => log.close(),
  };
}

async function createRun(folder: string, config: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (existsSync(join(folder, RUN_FILES.log))) {
    throw new RunFolderError(`${folder} already holds a run. Resume it, or name another folder.`);
  }
  const others = await readdir(folder);
  if (others.length > 0) {
    throw new RunFolderError(`${folder} is not empty (${others[0]}). Name a new folder for the run.`);
  }
  await mkdir(join(folder, RUN_FILES.checkpoints));
  await replaceJson(join(folder, RUN_FILES.config), config);
  // Only a log makes the folder a run. `wx`: of two processes that start at once, one is refused.
  await writeFile(join(folder, RUN_FILES.log), '', { flag: 'wx' });
}
