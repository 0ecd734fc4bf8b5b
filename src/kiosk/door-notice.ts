/**
 * @file What the door shows of an order to open: that it is under way, and for a while that it failed, even after the
 * verdict has left the screen. Knows no element. Times are on the page's monotonic clock.
 */
import type { Verdict } from '../core/decision/types.ts';
import type { DoorOutcome } from '../core/site/door-order.ts';

/** Long enough to read, and short for the next person. */
export const NOTICE_MS = 6_000;

/** `unlogged`: the grant could not be logged, so the door was not told. `unanswered`: the door did not confirm. */
export type DoorTrouble = 'unlogged' | 'unanswered';

export class DoorNotice {
  private _verdict: Verdict | null = null;
  private _opening = false;
  private _trouble: { readonly kind: DoorTrouble; readonly untilMs: number } | null = null;

  constructor(private readonly _onChange: () => void) {}

  /** Null where there is nothing to say. */
  get trouble(): DoorTrouble | null {
    return this._trouble?.kind ?? null;
  }

  /** Whether `verdict` has let somebody in and the door has not answered yet. */
  isOpening(verdict: Verdict | null): boolean {
    return this._opening && verdict !== null && verdict === this._verdict;
  }

  /**
   * Follows one verdict; a newer one takes its place, as another person stands there by then.
   * @param waits - Whether an answer of the door is to be waited for.
   */
  async follow(
    verdict: Verdict,
    waits: boolean,
    handedOn: Promise<DoorOutcome>,
    nowMs: () => number,
  ): Promise<void> {
    this._verdict = verdict;
    this._opening = waits;
    this._trouble = null;
    this._onChange();
    const kind = await handedOn.then(
      (outcome) => (outcome.kind === 'failed' ? 'unanswered' : null),
      () => 'unlogged' as const,
    );
    if (this._verdict !== verdict) return;
    this._opening = false;
    this._trouble = kind && { kind, untilMs: nowMs() + NOTICE_MS };
    this._onChange();
  }

  tick(nowMs: number): void {
    if (this._trouble === null || nowMs < this._trouble.untilMs) return;
    this._trouble = null;
    this._onChange();
  }
}
