/** @file An order to open the door: how long it holds, what becomes of it, and the record of a failed one. Pure. */

export type DoorFailure =
  /** The few seconds in which a grant may open a door are over. */
  | 'tooLate'
  /** Address, secret or topic are missing. */
  | 'notSetUp'
  /** The content security policy does not let the page reach the address. */
  | 'blocked'
  | 'unreachable'
  /** The other side answered and said no: a wrong secret, password or address. */
  | 'refused'
  /** The other side has the order, but says nothing of the door. */
  | 'notConfirmed'
  /** The broker has the order, and nobody listens for it. */
  | 'nobodyListens'
  /** The broker speaks an older MQTT, which can neither let an order end nor say that nobody listens. */
  | 'needsMqtt5'
  | 'noRelay'
  /** The site's host does not name this kiosk as one that may use a relay without a key. */
  | 'unknownKiosk';

export type DoorOutcome =
  /** The other side answered that it has the order. */
  | { readonly kind: 'confirmed' }
  /** It was sent to an output that cannot answer. */
  | { readonly kind: 'sent' }
  /** There is no door on this kiosk. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly reason: DoorFailure };

/** An order that was not confirmed in time. It is told later as something that happened, never as an order. */
export interface LateRecord {
  /** Its idempotency key: the same each time that it is sent. */
  readonly id: string;
  /** The idempotency key of the order. */
  readonly orderId: string;
  /** When the person was granted, milliseconds since the epoch. */
  readonly atMs: number;
  /** Null unless the settings let the door know who it is. */
  readonly subjectId: string | null;
  /** The operator tried the door. */
  readonly test: boolean;
}

/** A grant opens the door within this time or not at all: later, somebody else may stand there. */
export const OPEN_WITHIN_MS = 5_000;

/** Records that could not be told for so long are dropped. */
export const RECORD_MAX_AGE_MS = 24 * 3_600_000;

/** More are not kept: the oldest go first. */
export const MAX_RECORDS = 500;

/**
 * A record is sent only after its order is over, in another tab too. With a clock that was set back it counts as over.
 */
export function isSettled(atMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - atMs) > OPEN_WITHIN_MS + 1_000;
}

export function isTooOld(atMs: number, nowMs: number): boolean {
  return nowMs - atMs > RECORD_MAX_AGE_MS;
}
