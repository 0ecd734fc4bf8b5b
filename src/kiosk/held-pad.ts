/**
 * @file The pad on which a recognised person types their badge number or PIN: takes what is typed, and says what came
 * of it. Knows no element: the page draws, and the caller gives desk, log and engine as functions.
 */
import type { HeldView, Verdict } from '../core/decision/types.ts';
import type { OpenPad } from './pin-controller.ts';
import type { BadgeAndPin, HeldAnswer } from './pin-desk.ts';

export interface HeldHandlers {
  judge(held: HeldView, typed: BadgeAndPin): Promise<HeldAnswer>;
  /** It is theirs. */
  onRight(): void;
  /** Called once for each wrong try. */
  onWrong(verdict: Verdict, triedSubjectId: string): void;
  /** Called when something that the screen shows has changed. */
  onChange(): void;
  /** Milliseconds since the epoch. */
  wallMs(): number;
}

type Tried = Pick<OpenPad, 'checking' | 'problem'> & { readonly blockedUntilMs: number };

const UNTRIED: Tried = { checking: false, problem: null, blockedUntilMs: 0 };

export class HeldPad {
  /** Whom the tries are about; null before the first. */
  private _of: string | null = null;
  private _tried = UNTRIED;

  constructor(private readonly _handlers: HeldHandlers) {}

  /** The pad for `held`. */
  padFor({ subjectId, factor }: HeldView): OpenPad {
    const { checking, problem, blockedUntilMs } = this._of === subjectId ? this._tried : UNTRIED;
    const waitS = Math.max(0, Math.ceil((blockedUntilMs - this._handlers.wallMs()) / 1_000));
    return { kind: 'open', asks: factor, instead: false, checking, problem, waitS };
  }

  /** The next person to be recognised begins anew. The desk remembers the tries. */
  forget(): void {
    this._of = null;
    this._tried = UNTRIED;
  }

  /** @param now - The page's monotonic clock, read again once the answer is there. */
  async submit(held: HeldView, typed: BadgeAndPin, now: () => number): Promise<void> {
    if (this.padFor(held).checking) return;
    this._of = held.subjectId;
    const startMs = now();
    this._to({ checking: true, problem: null, blockedUntilMs: 0 });
    let answer: HeldAnswer | null;
    try {
      answer = await this._handlers.judge(held, typed);
    } catch {
      answer = null;
    }
    if (answer === null) {
      this._to({ checking: false, problem: 'failed', blockedUntilMs: 0 });
    } else if (answer.kind === 'wait') {
      this._to({ checking: false, problem: null, blockedUntilMs: answer.untilMs });
    } else if (answer.right) {
      this._to(UNTRIED);
      this._handlers.onRight();
    } else {
      this._handlers.onWrong(wrongVerdict(now(), startMs), held.subjectId);
      this._to({ checking: false, problem: 'wrong', blockedUntilMs: answer.blockedUntilMs ?? 0 });
    }
  }

  private _to(tried: Tried): void {
    this._tried = tried;
    this._handlers.onChange();
  }
}

function wrongVerdict(atMs: number, startMs: number): Verdict {
  return {
    outcome: 'denied',
    reason: 'heldWrong',
    subjectId: null,
    mode: 'identify',
    source: 'pad',
    atMs,
    elapsedMs: atMs - startMs,
    margin: null,
    challengeFailure: null,
    declined: [],
  };
}
