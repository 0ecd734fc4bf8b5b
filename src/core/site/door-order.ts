/** @file What becomes of an order to open the door, and the record of one that came to nothing. Types only. */

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
  | 'noRelay';

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
