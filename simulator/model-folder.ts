/** @file Model folders for test kiosks: an embedder of the test's own, or the shipped one, beside the face tracker. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest } from '../scripts/lib/models/manifest-file.ts';
import { SHIPPED_MODELS_FOLDER, STATE_FOLDER } from '../scripts/lib/paths.ts';
import { resolveModels } from '../scripts/lib/models/resolve-models.ts';
import type { EmbedderEntry, Manifest } from '../src/core/manifest/types.ts';

/**
 * @param name - Of the folder under `.facegate/e2e`, made anew.
 * @param embedder - Of the test's own, or the shipped one; null for a kiosk without one.
 * @returns The folder that a kiosk serves as `/models/`.
 */
export async function modelFolder(
  name: string,
  embedder: { readonly model: Uint8Array; readonly entry: EmbedderEntry } | 'shipped' | null,
): Promise<string> {
  const folder = join(STATE_FOLDER, 'e2e', name);
  const target = join(folder, 'models');
  await rm(folder, { recursive: true, force: true });
  await resolveModels({
    manifestFolders: [embedder === 'shipped' ? SHIPPED_MODELS_FOLDER : await bring(folder, embedder)],
    target,
  });
  return target;
}

/** @returns A folder with a manifest of the shipped face tracker and this embedder. */
async function bring(
  folder: string,
  embedder: { readonly model: Uint8Array; readonly entry: EmbedderEntry } | null,
): Promise<string> {
  const brought = join(folder, 'brought');
  await mkdir(brought, { recursive: true });
  const shipped = await readManifest(join(SHIPPED_MODELS_FOLDER, 'manifest.json'));
  const tracker = (shipped?.models ?? []).filter(
    ({ role }) => role === 'face-landmarker' || role === 'face-detector',
  );
  for (const { file, source } of tracker) {
    if (source.kind !== 'inside') await copyFile(join(SHIPPED_MODELS_FOLDER, file), join(brought, file));
  }
  const manifest: Manifest = { version: 1, models: [...(embedder ? [embedder.entry] : []), ...tracker] };
  if (embedder) await writeFile(join(brought, embedder.entry.file), embedder.model);
  await writeFile(join(brought, 'manifest.json'), JSON.stringify(manifest));
  return brought;
}
