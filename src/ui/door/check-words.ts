/** @file How the door's panel looks in each situation: its tone, its sign, its ring and its clock. Pure. */
import { shownChallenge } from '../../core/decision/liveness-view.ts';
import type { ChallengeView } from '../../core/decision/types.ts';
import type { ChallengeKind } from '../../core/liveness/challenge.ts';
import type { HintCode } from '../../core/quality/types.ts';
import type { CheckSituation } from '../../kiosk/check-situation.ts';
import { type CheckText, checkText } from '../../locales/check.ts';
import { ARROW_OF, type FaceArrow, type TimeSpan } from '../camera/face-arrow.ts';
import type { IconName } from '../elements/kiosk-icon.ts';

/** `call` invites, `guide` helps to position, `good` and `bad` are verdicts, `wait` asks for patience. */
export type Tone = 'call' | 'guide' | 'good' | 'bad' | 'wait';

interface CheckLook {
  readonly tone: Tone;
  readonly icon: IconName | null;
  /** How far a ring around the icon is filled, [0, 1]. */
  readonly ring?: number;
  /** Drawn at the face. */
  readonly arrow?: FaceArrow | undefined;
  /** For the answer to what is asked. */
  readonly time?: TimeSpan;
}

export type CheckWords = CheckText & CheckLook;

/** The picture is mirrored: a turn to one's own left is a turn to the left of the screen. */
const ICONS: Readonly<Record<ChallengeKind, IconName>> = {
  turnLeft: 'arrow-left',
  turnRight: 'arrow-right',
  lookUp: 'arrow-up',
  lookDown: 'arrow-down',
  blink: 'eye',
  openMouth: 'mouth-open',
  moveCloser: 'step-closer',
  moveBack: 'step-back',
};

const LOOKS: Readonly<Record<Exclude<CheckSituation['kind'], 'live'>, CheckLook>> = {
  preparing: { tone: 'wait', icon: null },
  noPicture: { tone: 'wait', icon: 'camera-off' },
  empty: { tone: 'wait', icon: 'users' },
  outdated: { tone: 'wait', icon: 'users' },
  faceClosed: { tone: 'wait', icon: 'scan-face' },
  pinOnly: { tone: 'call', icon: 'key-round' },
  pin: { tone: 'call', icon: null },
  held: { tone: 'call', icon: null },
  doorFailed: { tone: 'bad', icon: 'triangle-alert' },
  claim: { tone: 'call', icon: null },
};

export function checkWords(situation: CheckSituation): CheckWords {
  const look = situation.kind === 'live' ? liveLook(situation) : LOOKS[situation.kind];
  return { ...look, ...checkText(situation) };
}

function askedLook(challenge: ChallengeView): Pick<CheckLook, 'icon' | 'arrow' | 'time'> {
  if (challenge.stage === 'hold') return { icon: 'scan-face' };
  const { stage, kind, promptMs, dueMs } = challenge;
  const asked = stage === 'act';
  return {
    icon: asked ? ICONS[kind] : 'scan-face',
    // Whoever holds what was asked for must not go further.
    arrow: asked && dueMs !== null ? arrowOf(kind) : undefined,
    ...(dueMs === null ? {} : { time: { fromMs: promptMs, untilMs: dueMs } }),
  };
}

function arrowOf(asked: ChallengeKind | HintCode | null): FaceArrow | undefined {
  return asked === null ? undefined : ARROW_OF[asked];
}

function liveLook(situation: CheckSituation & { kind: 'live' }): CheckLook {
  const { view, hint, hours, demo } = situation;
  switch (view.phase) {
    case 'searching':
      return { tone: 'call', icon: null };
    case 'positioning':
    case 'deciding':
      return { tone: 'guide', icon: null, arrow: arrowOf(hint) };
    case 'challenging': {
      if (view.light !== null) return { tone: 'guide', icon: 'sun' };
      const challenge = shownChallenge(view, hint);
      return challenge === null
        ? { tone: 'guide', icon: null, arrow: arrowOf(hint) }
        : { tone: 'guide', ring: challenge.progress, ...askedLook(challenge) };
    }
    case 'granted':
      return { tone: 'good', icon: demo ? 'film' : 'check' };
    case 'denied':
    case 'timedOut': {
      const early = view.verdict?.reason === 'outsideSchedule' && hours !== null;
      return { tone: 'bad', icon: early ? 'timer' : 'x' };
    }
    case 'cooldown':
      return { tone: view.mayRetry ? 'call' : 'wait', icon: null };
    case 'awaitingHeld':
      return { tone: 'wait', icon: null };
  }
}
