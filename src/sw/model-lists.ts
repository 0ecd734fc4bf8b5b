/** @file Which of the listed models a device needs, and the hash that the browser checks a model's bytes with. Pure. */
import { ManifestError, parseManifest } from '../core/manifest/parse.ts';
import { isInside, pickModels } from '../core/manifest/select.ts';
import type { ModelEntry } from '../core/manifest/types.ts';
import type { ModelLists } from './editions.ts';

/**
 * The models that the kiosk runs: the first of each role and no others.
 * @returns Null for a manifest that this version cannot read.
 */
export function usedModels({ manifest }: ModelLists): readonly ModelEntry[] | null {
  try {
    const picked = pickModels(parseManifest(JSON.parse(manifest)));
    return Object.values(picked).filter((entry): entry is ModelEntry => entry !== null);
  } catch (error) {
    if (error instanceof ManifestError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Of the models that the kiosk runs, those that are no part of another's file. */
export function storedModels(used: readonly ModelEntry[]): readonly ModelEntry[] {
  return used.filter((entry) => !isInside(entry, used));
}

/** Without these there is no kiosk to keep. */
const NEEDED = [
  'embedder',
  'face-landmarker',
  'face-detector',
] as const satisfies readonly ModelEntry['role'][];

export function canRecognise(models: readonly ModelEntry[]): boolean {
  return NEEDED.every((needed) => models.some(({ role }) => role === needed));
}

/** @param sha256 - Hex. @returns What `fetch` takes as `integrity` (Subresource Integrity). */
export function integrityOf(sha256: string): string {
  const bytes = (sha256.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}
