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
  /** On the monotonic clock. From then on the kiosk must not tell the door to open. */
  readonly untilMs: number;
  /** The operator tests the door; there is no subject. */
  readonly test: boolean;
}

/** What the settings say of every message to a door. */
export interface Telling {
  /** Which door it is for: the receiver of another one does not follow it. */
  readonly door: string;
  /** Whether it says who came, by the number of the record. */
  readonly tellSubject: boolean;
}

export interface DoorActuator {
  /** Whether it can confirm an order. The best outcome of one that cannot is `sent`. */
  readonly answers: boolean;
  /** Resolves at about `grant.untilMs` at the latest. It never throws: a failure is an outcome. */
  open(grant: Grant): Promise<DoorOutcome>;
  /** Tells of a verdict, which is no order: for systems that count visits. Does not wait and does not fail. */
  tell?(outcome: Verdict['outcome'], subjectId: string | null, atMs: number): void;
}

/** Where records wait, also over a restart. Each method throws what the storage throws. */
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
