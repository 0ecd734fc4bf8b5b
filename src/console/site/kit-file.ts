/** @file What a kit's file is called: the site's name as far as file systems take it, and the day. */
import type { Kit } from '../../fleet/kit.ts';

export function kitFileName({ siteName, madeAtMs }: Pick<Kit, 'siteName' | 'madeAtMs'>): string {
  const name = siteName.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/gu, '');
  const day = new Date(madeAtMs).toISOString().slice(0, 10);
  return `${name || 'site'}-${day}.facegate-fleet`;
}
