/**
 * @file Runs the decision engine for the door: feeds it observations and the clock, and hands each verdict on once.
 *
 * Knows no element: the page draws, and storage and door are given as functions.
 */
import { type ClosedFace, faceAloneOpens } from '../core/decision/approaches.ts';
import {
  acceptHeld,
  cancelHeld,
  createDecision,
  type Decision,
  type DecisionState,
  decide,
  decline,
  reset,
  retry,
  tick,
  viewOf,
} from '../core/decision/engine.ts';
import type { DecisionContext, DecisionView, Verdict } from '../core/decision/types.ts';
import { NO_HINT, type SteadyHint, steadyHint } from '../core/enrolment/steady-hint.ts';
import type { Observation } from '../core/observation.ts';
import type { HintCode } from '../core/quality/types.ts';
import type { ApproachMemory } from './approach-memory.ts';

/** A hint must last so long before it is shown: words that flicker cannot be read. */
const HINT_DELAY_MS = 250;

export interface CheckHandlers {
  /** What the attempt is judged by now; null while it cannot be judged (no model, locked). */
  context(): DecisionContext | null;
  /** What is remembered beyond this page. */
  memory(): Pick<ApproachMemory, 'value'>;
  /** Called once per verdict. */
  onVerdict(verdict: Verdict): void;
  /** Called when a face is closed for a while. */
  onClosed(face: ClosedFace): void;
  /** Called when so many unknown faces came within an hour that a face alone no longer opens. */
  onStrangers(faces: number): void;
  /** Called when a cooldown has ended: the next person may come. */
  onReady(): void;
  /** Called when something that the screen shows has changed. */
  onChange(): void;
}

export class CheckController {
  private _state: DecisionState = createDecision();
  private _hint: SteadyHint = NO_HINT;
  private _paused = false;
  /** What was judged by last. */
  private _context: DecisionContext | null = null;

  constructor(private readonly _handlers: CheckHandlers) {}

  get view(): DecisionView {
    return viewOf(this._state);
  }
  /** The view's hint once it has lasted long enough to be read. */
  get hint(): HintCode | null {
    return this._hint.shown;
  }

  observe(observation: Observation): void {
    this._step(observation.timestampMs, (state, context) => decide(state, observation, context));
  }

  /** Lets time pass without a frame, so that holds and time-outs end when the camera is gone. */
  tick(nowMs: number): void {
    this._step(nowMs, (state, context) => tick(state, nowMs, context));
  }

  /** The person cannot do what is asked, and wants something else. @param nowMs - As for `tick`. */
  decline(nowMs: number): void {
    this._step(nowMs, (state, context) => decline(state, context));
  }

  /** The refused person, who still stands there, asks to be judged again. */
  retry(): void {
    this._state = retry(this._state);
    this._handlers.onChange();
  }

  /** The recognised person has shown their badge or PIN. @param nowMs - As for `tick`. */
  acceptHeld(nowMs: number): void {
    this._step(nowMs, (state, context) => acceptHeld(state, context));
  }

  /** The recognised person shows neither badge nor PIN. @param nowMs - As for `tick`. */
  cancelHeld(nowMs: number): void {
    this._step(nowMs, (state, context) => cancelHeld(state, context));
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

  /** Begins anew, for frames that are numbered anew and for a new claim. What is remembered stays. */
  restart(): void {
    // A fault of the camera, which ends all judging, must not forgive what an attempt has cost.
    const context = this._handlers.context() ?? this._context;
    this._keep(reset(this._remembering(), context), context, 0);
    this._hint = NO_HINT;
    this._handlers.onChange();
  }

  private _step(nowMs: number, next: (state: DecisionState, context: DecisionContext) => Decision): void {
    const context = this._handlers.context();
    if (!context || this._paused) return;
    this._context = context;
    const before = this.view;
    const hintBefore = this._hint.shown;
    const { state, view, verdict } = next(this._remembering(), context);
    this._keep(state, context, nowMs);
    this._hint = steadyHint(this._hint, view.hint, nowMs, HINT_DELAY_MS);
    if (verdict) this._handlers.onVerdict(verdict);
    if (view.phase !== before.phase && before.phase === 'cooldown') this._handlers.onReady();
    if (looksOtherwise(before, view) || this._hint.shown !== hintBefore) {
      this._handlers.onChange();
    }
  }

  /** The state with what is remembered, which an operator may have changed. */
  private _remembering(): DecisionState {
    return { ...this._state, approaches: this._handlers.memory().value };
  }

  /** Keeps what a step led to, and tells of faces that it closed and of too many strangers. */
  private _keep(state: DecisionState, context: DecisionContext | null, nowMs: number): void {
    const memory = this._handlers.memory();
    const before = memory.value;
    const { approaches, clockMs } = state;
    memory.value = approaches;
    this._state = state;
    for (const face of approaches.closed) if (!before.closed.includes(face)) this._handlers.onClosed(face);
    if (context === null || approaches.unmatched === before.unmatched) return;
    const atMs = clockMs ?? nowMs;
    if (faceAloneOpens(before, atMs, context.policy) && !faceAloneOpens(approaches, atMs, context.policy)) {
      this._handlers.onStrangers(approaches.unmatched.length);
    }
  }
}

/** A ring need not be drawn more finely. */
const PROGRESS_STEPS = 40;

function looksOtherwise(before: DecisionView, after: DecisionView): boolean {
  return (
    after.phase !== before.phase ||
    after.verdict !== before.verdict ||
    after.mayRetry !== before.mayRetry ||
    after.light?.sequence !== before.light?.sequence ||
    lookOf(after.challenge) !== lookOf(before.challenge)
  );
}

function lookOf(challenge: DecisionView['challenge']): string {
  if (challenge === null) return '';
  return JSON.stringify({ ...challenge, progress: Math.round(challenge.progress * PROGRESS_STEPS) });
}
