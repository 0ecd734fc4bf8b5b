/**
 * @file Puts a model and its entry into a models folder: both or, when something fails before, neither.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
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
 * Called before anything is measured, so that what stands in the way costs no time.
 * @throws Error when the folder's manifest cannot be read, or something else there has the name or the file.
 */
export async function requirePlace(
  folder: string,
  { name, role, file }: Pick<ModelEntry, 'name' | 'role' | 'file'>,
): Promise<void> {
  const manifest = await readManifest(join(folder, 'manifest.json'));
  for (const known of manifest?.models ?? []) {
    if (known.name === name && known.role !== role) {
      throw new Error(
        `${name} is the name of another model in ${folder}, of role ${known.role}. Choose another --name.`,
      );
    }
    if (known.name !== name && known.file === file) {
      throw new Error(`${file} in ${folder} is the file of the model ${known.name}. Choose another --name.`);
    }
  }
}

/**
 * @returns The folder's new manifest.
 * @throws when the folder's manifest is not valid, or the entry is not; then the folder is as it was.
 */
export async function writeEntry(folder: string, entry: ModelEntry, bytes: Uint8Array): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const before = await readManifest(path);
  const manifest = parseManifest(withEntry(before, entry));
  await mkdir(folder, { recursive: true });
  await writeTogether([
    [join(folder, entry.file), bytes],
    [path, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
  ]);
  await removeReplaced(folder, before, manifest);
  return manifest;
}

/** The file of an entry that was replaced, when no entry names it any more. */
async function removeReplaced(folder: string, before: Manifest | null, after: Manifest): Promise<void> {
  const kept = new Set(after.models.map(({ file }) => file));
  for (const { file } of before?.models ?? [])
    if (!kept.has(file)) await rm(join(folder, file), { force: true });
}

/** A reader sees each old file or the whole new one. Nothing is exchanged before all of them are on the disk. */
async function writeTogether(files: readonly (readonly [path: string, bytes: Uint8Array])[]): Promise<void> {
  const partOf = (path: string): string => `${path}.${String(process.pid)}.part`;
  try {
    for (const [path, bytes] of files) await writeFile(partOf(path), bytes);
    for (const [path] of files) await rename(partOf(path), path);
  } catch (error) {
    for (const [path] of files) await rm(partOf(path), { force: true });
    throw error;
  }
}
