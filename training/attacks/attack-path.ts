/** @file What kind of attack a packed image is: written into its path, since a packed row has no place for it. */
import { ATTACK_SPECIES } from './photograph.ts';
import type { AttackSpecies, MadeAttack } from './photograph.ts';

export interface AttackKind {
  readonly species: AttackSpecies;
  readonly borderless: boolean;
  /** The fine structure, or the moiré that it makes, is there to see. */
  readonly moire: boolean;
}

/** Swing of the light above which moiré counts as being there: about what a camera's noise is. */
const MOIRE_CONTRAST = 0.02;
const MARK = ' as ';

/** @param path - Of the original. */
export function attackPath(
  path: string,
  { species, borderless, moireContrast }: Pick<MadeAttack, 'species' | 'borderless' | 'moireContrast'>,
): string {
  const border = borderless ? 'borderless' : 'framed';
  return `${path}${MARK}${species}, ${border}, ${moireContrast >= MOIRE_CONTRAST ? 'moire' : 'plain'}`;
}

/** Reverses {@link attackPath}. @returns null for the path of anything else. */
export function attackKindOf(path: string): AttackKind | null {
  const [name, border, structure] = path.slice(path.lastIndexOf(MARK) + MARK.length).split(', ');
  const species = ATTACK_SPECIES.find((one) => one === name);
  if (species === undefined) return null;
  return { species, borderless: border === 'borderless', moire: structure === 'moire' };
}
