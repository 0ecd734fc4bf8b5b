/** @file What a door output is. Types only. */
import type { Verdict } from '../core/decision/types.ts';

/** The only verdicts that may open a door: granted, to somebody, on live camera frames or on badge and PIN. */
export type DoorVerdict = Verdict & {
  readonly outcome: 'granted';
  readonly subjectId: string;
} & ({ readonly source: 'camera' } | { readonly source: 'pad'; readonly reason: 'badgeAndPin' });

/** What a door is told: who, and when. No similarity and nothing biometric. */
export interface Grant {
  readonly subjectId: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

export interface DoorActuator {
  /** Shown to the operator. */
  readonly name: string;
  /** `confirmed` when the door itself reported back that it opened. @throws Error when the door cannot be reached. */
  open(grant: Grant): Promise<{ readonly confirmed: boolean }>;
}
