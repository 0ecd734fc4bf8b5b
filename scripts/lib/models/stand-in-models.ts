/**
 * @file A folder of models that stands in for the site's own for one command, as `--models` asks.
 */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { resolveModels, type ModelReport } from './resolve-models.ts';
import { SHIPPED_MODELS_FOLDER } from '../paths.ts';

export interface StandInModels {
  /** Temporary: the caller removes it. */
  readonly folder: string;
  readonly report: ModelReport;
}

/**
 * @param models - A folder with a manifest. What it lacks, such as the face tracker, comes from the models shipped with
 * the kiosk.
 * @throws Error when there is no manifest.
 */
export async function resolveStandIn(models: string): Promise<StandInModels> {
  const manifest = join(models, 'manifest.json');
  if (!existsSync(manifest)) throw new Error(`${manifest} is not there. Name a folder with a manifest.json.`);
  const folder = await mkdtemp(join(tmpdir(), 'facegate-models-'));
  const manifestFolders = [resolve(models), SHIPPED_MODELS_FOLDER];
  return { folder, report: await resolveModels({ manifestFolders, target: folder }) };
}

/** @throws Error when there is no embedder, saying how to get one. */
export function requireEmbedder({ present, missing }: ModelReport): void {
  if (present.some(({ role }) => role === 'embedder')) return;
  const lines = missing
    .filter(({ role }) => role === 'embedder')
    .map(({ name, why, whatToDo }) => `Model ${name}: ${why}. ${whatToDo}`);
  throw new Error(['Faces cannot be compared without an embedder.', ...lines].join('\n'));
}
