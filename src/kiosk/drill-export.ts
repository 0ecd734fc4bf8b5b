/** @file Hands the attempts of all drills and their rates over as a file. */
import type { DrillAttempt } from '../core/site/drill.ts';
import { attackRates } from '../core/metrics/attack-rates.ts';
import type { AuditEntry } from '../storage/types.ts';

/** A drill's attempt as the audit log has it. */
export interface LoggedAttempt extends DrillAttempt {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** Oldest first. */
export function drillAttempts(entries: readonly AuditEntry[]): readonly LoggedAttempt[] {
  return entries.flatMap(({ event, atMs }) => (event.kind === 'drill' ? [{ ...event.attempt, atMs }] : []));
}

/** Rates for each policy and embedder by itself, since they do not add up. */
export function drillJson(attempts: readonly LoggedAttempt[]): string {
  const groups = new Map<string, LoggedAttempt[]>();
  for (const attempt of attempts) {
    const key = JSON.stringify([attempt.policy, attempt.embedder]);
    groups.set(key, [...(groups.get(key) ?? []), attempt]);
  }
  const rates = [...groups.values()].map((group) => {
    const [{ policy, embedder }] = group;
    return { policy, embedder, ...attackRates(group) };
  });
  return JSON.stringify({ rates, attempts }, null, 2);
}
