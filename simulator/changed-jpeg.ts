/** @file A JPEG of the same picture with nearly all pixels changed a little. Runs in Node and in pages. */

/** Coefficients of a block, from coarse to fine, of which each round changes one. */
const CHANGED_COEFFICIENTS = 40;
/** Of a JPEG's quantisation table. */
const TABLE_MARKER = [0xff, 0xdb] as const;
/** Marker, length, and the table's number. */
const TABLE_HEAD = 5;

/**
 * One entry of the luminance's quantisation table becomes higher, another one in each round. That changes nearly all
 * pixels, by less than an eye sees.
 *
 * @param round - From 0, which changes nothing; below 400 no two rounds are the same.
 */
export function changedJpeg(jpeg: Uint8Array, round: number): Uint8Array<ArrayBuffer> {
  const changed = Uint8Array.from(jpeg);
  if (round === 0) return changed;
  const marker = changed.findIndex(
    (byte, at) => byte === TABLE_MARKER[0] && changed[at + 1] === TABLE_MARKER[1],
  );
  const at = marker + TABLE_HEAD + 1 + ((round - 1) % CHANGED_COEFFICIENTS);
  changed[at] += Math.ceil(round / CHANGED_COEFFICIENTS);
  return changed;
}
