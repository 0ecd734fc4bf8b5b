/** @file The words of an attack drill at the door: what is presented, and what is kept of it. Types and names only. */
import type { PolicyName } from '../decision/policies.ts';
import type { ReasonCode } from '../decision/types.ts';
import type { Presentation } from '../metrics/attack-rates.ts';

/** Instruments before the camera, and the two that come in behind it. */
export const ATTACK_SPECIES = [
  'print',
  'phoneReplay',
  'tabletReplay',
  'mask',
  'injectedVideo',
  'deepfake',
] as const;
export type AttackSpecies = (typeof ATTACK_SPECIES)[number];

/** One presentation and what came of it: no picture, no name, and nothing of how near it came. */
export interface DrillAttempt extends Presentation<AttackSpecies> {
  /** The verdict's reason; null without a verdict. */
  readonly reason: ReasonCode | null;
  /** As it was set: rates hold for one policy. */
  readonly policy: PolicyName;
  /** The embedder's name in the manifest: rates hold for one set of models. */
  readonly embedder: string;
}
