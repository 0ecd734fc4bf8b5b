/** @file What a door output is. Types only. */
import type { Verdict } from '../core/decision/types.ts';
import type { DoorOutcome, LateRecord } from '../core/site/door-order.ts';

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
  /** On the monotonic clock: from then on the door must not be told to open any more. */
  readonly untilMs: number;
  /** The operator tries the door; there is no subject. */
  readonly test: boolean;
}

export interface DoorActuator {
  /** Whether it can confirm; one that cannot leaves `sent` as its best outcome. */
  readonly answers: boolean;
  /** Resolves by `grant.untilMs` at about the latest, and never throws: what went wrong is an outcome. */
  open(grant: Grant): Promise<DoorOutcome>;
  /** Tells of a verdict what is no order: for whoever counts visits. Does not wait and does not fail. */
  tell?(outcome: Verdict['outcome'], subjectId: string | null, atMs: number): void;
}

/** Where records wait over a restart. Each method throws what the storage throws. */
export interface Outbox {
  /** Oldest first, none too old. */
  records(nowMs: number): Promise<readonly LateRecord[]>;
  add(record: LateRecord): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Both in milliseconds. Tests bring their own. */
export interface Clock {
  /** Since the epoch. */
  wallMs(): number;
  /** Never goes back. */
  steadyMs(): number;
}
