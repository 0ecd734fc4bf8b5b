/**
 * @file Set-up: everything that must lie ready before Vite builds or serves. Fast where nothing changed.
 */
import { resolveModels, type ModelReport } from '../models/resolve-models.ts';
import { copyPublicFiles } from './public-files.ts';

/**
 * Fills the public folder and resolves the models.
 * @returns which models are present, and which are not.
 */
export async function prepareAssets(): Promise<ModelReport> {
  await copyPublicFiles();
  return resolveModels();
}
