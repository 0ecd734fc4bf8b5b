/** @file The embedder that ships: what people are enrolled with who are made up for a bench. */
import { join } from 'node:path';
import { readManifest } from '../scripts/lib/models/manifest-file.ts';
import { SHIPPED_MODELS_FOLDER } from '../scripts/lib/paths.ts';
import type { EmbedderEntry } from '../src/core/manifest/types.ts';

export async function shippedEmbedder(): Promise<EmbedderEntry> {
  const manifest = await readManifest(join(SHIPPED_MODELS_FOLDER, 'manifest.json'));
  const embedder = manifest?.models.find((model) => model.role === 'embedder');
  if (embedder?.role !== 'embedder') throw new Error('No embedder ships.');
  return embedder;
}
