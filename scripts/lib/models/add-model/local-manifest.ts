/**
 * @file Puts a model and its entry into a models folder: both or, when something fails before, neither.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseManifest } from '../../../../src/core/manifest/parse.ts';
import type { Manifest, ModelEntry } from '../../../../src/core/manifest/types.ts';
import { readManifest } from '../manifest-file.ts';

/** The entry takes the place of one of the same name; a new one comes first of all and so is the one in use. */
export function withEntry(manifest: Manifest | null, entry: ModelEntry): Manifest {
  const models = manifest?.models ?? [];
  const known = models.some(({ name }) => name === entry.name);
  return {
    version: 1,
    models: known ? models.map((model) => (model.name === entry.name ? entry : model)) : [entry, ...models],
  };
}

/**
 * @returns The folder's new manifest.
 * @throws when the folder's manifest is not valid, or the entry is not.
 */
export async function writeEntry(folder: string, entry: ModelEntry, bytes: Uint8Array): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const before = await readManifest(path);
  const manifest = parseManifest(withEntry(before, entry));
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, entry.file), bytes);
  await writeWhole(path, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  await removeReplaced(folder, before, manifest);
  return manifest;
}

/** The file of an entry that was replaced, when no entry names it any more. */
async function removeReplaced(folder: string, before: Manifest | null, after: Manifest): Promise<void> {
  const kept = new Set(after.models.map(({ file }) => file));
  for (const { file } of before?.models ?? [])
    if (!kept.has(file)) await rm(join(folder, file), { force: true });
}

/** A reader sees the old file or the whole new one. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const current = await readFile(path).catch(() => null);
  if (current?.equals(bytes)) return;
  const part = `${path}.${String(process.pid)}.part`;
  await writeFile(part, bytes);
  await rename(part, path);
}
