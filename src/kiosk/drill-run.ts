/**
 * @file An attack drill under way: what is presented how often, and the results so far. Knows no element; the caller
 * gives a function that logs.
 */
import type { Verdict } from '../core/decision/types.ts';
import type { AttackSpecies, DrillAttempt } from '../core/site/drill.ts';
import type { PresentationResponse } from '../core/metrics/attack-rates.ts';

export interface DrillPlan {
  /** Null for bona fide attempts of people who are enrolled. */
  readonly species: AttackSpecies | null;
  /** How many attempts there are to be. */
  readonly attempts: number;
}

/** Dispatches `answer` after each attempt that is over and logged. */
export class DrillRun extends EventTarget {
  private readonly _answered: DrillAttempt[] = [];
  private _awaiting = false;

  /** @param _log - Writes an attempt to the audit log. */
  constructor(
    readonly plan: DrillPlan,
    private readonly _conditions: Pick<DrillAttempt, 'policy' | 'embedder'>,
    private readonly _log: (attempt: DrillAttempt) => Promise<unknown>,
  ) {
    super();
  }

  /** Oldest first. */
  get answered(): readonly DrillAttempt[] {
    return this._answered;
  }

  get over(): boolean {
    return this._answered.length >= this.plan.attempts;
  }

  /** From now on the next verdict is that of the next attempt. */
  begin(): void {
    this._awaiting = !this.over;
  }

  /** The attempt under way does not count: what was presented was not ready. */
  abandon(): void {
    this._awaiting = false;
  }

  /**
   * Takes the verdict on the attempt under way; without one of them it changes nothing.
   * @param verdict - Null when none came.
   * @throws what the log throws: then the attempt does not count.
   */
  async answer(verdict: Verdict | null): Promise<void> {
    if (!this._awaiting) return;
    this._awaiting = false;
    const attempt: DrillAttempt = {
      ...this._conditions,
      species: this.plan.species,
      response: responseOf(verdict),
      reason: verdict?.reason ?? null,
    };
    await this._log(attempt);
    this._answered.push(attempt);
    this.dispatchEvent(new Event('answer'));
  }
}

function responseOf(verdict: Verdict | null): PresentationResponse {
  if (verdict === null) return 'none';
  return verdict.outcome === 'granted' ? 'accepted' : 'refused';
}
