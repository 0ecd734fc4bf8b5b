/**
 * @file What a door is told, as JSON (docs/door-outputs.md). No name, no badge number and nothing biometric; who it is only where
 * the settings say so. Pure.
 */
import type { LateRecord } from '../core/site/door-order.ts';
import { OPEN_WITHIN_MS } from '../core/site/door-order.ts';
import type { Grant } from './types.ts';

const VERSION = 1;

/** An order: the only message that means “open”. It names the moment after which it must not be followed any more. */
export function orderText(id: string, { atMs, test, subjectId }: Grant, tellSubject: boolean): string {
  return JSON.stringify({
    version: VERSION,
    type: 'open',
    id,
    at: isoTime(atMs),
    expiresAt: isoTime(atMs + OPEN_WITHIN_MS),
    test,
    ...subjectPart(test ? null : subjectId, tellSubject),
  });
}

/** An order that the kiosk has no answer to. It opens nothing: neither `type` nor anything else in it is that of an order. */
export function recordText({ id, orderId, atMs, subjectId, test }: LateRecord, tellSubject: boolean): string {
  return JSON.stringify({
    version: VERSION,
    type: 'record',
    late: true,
    id,
    orderId,
    at: isoTime(atMs),
    test,
    ...subjectPart(subjectId, tellSubject),
  });
}

/** A verdict, for whoever counts visits; it opens nothing, and does not tell why somebody was refused. */
export function verdictText(
  outcome: string,
  subjectId: string | null,
  atMs: number,
  tellSubject: boolean,
): string {
  return JSON.stringify({
    version: VERSION,
    type: 'verdict',
    outcome,
    at: isoTime(atMs),
    ...subjectPart(subjectId, tellSubject),
  });
}

function subjectPart(subjectId: string | null, tellSubject: boolean): { subjectId?: string } {
  return tellSubject && subjectId !== null ? { subjectId } : {};
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
