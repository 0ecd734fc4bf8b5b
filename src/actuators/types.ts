/** @file What a door output is. Types only. */
import type { Verdict } from '../core/decision/types.ts';

/** The only verdict that may open a door: granted, to somebody, on live camera frames. */
export type DoorVerdict = Verdict & {
  readonly outcome: 'granted';
  readonly source: 'camera';
  readonly subjectId: string;
};

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
