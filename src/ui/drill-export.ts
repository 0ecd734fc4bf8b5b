/** @file Hands the attempts of all drills and their rates over as a file. */
import type { DrillAttempt } from '../core/drill/types.ts';
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

/** Saves text through the browser. */
export function saveJson(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
