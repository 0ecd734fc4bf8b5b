/**
 * @file Judges a badge number and a PIN: who it is, and whether they were tried too often. Knows no element and no
 * door.
 *
 * It answers in the same way and after the same time for an unknown badge, a badge without a PIN, and a wrong PIN. What
 * a recognised person shows besides the face has a limit of its own.
 */
import { PIN_MEMORY_MS, type PinTry, pinBlockedUntil } from '../core/decision/pin-limit.ts';
import type { HeldFactor } from '../core/decision/entry.ts';
import type { Refusal, Verdict } from '../core/decision/types.ts';
import { normaliseBadge } from '../core/enrolment/badge.ts';
import { pinProblem } from '../core/enrolment/pin.ts';
import type { Person, PinHash } from '../core/template/types.ts';
import type { AuditEntry } from '../storage/types.ts';

export interface PinDeskPorts {
  /** Null for nobody. */
  subject(subjectId: string): Pick<Person, 'id' | 'badge' | 'pin'> | null;
  /** Whose badge number was typed; null for nobody's. */
  idOfBadge(typed: string): string | null;
  /** Why the subject may not pass now; null for one who may. */
  refusalOf(subjectId: string): Refusal | null;
  /** Entries of the audit log, oldest first. */
  entriesSince(fromMs: number): Promise<readonly AuditEntry[]>;
  isPin(pin: string, stored: PinHash | null): Promise<boolean>;
  /** The subject's own PIN was typed, and it may not be a new one: it is from before the present rule. */
  noteGuessablePin(subjectId: string): void;
  /** Milliseconds since the epoch. */
  nowMs(): number;
}

export type PinAnswer =
  /** Tried too often: nothing was judged. */
  | { readonly kind: 'wait'; readonly untilMs: number }
  | {
      readonly kind: 'judged';
      readonly outcome: Verdict['outcome'];
      readonly reason: 'badgeAndPin' | 'badgeAndPinWrong' | Refusal;
      /** Who is let in; null for a refusal. */
      readonly subjectId: string | null;
      /** Whose badge number it is; null for nobody's. */
      readonly triedSubjectId: string | null;
      /** Until when this badge may not be tried again; null when it may. */
      readonly blockedUntilMs: number | null;
    };

/** What somebody types on the pad; a field that is not asked for is empty. */
export interface BadgeAndPin {
  readonly badge: string;
  readonly pin: string;
}

export type HeldAnswer =
  | (PinAnswer & { readonly kind: 'wait' })
  | {
      readonly kind: 'judged';
      readonly right: boolean;
      /** Until when this subject may not try again; null when they may. */
      readonly blockedUntilMs: number | null;
    };

export class PinDesk {
  private _tries: readonly PinTry[] | null = null;

  constructor(private readonly _ports: PinDeskPorts) {}

  /**
   * The caller asks for one answer at a time, and writes it into the audit log.
   * @param badge - As it was typed.
   * @throws StorageError when the log cannot be read or memory is short: then nothing was judged.
   */
  async judge(badge: string, pin: string): Promise<PinAnswer> {
    const id = this._ports.idOfBadge(badge);
    const subject = id === null ? null : this._ports.subject(id);
    const badgeKey = subject === null ? `badge ${normaliseBadge(badge)}` : keyOf(subject.id);
    const tried = await this._try({ badgeKey, afterFace: false }, () =>
      this._ports.isPin(pin, subject?.pin ?? null),
    );
    if (tried.kind === 'wait') return tried;
    const { right, blockedUntilMs } = tried;
    const triedSubjectId = subject?.id ?? null;
    const judged = { kind: 'judged', triedSubjectId, blockedUntilMs } as const;
    if (!right || subject === null) {
      return { ...judged, outcome: 'denied', reason: 'badgeAndPinWrong', subjectId: null };
    }
    this._noteStrength(subject, pin);
    const refusal = this._ports.refusalOf(subject.id);
    return refusal === null
      ? { ...judged, outcome: 'granted', reason: 'badgeAndPin', subjectId: subject.id }
      : { ...judged, outcome: 'denied', reason: refusal, subjectId: null };
  }

  /**
   * Whether what the recognised subject types is theirs. The caller asks for one answer at a time, and logs it.
   * @throws as `judge`.
   */
  async judgeHeld(subjectId: string, factor: HeldFactor, { badge, pin }: BadgeAndPin): Promise<HeldAnswer> {
    return this._try({ badgeKey: keyOf(subjectId), afterFace: true }, async () => {
      const subject = this._ports.subject(subjectId);
      if (subject === null) return false;
      const badgeFits = subject.badge !== null && normaliseBadge(subject.badge) === normaliseBadge(badge);
      if (factor === 'badge') return badgeFits;
      // The PIN is looked at all the same, so that the time does not tell which of the two is wrong.
      const pinFits = await this._ports.isPin(pin, subject.pin);
      if (pinFits) this._noteStrength(subject, pin);
      return pinFits && (factor === 'pin' || badgeFits);
    });
  }

  /** One try within the limit. */
  private async _try(
    next: Pick<PinTry, 'badgeKey' | 'afterFace'>,
    isRight: () => Promise<boolean>,
  ): Promise<HeldAnswer> {
    // The log is read once; after that each try is remembered as it is made.
    this._tries ??= await this._triesInLog();
    const waitUntilMs = pinBlockedUntil(this._tries, next, this._ports.nowMs());
    if (waitUntilMs !== null) return { kind: 'wait', untilMs: waitUntilMs };
    const right = await isRight();
    const atMs = this._ports.nowMs();
    this._tries = [
      ...this._tries.filter((one) => one.atMs > atMs - 2 * PIN_MEMORY_MS),
      { ...next, atMs, right },
    ];
    return { kind: 'judged', right, blockedUntilMs: pinBlockedUntil(this._tries, next, atMs) };
  }

  private _noteStrength({ id, badge }: Pick<Person, 'id' | 'badge'>, pin: string): void {
    if (pinProblem(pin, badge) !== null) this._ports.noteGuessablePin(id);
  }

  private async _triesInLog(): Promise<readonly PinTry[]> {
    const nowMs = this._ports.nowMs();
    return pinTriesOf(await this._ports.entriesSince(nowMs - 2 * PIN_MEMORY_MS), nowMs);
  }
}

/**
 * The tries that `entries` tell of. The log does not keep a badge number that nobody has: it may be a PIN that somebody
 * typed into the wrong field.
 * @param nowMs - A clock that was set back leaves tries in the future; they count as made now.
 */
export function pinTriesOf(entries: readonly AuditEntry[], nowMs: number): readonly PinTry[] {
  return entries.flatMap(({ atMs: loggedMs, event }) => {
    if (event.kind !== 'verdict') return [];
    const { triedSubjectId = null, verdict } = event;
    const atMs = Math.min(loggedMs, nowMs);
    if (verdict.held !== undefined && verdict.subjectId !== null) {
      return { atMs, badgeKey: keyOf(verdict.subjectId), right: true, afterFace: true };
    }
    if (verdict.source !== 'pad') return [];
    const badgeKey = triedSubjectId === null ? 'nobody' : keyOf(triedSubjectId);
    const afterFace = verdict.reason === 'heldWrong';
    return { atMs, badgeKey, right: !afterFace && verdict.reason !== 'badgeAndPinWrong', afterFace };
  });
}

function keyOf(subjectId: string): string {
  return `subject ${subjectId}`;
}
