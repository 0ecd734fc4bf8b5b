/** @file Where things lie in a run's folder, and how its small JSON files are replaced in one step. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

export const RUN_FILES = {
  config: 'config.json',
  start: 'start.onnx',
  log: 'log.jsonl',
  history: 'performance_history.json',
  leaderboard: 'leaderboard.json',
  checkpoints: 'checkpoints',
  latest: 'checkpoints/latest.ckpt',
  validation: 'validation.json',
  pca: 'pca.json',
  hardest: 'hardest.json',
} as const;

/** A run's folder or a file in it cannot be used; the message says which, and what to do. */
export class RunFolderError extends Error {
  override readonly name = 'RunFolderError';
}

/** Leaves the old file or the new one, never half of one. */
export async function replaceJson(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
