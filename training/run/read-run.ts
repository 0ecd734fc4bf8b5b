/** @file Reads a run's folder, also while the run is going on. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import type {
  HardestFile,
  HistoryEntry,
  LeaderboardEntry,
  NoteEvent,
  PcaFile,
  RunEvent,
  StepEvent,
  ValidationEvent,
  ValidationFile,
} from './events.ts';
import { RUN_FILES, RunFolderError } from './files.ts';
import { readLog } from './log.ts';
import {
  describeIssue,
  hardestSchema,
  historySchema,
  leaderboardSchema,
  pcaSchema,
  validationSchema,
} from './schemas.ts';

export interface RunRecord {
  readonly folder: string;
  /** The folder's own name. */
  readonly name: string;
  readonly config: unknown;
  readonly events: readonly RunEvent[];
  /** The same events by type. */
  readonly steps: readonly StepEvent[];
  readonly validations: readonly ValidationEvent[];
  readonly notes: readonly NoteEvent[];
  readonly history: readonly HistoryEntry[];
  readonly leaderboard: readonly LeaderboardEntry[];
  /** Null where the run has not written the file. */
  readonly validation: ValidationFile | null;
  readonly pca: PcaFile | null;
  readonly hardest: HardestFile | null;
}

/** @throws RunFolderError saying which file, which line, and what to do. */
export async function readRun(folder: string): Promise<RunRecord> {
  const log = join(folder, RUN_FILES.log);
  if (!existsSync(log)) {
    throw new RunFolderError(
      `${folder} holds no run: there is no ${RUN_FILES.log}. Name a folder that train made.`,
    );
  }
  const events = await readLog(log);
  return {
    folder,
    name: basename(resolve(folder)),
    config: await readRunJson(folder, RUN_FILES.config, v.unknown()),
    events,
    steps: events.filter((event) => event.type === 'step'),
    validations: events.filter((event) => event.type === 'validation'),
    notes: events.filter(isNote),
    history: (await readRunJson(folder, RUN_FILES.history, historySchema)) ?? [],
    leaderboard: (await readRunJson(folder, RUN_FILES.leaderboard, leaderboardSchema)) ?? [],
    validation: await readRunJson(folder, RUN_FILES.validation, validationSchema),
    pca: await readRunJson(folder, RUN_FILES.pca, pcaSchema),
    hardest: await readRunJson(folder, RUN_FILES.hardest, hardestSchema),
  };
}

/**
 * @param name - Within the folder.
 * @returns Null when there is no such file.
 * @throws RunFolderError saying what is wrong with it.
 */
export async function readRunJson<Schema extends v.GenericSchema>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  const path = join(folder, name);
  if (!existsSync(path)) return null;
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new RunFolderError(`${path} is no JSON. Put it right, or delete it.`, { cause: error });
  }
  const result = v.safeParse(schema, value);
  if (!result.success) {
    throw new RunFolderError(
      `${path} is not what it should be (${describeIssue(result.issues)}). Put it right, or delete it.`,
    );
  }
  return result.output;
}

function isNote(event: RunEvent): event is NoteEvent {
  return event.type !== 'step' && event.type !== 'validation' && event.type !== 'checkpoint';
}
