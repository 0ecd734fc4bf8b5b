/**
 * @file Takes one file out of a model bundle. MediaPipe's `.task` bundles are zip files.
 */
import { unzipSync } from 'fflate';

/**
 * @param bundle - A whole zip file; not changed.
 * @param entry - Name of the file within it.
 * @throws Error that says why the bundle cannot be used: it is no zip file, or it has no such entry. A bundle that is
 * damaged elsewhere gives other bytes than it should, so compare their SHA-256.
 */
export function takeFromBundle(bundle: Uint8Array, entry: string): Uint8Array {
  let found: Record<string, Uint8Array>;
  try {
    found = unzipSync(bundle, { filter: ({ name }) => name === entry });
  } catch (cause) {
    throw new Error(`it is no zip file that can be read (${(cause as Error).message})`, { cause });
  }
  if (!Object.hasOwn(found, entry)) throw new Error(`it holds no ${entry}`);
  return found[entry];
}
