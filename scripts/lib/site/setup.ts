/**
 * @file Set-up: everything that must lie ready before Vite builds or serves. Fast where nothing changed.
 */
import { resolveModels, type ModelReport } from '../models/resolve-models.ts';
import { copyPublicFiles } from './public-files.ts';

/**
 * Fills the public folder and resolves the models.
 * @param options.download - False never asks the network for a model.
 * @returns which models are present, and which are not.
 */
export async function prepareAssets({ download = true } = {}): Promise<ModelReport> {
  await copyPublicFiles();
  return resolveModels({ download });
}
