/**
 * @file The words of the decision engine: its state, its view, and the verdicts that it reaches. Types only.
 */
import type { ChallengeFailure } from '../liveness/challenge-follow.ts';
import type { ChallengeKind, Gesture } from '../liveness/challenge.ts';
import type { LightSequence } from '../liveness/light.ts';
import type { HintCode } from '../quality/types.ts';
import type { HeldFactor, SubjectEntry } from './entry.ts';
import type { Policy } from './policies.ts';

export type Phase =
  | 'searching'
  | 'positioning'
  | 'challenging'
  | 'deciding'
  | 'granted'
  | 'denied'
  | 'timedOut'
  | 'cooldown'
  /** The face was recognised; badge or PIN is awaited. */
  | 'awaitingHeld';

export type ReasonCode =
  | 'matched'
  /** Badge number and PIN fit; no face was asked for. */
  | 'badgeAndPin'
  /** Nobody has this badge number with this PIN. */
  | 'badgeAndPinWrong'
  /** Nobody of the gallery is near enough. */
  | 'unknownSubject'
  /** Verify mode: the face is not that of the claimed subject. */
  | 'notTheClaimedSubject'
  /** Two subjects of the gallery fit about as well. */
  | 'ambiguous'
  | 'fakeSuspected'
  | 'fakeSignalMissing'
  | 'livenessFailed'
  | 'livenessSignalMissing'
  /** The person asked for badge and PIN instead of what the screen asked for. */
  | 'noAlternative'
  /** The face was there but never good enough. */
  | 'qualityTooLow'
  | 'severalFaces'
  /** The tracked face changed or left before the verdict. */
  | 'faceLost'
  /** The subject is suspended or the consent has run out. */
  | 'notPermitted'
  /** The subject may pass, but not now. */
  | 'outsideSchedule'
  /** Whether the subject may pass now cannot be told: the clock was set back, or the hours were altered. */
  | 'scheduleNotTrusted'
  /** Approaches with this subject's face failed too often: it opens nothing for a while. */
  | 'faceClosed'
  /** Badge or PIN is asked for, and the subject has neither. */
  | 'heldLacking'
  /** Badge or PIN was asked for and not shown. */
  | 'heldNotGiven'
  /** The PIN, or the badge number, is not that of the recognised subject. */
  | 'heldWrong'
  /** Frames come so slowly that the policy's checks would refuse the right people. */
  | 'deviceTooSlow'
  | 'galleryEmpty';

/** Why somebody who was recognised is refused all the same. */
export type Refusal = Extract<ReasonCode, 'notPermitted' | 'outsideSchedule' | 'scheduleNotTrusted'>;

export interface Verdict {
  readonly outcome: 'granted' | 'denied' | 'timedOut';
  readonly reason: ReasonCode;
  /** The subject that was recognised; null for a refusal. */
  readonly subjectId: string | null;
  /** Who was recognised but refused; for the log, and for words to that person. Absent otherwise. */
  readonly refusedSubjectId?: string;
  /** What the subject showed besides the face; absent where the face was enough. */
  readonly held?: HeldFactor;
  readonly mode: DecisionMode['kind'];
  /** `pad`: no face was looked at, but a badge number and a PIN were typed. */
  readonly source: 'camera' | 'file' | 'pad';
  readonly atMs: number;
  /** From the first frame with a face in this attempt to the verdict. */
  readonly elapsedMs: number;
  /**
   * For the audit log: how far whoever was let in lay above the threshold. Null for a refusal: nothing tells how near
   * it was. Logs of older versions have it there too; nothing shows it.
   */
  readonly margin: number | null;
  /** What the door says instead of the reason, which would tell whom the gallery knows. Absent otherwise. */
  readonly told?: ReasonCode;
  /** How a challenge was failed; null unless one was. */
  readonly challengeFailure: ChallengeFailure | null;
  /** What the person said that they cannot do, for the audit log. */
  readonly declined: readonly (ChallengeKind | 'light')[];
}

export type DecisionMode =
  { readonly kind: 'identify' } | { readonly kind: 'verify'; readonly claimedSubjectId: string };

/** Everything an attempt is judged by. Passed in at every step: the engine keeps no configuration. */
export interface DecisionContext {
  readonly policy: Policy;
  readonly mode: DecisionMode;
  /** From `galleryThreshold(embedder, policy.targetFpir, people).threshold`. */
  readonly similarityThreshold: number;
  /** Cosine of a frame to the one before, below which two people are seen: the model's at a false match rate of 1 %. */
  readonly continuityThreshold: number;
  /** From the fake detector's manifest entry; null without one. */
  readonly fakeThreshold: number | null;
  /** From the attack detector's manifest entry; null without one. */
  readonly attackThreshold: number | null;
  /** [0, 1); nobody can predict it. Challenges are drawn by it. */
  readonly random: () => number;
  readonly subjectCount: number;
  /** Why the subject may not pass now (suspended, consent run out, not their hours); null for one who may. */
  readonly refusalOf: (subjectId: string) => Refusal | null;
  /** What is asked of a recognised subject, and what they have to show for it. */
  readonly entryOf: (subjectId: string) => SubjectEntry;
  /** A demo or a drill, which opens no door: only the face is judged, and nothing is remembered of it. */
  readonly rehearsal: boolean;
}

/** What the person is to do. `progress`: how much of the stage is done, [0, 1]. */
export type ChallengeView =
  | {
      /** Nothing is asked yet. */
      readonly stage: 'hold';
      readonly progress: number;
      /** What went before that the person should know; null for nothing. */
      readonly note: 'secondChance' | 'tooEarly' | null;
    }
  /** `act`: now. `back`: look straight again. */
  | (Gesture & {
      readonly stage: 'act' | 'back';
      readonly progress: number;
      /** When the prompt came to the screen, on the observations' clock. */
      readonly promptMs: number;
      /** When the answer must have begun, or once it has, be done; null while nothing more is awaited. */
      readonly dueMs: number | null;
    });

export interface LightView {
  readonly sequence: LightSequence;
  /** On the observations' clock; a notice is due until then. */
  readonly startsAtMs: number;
}

/** Somebody was recognised, and is asked for what they hold. */
export interface HeldView {
  readonly subjectId: string;
  readonly factor: HeldFactor;
}

/** What the screen needs of the engine's state. */
export interface DecisionView {
  readonly phase: Phase;
  /** The most useful advice to the person while positioning; null when everything is right. */
  readonly hint: HintCode | null;
  readonly verdict: Verdict | null;
  /** End of the present hold, cooldown or wait for badge or PIN; null when the phase has no end of its own. */
  readonly untilMs: number | null;
  /** What the person is to do now; null when nothing is asked. */
  readonly challenge: ChallengeView | null;
  /** The colours that the screen is to show; null when none. */
  readonly light: LightView | null;
  readonly held: HeldView | null;
  /** The last visitor was refused and still stands there: they are judged again when they ask for it. */
  readonly mayRetry: boolean;
}
