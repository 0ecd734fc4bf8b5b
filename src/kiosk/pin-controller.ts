/**
 * @file The course of entering with badge and PIN: the pad opens, gives an answer, shows it for a while, and goes back
 * to the door. Knows no element: the page draws, and the caller gives desk, log and door as functions.
 */
import type { HeldFactor } from '../core/decision/entry.ts';
import type { Policy } from '../core/decision/policies.ts';
import type { DecisionMode, DecisionView, ReasonCode, Verdict } from '../core/decision/types.ts';
import type { PinAnswer } from './pin-desk.ts';

/** A pad that nobody touches closes, so that the next person does not find it half filled in. */
export const PAD_IDLE_MS = 30_000;
/** A person let in by PIN may still stand at the door. Their face is not judged for this long at most … */
export const LEAVE_MS = 10_000;
/** … or until no face has been seen for so long. */
const FACE_GONE_MS = 1_000;

export interface PinHandlers {
  /** Whether the pad is offered now. */
  mayOpen(): boolean;
  judge(badge: string, pin: string): Promise<PinAnswer>;
  /** Called once for each try that was judged. */
  onVerdict(verdict: Verdict, triedSubjectId: string | null): void;
  /** The hold times of the policy in force. */
  policy(): Pick<Policy, 'grantedHoldMs' | 'deniedHoldMs'>;
  mode(): DecisionMode['kind'];
  /** Called when something that the screen shows has changed. */
  onChange(): void;
  /** Milliseconds since the epoch. */
  wallMs(): number;
}

export interface OpenPad {
  readonly kind: 'open';
  readonly asks: HeldFactor;
  /** The person could not be checked by face. */
  readonly instead: boolean;
  readonly checking: boolean;
  readonly problem: 'wrong' | 'failed' | null;
  /** Whole seconds until the badge may be tried again; 0 when it may now. */
  readonly waitS: number;
}

export type PadState =
  | { readonly kind: 'closed' }
  | OpenPad
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly untilMs: number }
  /** Waits for the person to leave. */
  | { readonly kind: 'leaving'; readonly untilMs: number };

/** The face of who was told this cannot be checked now. */
const NOT_BY_FACE: readonly ReasonCode[] = ['noAlternative', 'livenessSignalMissing', 'deviceTooSlow'];
const CLOSED: PadState = { kind: 'closed' };

/** All times but `wallMs` are on the page's monotonic clock. */
export class PinController {
  private _state: PadState = CLOSED;
  private _openedMs = 0;
  private _touchedMs = 0;
  private _lastFaceMs = -Infinity;
  private _blockedUntilWallMs = 0;

  constructor(private readonly _handlers: PinHandlers) {}

  get state(): PadState {
    return this._state;
  }

  /** What the door shows of it, in the engine's words; null while the pad itself is shown or nothing is. */
  get view(): DecisionView | null {
    const { _state: state } = this;
    if (state.kind !== 'verdict' && state.kind !== 'leaving') return null;
    const nothingElse = { hint: null, challenge: null, light: null, held: null, mayRetry: false } as const;
    if (state.kind === 'leaving') return { ...nothingElse, phase: 'cooldown', verdict: null, untilMs: null };
    const { verdict, untilMs } = state;
    return { ...nothingElse, phase: verdict.outcome, verdict, untilMs };
  }

  /** @param instead - Opened for somebody who could not be checked by face. */
  open(nowMs: number, instead = false): void {
    // Somebody who opens the pad while the last person still stands there is the next person.
    const free = this._state.kind === 'closed' || this._state.kind === 'leaving';
    if (!free || !this._handlers.mayOpen()) return;
    this._openedMs = nowMs;
    this._touchedMs = nowMs;
    this._blockedUntilWallMs = 0;
    this._to({ kind: 'open', asks: 'badgeAndPin', instead, checking: false, problem: null, waitS: 0 });
  }

  /** Offers badge and PIN to whoever asked for them, or could not be checked here. @param verdict - Of the face. */
  followUp({ reason, told = reason }: Verdict, nowMs: number): void {
    if (NOT_BY_FACE.includes(told)) this.open(nowMs, true);
  }

  /** Back to the door. A verdict stays on the screen; one that is being reached still comes. */
  close(): void {
    if (this._state.kind === 'open' && !this._state.checking) this._to(CLOSED);
  }

  /** Somebody is at the pad. */
  touch(nowMs: number): void {
    this._touchedMs = nowMs;
  }

  /** A face is before the camera. */
  seeFace(nowMs: number): void {
    this._lastFaceMs = nowMs;
  }

  /** @param now - The clock, read again once the answer is there. */
  async submit(badge: string, pin: string, now: () => number): Promise<void> {
    const before = this._state;
    if (before.kind !== 'open' || before.checking) return;
    this._to({ ...before, checking: true, problem: null });
    let answer: PinAnswer | null;
    try {
      answer = await this._handlers.judge(badge, pin);
    } catch {
      answer = null;
    }
    this._touchedMs = now();
    if (answer === null || answer.kind === 'wait') {
      this._blockedUntilWallMs = answer?.untilMs ?? 0;
      this._to({ ...before, problem: answer === null ? 'failed' : null, waitS: this._waitS() });
      return;
    }
    const verdict = this._verdict(answer, now());
    this._handlers.onVerdict(verdict, answer.triedSubjectId);
    if (answer.reason === 'badgeAndPinWrong') {
      this._blockedUntilWallMs = answer.blockedUntilMs ?? 0;
      this._to({ ...before, problem: 'wrong', waitS: this._waitS() });
      return;
    }
    const { grantedHoldMs, deniedHoldMs } = this._handlers.policy();
    const holdMs = verdict.outcome === 'granted' ? grantedHoldMs : deniedHoldMs;
    this._to({ kind: 'verdict', verdict, untilMs: now() + holdMs });
  }

  tick(nowMs: number): void {
    const { _state: state } = this;
    switch (state.kind) {
      case 'closed':
        break;
      case 'open': {
        if (!state.checking && nowMs - this._touchedMs >= PAD_IDLE_MS) this._to(CLOSED);
        else if (this._waitS() !== state.waitS) this._to({ ...state, waitS: this._waitS() });
        break;
      }
      case 'verdict':
        if (nowMs >= state.untilMs) this._to({ kind: 'leaving', untilMs: nowMs + LEAVE_MS });
        break;
      case 'leaving':
        if (nowMs >= state.untilMs || nowMs - this._lastFaceMs >= FACE_GONE_MS) this._to(CLOSED);
    }
  }

  private _verdict(
    { outcome, reason, subjectId, triedSubjectId }: PinAnswer & { readonly kind: 'judged' },
    atMs: number,
  ): Verdict {
    return {
      outcome,
      reason,
      subjectId,
      // Badge and PIN were right, but the person may not pass now.
      ...(outcome === 'denied' && reason !== 'badgeAndPinWrong' && triedSubjectId !== null
        ? { refusedSubjectId: triedSubjectId }
        : {}),
      mode: this._handlers.mode(),
      source: 'pad',
      atMs,
      elapsedMs: atMs - this._openedMs,
      margin: null,
      challengeFailure: null,
      declined: [],
    };
  }

  private _waitS(): number {
    return Math.max(0, Math.ceil((this._blockedUntilWallMs - this._handlers.wallMs()) / 1_000));
  }

  private _to(state: PadState): void {
    this._state = state;
    this._handlers.onChange();
  }
}
