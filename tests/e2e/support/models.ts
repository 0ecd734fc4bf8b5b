/** @file Model folders for test kiosks: an embedder of the test's own beside the trackers that set-up found. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RESOLVED_MODELS_FOLDER, SHIPPED_MODELS_FOLDER, STATE_FOLDER } from '../../../scripts/lib/paths.ts';
import { resolveModels } from '../../../scripts/lib/models.ts';
import type { EmbedderEntry } from '../../../src/core/manifest/types.ts';

/**
 * @param name - Of the folder under `.facegate/e2e`, made anew.
 * @param embedder - Null for a kiosk without one.
 * @returns The folder that a kiosk serves as `/models/`.
 */
export async function modelFolder(
  name: string,
  embedder: { readonly model: Uint8Array; readonly entry: EmbedderEntry } | null,
): Promise<string> {
  const folder = join(STATE_FOLDER, 'e2e', name);
  const brought = join(folder, 'brought');
  const target = join(folder, 'models');
  await rm(folder, { recursive: true, force: true });
  await mkdir(brought, { recursive: true });
  if (embedder) {
    await writeFile(join(brought, embedder.entry.file), embedder.model);
    await writeFile(join(brought, 'manifest.json'), JSON.stringify({ version: 1, models: [embedder.entry] }));
  }
  await resolveModels({
    manifestFolders: embedder ? [brought, SHIPPED_MODELS_FOLDER] : [SHIPPED_MODELS_FOLDER],
    searchFolders: [RESOLVED_MODELS_FOLDER],
    target,
    download: false,
  });
  return target;
}
