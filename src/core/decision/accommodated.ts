/**
 * @file What is not asked of somebody because their record says that they cannot do it. Whoever is spared anything
 * shows badge and PIN besides.
 */
import type { ChallengeKind } from '../liveness/challenge.ts';
import type { CueName, CueRule } from '../liveness/types.ts';
import type { Accommodation } from '../template/types.ts';
import { heldFactorOf } from './entry.ts';
import type { DecisionContext } from './types.ts';

const SPARED: Readonly<Record<Accommodation, readonly ChallengeKind[]>> = {
  light: [],
  turn: ['turnLeft', 'turnRight'],
  nod: ['lookUp', 'lookDown'],
  blink: ['blink'],
  mouth: ['openMouth'],
  move: ['moveCloser', 'moveBack'],
};

const OFF: CueRule = { need: 'off', weight: 0 };

/** @returns None unless the face alone opens nothing for the subject. */
export function accommodationsOf(
  subjectId: string | null,
  context: Pick<DecisionContext, 'entryOf'>,
): readonly Accommodation[] {
  if (subjectId === null) return [];
  const entry = context.entryOf(subjectId);
  const held = heldFactorOf(entry, true);
  return held === 'badgeAndPin' || held === 'lacking' ? entry.accommodations : [];
}

/** The gestures that are not drawn. */
export function sparedKinds(accommodations: readonly Accommodation[]): readonly ChallengeKind[] {
  return accommodations.flatMap((accommodation) => SPARED[accommodation]);
}

/**
 * `rules` without the cues that the person cannot give.
 * @param challenged - Whether anything was left to ask for.
 */
export function sparingRules(
  rules: Readonly<Record<CueName, CueRule>>,
  accommodations: readonly Accommodation[],
  challenged: boolean,
): Readonly<Record<CueName, CueRule>> {
  if (accommodations.length === 0) return rules;
  return {
    ...rules,
    challenge: challenged ? rules.challenge : OFF,
    light: accommodations.includes('light') ? OFF : rules.light,
    depth: accommodations.includes('turn') ? OFF : rules.depth,
  };
}
