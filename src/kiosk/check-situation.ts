/**
 * @file What the door is doing: which of the screen's situations holds, from the session and what the page keeps. Pure.
 */
import type { DecisionView, HeldView, Verdict } from '../core/decision/types.ts';
import type { HintCode } from '../core/quality/types.ts';
import type { Person } from '../core/template/types.ts';
import type { CameraFailure } from '../runtime/camera.ts';
import type { VideoSource } from '../runtime/video-source.ts';
import type { Settings } from '../storage/settings.ts';
import type { DoorTrouble } from './door-notice.ts';
import type { FaceClosure } from './face-closure.ts';
import type { OpenPad, PadState } from './pin-controller.ts';

/** What the door is doing. `hint` has lasted long enough to be read. */
export type CheckSituation =
  | { readonly kind: 'preparing' }
  | { readonly kind: 'noPicture'; readonly reason: CameraFailure }
  /** There is nobody whom the kiosk could recognise. */
  | { readonly kind: 'empty' }
  /** Everybody enrolled by face is of another model. */
  | { readonly kind: 'outdated' }
  /** As `empty`, but somebody has a PIN. */
  | { readonly kind: 'pinOnly' }
  /** Nobody is let in by face now. */
  | {
      readonly kind: 'faceClosed';
      readonly reason: FaceClosure;
      readonly mayUsePin: boolean;
      /** How much is read, [0, 1], while people are being read; else null. */
      readonly share: number | null;
    }
  /** Somebody types a badge number and a PIN. */
  | { readonly kind: 'pin'; readonly pad: OpenPad }
  /** Somebody was recognised, and types what they hold. */
  | { readonly kind: 'held'; readonly pad: OpenPad; readonly held: HeldView }
  /** Somebody was let in, and the door does not open. */
  | { readonly kind: 'doorFailed'; readonly trouble: DoorTrouble }
  /** Verify mode: nobody has said who they are. */
  | { readonly kind: 'claim' }
  | {
      readonly kind: 'live';
      readonly view: DecisionView;
      readonly hint: HintCode | null;
      /** Of the granted subject alone: whoever types a badge number must not read whose it is. */
      readonly subjectName: string | null;
      /** Verify mode: somebody has said who they are. */
      readonly claimed: boolean;
      readonly demo: boolean;
      /** No output is set: a grant opens nothing. */
      readonly opensNothing: boolean;
      /** The door was told to open and has not answered yet. */
      readonly opening: boolean;
      /** The colours of a light check are on the screen. */
      readonly shining: boolean;
      /** Whether the granted subject's face is enrolled with another model. */
      readonly outdated: boolean;
      /** Whether anybody's is, so that a face which the kiosk does not know may be theirs. */
      readonly anyOutdated: boolean;
      /** The hub was not heard for too long: everybody shows badge and PIN besides the face. */
      readonly hubOverdue: boolean;
      /** The hours, in words, of somebody who came outside of them; else null. */
      readonly hours: string | null;
    };

/** What the page keeps of the visit. */
export interface Visit {
  readonly pad: PadState;
  readonly mayUsePin: boolean;
  readonly trouble: DoorTrouble | null;
  /** Of badge and PIN while they are used, else of the face. */
  readonly view: DecisionView;
  readonly hint: HintCode | null;
  /** Verify mode: whom somebody claims to be; null while nobody has said so. */
  readonly claimedId: string | null;
  /** No frame has come for a while. */
  readonly stalled: boolean;
  readonly opening: boolean;
  readonly shining: boolean;
  readonly hours: string | null;
  /** The pad for somebody who was recognised; null while none is needed. */
  readonly heldPad: OpenPad | null;
}

/** What is taken of the session. */
export interface SituatedSession {
  readonly source: { readonly state: VideoSource['state'] };
  readonly pipeline: {
    /** Null before the models run. */
    readonly current: object | null;
  };
  readonly people: {
    /** How many can be recognised. */
    readonly recognisable: number;
    /** People whose face was enrolled with another model. */
    readonly outdated: readonly Pick<Person, 'id'>[];
    /** Null while it is read. */
    readonly names: { of(id: string): string | null };
    readonly facesShare: number | null;
    /** Reading everybody takes long enough to tell of it. */
    readonly readsLong: boolean;
    readonly mode: Settings['mode'];
  };
  readonly demo: boolean;
  readonly site: { readonly settings: Pick<Settings, 'doorOutput'> };
  readonly faceClosure: FaceClosure | null;
  readonly fleet: { readonly isHubOverdue: boolean };
}

export function situationOf(session: SituatedSession, visit: Visit): CheckSituation {
  const { pad, trouble, view, claimedId } = visit;
  const { state } = session.source;
  if (trouble !== null) return { kind: 'doorFailed', trouble };
  if (pad.kind === 'open') return { kind: 'pin', pad };
  if (view.held !== null && visit.heldPad !== null && session.faceClosure === null) {
    return { kind: 'held', pad: visit.heldPad, held: view.held };
  }
  if (pad.kind !== 'closed') return live(session, { ...visit, hint: null });
  if (state.kind === 'failed') return { kind: 'noPicture', reason: state.reason };
  if (!session.pipeline.current || state.kind !== 'live') return { kind: 'preparing' };
  if (session.people.recognisable === 0) {
    if (visit.mayUsePin) return { kind: 'pinOnly' };
    return { kind: session.people.outdated.length > 0 ? 'outdated' : 'empty' };
  }
  const { faceClosure: reason } = session;
  if (reason === 'reading' && !session.people.readsLong) return { kind: 'preparing' };
  if (reason !== null) {
    return { kind: 'faceClosed', reason, mayUsePin: visit.mayUsePin, share: session.people.facesShare };
  }
  if (visit.stalled && view.untilMs === null) return { kind: 'preparing' };
  if (session.people.mode === 'verify' && claimedId === null && view.phase === 'searching') {
    return { kind: 'claim' };
  }
  return live(session, visit);
}

function live(session: SituatedSession, visit: Visit): CheckSituation {
  const { view, hint, claimedId, opening, shining, hours } = visit;
  return {
    kind: 'live',
    view,
    hint,
    subjectName: grantedName(session.people, view.verdict),
    claimed: claimedId !== null,
    demo: session.demo,
    opensNothing: session.site.settings.doorOutput === 'none',
    opening,
    shining,
    anyOutdated: session.people.outdated.length > 0,
    hubOverdue: session.fleet.isHubOverdue,
    outdated: view.phase === 'granted' && isOutdated(session.people, view.verdict?.subjectId ?? null),
    hours,
  };
}

/** The name that may be shown for a verdict: only a grant has one. */
export function grantedName(
  people: Pick<SituatedSession['people'], 'names'>,
  verdict: Verdict | null,
): string | null {
  return verdict?.outcome === 'granted' ? nameOf(people, verdict.subjectId) : null;
}

function nameOf(
  { names }: Pick<SituatedSession['people'], 'names'>,
  subjectId: string | null,
): string | null {
  return subjectId === null ? null : names.of(subjectId);
}

/** Whether the face was enrolled with another model, so that it cannot be recognised. */
function isOutdated(
  { outdated }: Pick<SituatedSession['people'], 'outdated'>,
  subjectId: string | null,
): boolean {
  return outdated.some(({ id }) => id === subjectId);
}

/** A claim cannot be taken back while an attempt runs. */
export function mayUnclaim(situation: CheckSituation): boolean {
  return situation.kind === 'live' && situation.view.phase === 'searching';
}

/**
 * Whether the screen offers badge and PIN, where they may be used at all. Not while somebody is let in. Not during a
 * challenge, which has its own way out. After a grant (`cooldown`) the next visitor may use it.
 */
export function offersPad(situation: CheckSituation): boolean {
  if (situation.kind !== 'live') return situation.kind !== 'doorFailed' && situation.kind !== 'held';
  const { phase } = situation.view;
  return ['searching', 'positioning', 'deciding', 'denied', 'timedOut', 'cooldown'].includes(phase);
}
