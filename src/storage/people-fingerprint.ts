/**
 * @file A fingerprint of everybody enrolled, by which somebody sees that two kiosks hold the same people. It depends on
 * what is stored of each alone: not on the device, its keys, or the order in which people came. Pure.
 */

/** Of the SHA-256, as much as two people compare at a glance. Whoever makes another with the same has tried 2⁶³. */
const SHOWN_DIGITS = 16;

/**
 * @param digest - SHA-256 over the SHA-256 of everybody, in the order of their ids; lower-case hex.
 * @returns Four groups of four hex digits.
 */
export function peopleFingerprint(digest: string): string {
  return (digest.slice(0, SHOWN_DIGITS).match(/.{4}/g) ?? []).join(' ');
}
