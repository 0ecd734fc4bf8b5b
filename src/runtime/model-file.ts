/** @file Fetches a model's file and refuses it unless it is byte for byte the one that the manifest names. */
import type { ModelEntry } from '../core/manifest/types.ts';
import { takeFromBundle } from './model-bundle.ts';

/** The name survives comlink, which carries an error's name and message but no other field. */
class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

/**
 * A file that is damaged in this device's cache is fetched once more, past the cache.
 * @param modelsUrl - Absolute URL of the models folder; ends in a slash.
 * @param onRepair - Called when the second answer was the right one.
 * @returns The verified bytes; the caller owns them.
 * @throws ModelFileError when the file cannot be fetched or its SHA-256 differs.
 */
export async function fetchModel(
  modelsUrl: string,
  entry: ModelEntry,
  onRepair?: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(entry.file, modelsUrl);
  // The service worker stores models by this query; a server ignores it.
  url.searchParams.set('sha256', entry.sha256);
  const bytes = await fetchBytes(url, 'default');
  if (!bytes) {
    throw new ModelFileError(
      `The model file ${entry.file} could not be loaded. Restart the kiosk with npm start, which puts it in place.`,
    );
  }
  const digest = await sha256Hex(bytes);
  if (digest === entry.sha256) return bytes;
  const anew = await fetchBytes(url, 'reload');
  if (anew && (await sha256Hex(anew)) === entry.sha256) {
    onRepair?.();
    return anew;
  }
  const remedy = anew
    ? 'It is damaged or was replaced; get it again.'
    : 'It is damaged, and its server is out of reach: connect this device to it and check again.';
  throw new ModelFileError(
    `The model file ${entry.file} is not the one in the manifest (SHA-256 ${digest.slice(0, 12)}…, ` +
      `expected ${entry.sha256.slice(0, 12)}…). ${remedy}`,
  );
}

/**
 * A model that lies inside another's file.
 * @param bundle - Verified bytes of that file; not changed.
 * @throws ModelFileError when it is not in there, or its SHA-256 differs.
 */
export async function takeModel(bundle: Uint8Array, entry: ModelEntry): Promise<Uint8Array<ArrayBuffer>> {
  const { source, file, sha256 } = entry;
  if (source.kind !== 'inside') throw new ModelFileError(`The model file ${file} lies in no other file.`);
  try {
    const bytes = takeFromBundle(bundle, source.entry).slice();
    if ((await sha256Hex(bytes)) === sha256) return bytes;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFileError(`The model file ${file} could not be taken out of ${source.file}: ${why}.`, {
      cause,
    });
  }
  throw new ModelFileError(`${source.file} holds another ${source.entry} than the one in the manifest.`);
}

/** Null when the file is out of reach. */
async function fetchBytes(url: URL, cache: RequestCache): Promise<Uint8Array<ArrayBuffer> | null> {
  const response = await fetch(url, { cache }).catch(() => null);
  return response?.ok ? new Uint8Array(await response.arrayBuffer()) : null;
}

/** @returns Lower-case hex. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
