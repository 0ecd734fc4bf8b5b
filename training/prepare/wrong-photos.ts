/**
 * @file Photos that show somebody else than their data set says, by the SHA-256 of the file alone. They are not packed,
 * so no test and no calibration meets them. training/README.md says how they were found.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const LIST = new URL('wrong-photos.txt', import.meta.url);
const DIGEST_FORM = /^[0-9a-f]{64}$/;

/** Says it of a photo that is left out. */
export const SHOWS_SOMEBODY_ELSE = 'it shows somebody else';

export interface WrongPhotos {
  /** In the order of the list. */
  readonly digests: readonly string[];
  /** @param bytes - Of the photo's file, as the data set has it. */
  has(bytes: Uint8Array): boolean;
}

/**
 * @param list - One SHA-256 in hexadecimal per line; the project’s own when absent.
 * @throws Error naming a faulty line.
 */
export async function readWrongPhotos(list: string | URL = LIST): Promise<WrongPhotos> {
  const digests = (await readFile(list, 'utf8')).split('\n').filter((line) => line !== '');
  const faulty = digests.findIndex((digest) => !DIGEST_FORM.test(digest));
  if (faulty >= 0) throw new Error(`${String(list)}:${faulty + 1} is no SHA-256: "${digests[faulty]}".`);
  const known = new Set(digests);
  return { digests, has: (bytes) => known.has(createHash('sha256').update(bytes).digest('hex')) };
}
