/**
 * @file Runs the decision engine for the door: feeds it observations and the clock, and hands each verdict on once.
 *
 * Knows no element: the page draws, and storage and door are given as functions.
 */
import {
  type Decision,
  type DecisionState,
  createDecision,
  decide,
  decline,
  reset,
  tick,
  viewOf,
  withFailure,
} from '../core/decision/engine.ts';
import type { DecisionContext, DecisionView, Verdict } from '../core/decision/types.ts';
import { NO_HINT, type SteadyHint, steadyHint } from '../core/enrolment/steady-hint.ts';
import type { Observation } from '../core/observation.ts';
import type { HintCode } from '../core/quality/types.ts';

/** A hint must last so long before it is shown: words that flicker cannot be read. */
const HINT_DELAY_MS = 250;

export interface CheckHandlers {
  /** What the attempt is judged by now; null while it cannot be judged (no model, locked). */
  context(): DecisionContext | null;
  /** Called once per verdict. */
  onVerdict(verdict: Verdict): void;
  /** Called when a lock-out begins. @param untilMs - On the page's monotonic clock. */
  onLockOut(untilMs: number): void;
  /** Called when a cooldown or a lock-out has ended: the next person may come. */
  onReady(): void;
  /** Called when something that the screen shows has changed. */
  onChange(): void;
}

export class CheckController {
  private _state: DecisionState = createDecision();
  private _hint: SteadyHint = NO_HINT;
  private _paused = false;

  constructor(private readonly _handlers: CheckHandlers) {}

  get view(): DecisionView {
    return viewOf(this._state);
  }
  /** The view's hint once it has lasted long enough to be read. */
  get hint(): HintCode | null {
    return this._hint.shown;
  }

  observe(observation: Observation): void {
    this._step(observation.timestampMs, (context) => decide(this._state, observation, context));
  }

  /** Lets time pass without a frame, so that holds and time-outs end when the camera is gone. */
  tick(nowMs: number): void {
    this._step(nowMs, (context) => tick(this._state, nowMs, context));
  }

  /** The person cannot do what is asked, and wants something else. @param nowMs - As for `tick`. */
  decline(nowMs: number): void {
    this._step(nowMs, (context) => decline(this._state, context));
  }

  /** A failure that no frame led to, such as a wrong PIN. @param nowMs - As for `tick`. */
  countFailure(nowMs: number): void {
    this._state = withFailure(this._state, nowMs);
  }

  /** While paused nothing is judged: the operator has the menu open, or the tab is hidden. */
  setPaused(paused: boolean): void {
    if (paused === this._paused) return;
    this._paused = paused;
    this.abandon();
  }

  /** Drops the attempt that is under way; a verdict that is shown stays. */
  abandon(): void {
    const { phase } = this.view;
    if (phase === 'positioning' || phase === 'challenging' || phase === 'deciding') this.restart();
  }

  /**
   * Starts over: for frames that are numbered anew, and for a new claim. Neither a lock-out nor the failures that lead
   * to one are forgotten.
   */
  restart(): void {
    this._state = reset(this._state);
    this._hint = NO_HINT;
    this._handlers.onChange();
  }

  private _step(nowMs: number, next: (context: DecisionContext) => Decision): void {
    const context = this._handlers.context();
    if (!context || this._paused) return;
    const before = this.view;
    const hintBefore = this._hint.shown;
    const { state, view, verdict } = next(context);
    this._state = state;
    this._hint = steadyHint(this._hint, view.hint, nowMs, HINT_DELAY_MS);
    if (verdict) this._handlers.onVerdict(verdict);
    if (view.phase !== before.phase) {
      if (view.phase === 'lockedOut') this._handlers.onLockOut(view.untilMs ?? nowMs);
      if (before.phase === 'cooldown' || before.phase === 'lockedOut') this._handlers.onReady();
    }
    if (looksOtherwise(before, view) || this._hint.shown !== hintBefore) {
      this._handlers.onChange();
    }
  }
}

/** A ring need not be drawn more finely. */
const PROGRESS_STEPS = 40;

function looksOtherwise(before: DecisionView, after: DecisionView): boolean {
  return (
    after.phase !== before.phase ||
    after.verdict !== before.verdict ||
    after.light?.sequence !== before.light?.sequence ||
    lookOf(after.challenge) !== lookOf(before.challenge)
  );
}

function lookOf(challenge: DecisionView['challenge']): string {
  if (challenge === null) return '';
  return JSON.stringify({ ...challenge, progress: Math.round(challenge.progress * PROGRESS_STEPS) });
}
