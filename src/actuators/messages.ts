/**
 * @file What a door is told, as JSON (docs/door-outputs.md). It names the door and holds no name, no badge number and
 * nothing biometric. It names the subject's id only if the settings say so. Pure.
 */
import type { LateRecord } from '../core/site/door-order.ts';
import { OPEN_WITHIN_MS } from '../core/site/door-order.ts';
import type { Grant, Telling } from './types.ts';

const VERSION = 1;

/** An order: the only message that means “open”. It names the time after which the door must not follow it any more. */
export function orderText(id: string, { atMs, test, subjectId }: Grant, telling: Telling): string {
  return JSON.stringify({
    version: VERSION,
    type: 'open',
    door: telling.door,
    id,
    at: isoTime(atMs),
    expiresAt: isoTime(atMs + OPEN_WITHIN_MS),
    test,
    ...subjectPart(test ? null : subjectId, telling),
  });
}

/** The record of an order that was not confirmed. It opens nothing: its `type` is not that of an order. */
export function recordText({ id, orderId, atMs, subjectId, test }: LateRecord, telling: Telling): string {
  return JSON.stringify({
    version: VERSION,
    type: 'record',
    late: true,
    door: telling.door,
    id,
    orderId,
    at: isoTime(atMs),
    test,
    ...subjectPart(subjectId, telling),
  });
}

/** A verdict, for systems that count visits. It opens nothing, and does not tell why somebody was refused. */
export function verdictText(
  outcome: string,
  subjectId: string | null,
  atMs: number,
  telling: Telling,
): string {
  return JSON.stringify({
    version: VERSION,
    type: 'verdict',
    door: telling.door,
    outcome,
    at: isoTime(atMs),
    ...subjectPart(subjectId, telling),
  });
}

function subjectPart(subjectId: string | null, { tellSubject }: Telling): { subjectId?: string } {
  return tellSubject && subjectId !== null ? { subjectId } : {};
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
