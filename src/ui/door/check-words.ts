/** @file What the door's panel says in each situation: tone, icon, title, advice. Pure. */
import { msg, str } from '@lit/localize';
import type { DecisionView, ChallengeView } from '../../core/decision/types.ts';
import type { ChallengeKind } from '../../core/liveness/challenge.ts';
import { cameraFailureText } from '../../locales/camera.ts';
import { hintText } from '../../locales/hints.ts';
import { challengeFailureText, holdAdvice, promptText, stageText } from '../../locales/challenges.ts';
import { reasonText } from '../../locales/reasons.ts';
import { doorTroubleText } from '../../locales/door-output.ts';
import type { IconName } from '../elements/kiosk-icon.ts';
import type { CheckSituation } from '../../kiosk/check-situation.ts';

/** `call` invites, `guide` helps to position, `good` and `bad` are verdicts, `wait` asks for patience. */
export type Tone = 'call' | 'guide' | 'good' | 'bad' | 'wait';

export interface CheckWords {
  readonly tone: Tone;
  readonly icon: IconName | null;
  readonly title: string;
  readonly advice: string;
  /** Time that is left, as m:ss. */
  readonly clock?: string;
  /** How far a ring around the icon is filled, [0, 1]. */
  readonly ring?: number;
  /** The label of the button for people who cannot do what is asked. */
  readonly decline?: string;
}

/** The picture is mirrored: a turn to one's own left is a turn to the left of the screen. */
const ICONS: Readonly<Record<ChallengeKind, IconName>> = {
  turnLeft: 'arrow-left',
  turnRight: 'arrow-right',
  lookUp: 'arrow-up',
  lookDown: 'arrow-down',
  blink: 'eye',
  openMouth: 'laugh',
  moveCloser: 'zoom-in',
  moveBack: 'zoom-out',
};

export function checkWords(situation: CheckSituation): CheckWords {
  switch (situation.kind) {
    case 'preparing':
      return {
        tone: 'wait',
        icon: null,
        title: msg('One moment'),
        advice: msg('The kiosk is getting ready.'),
      };
    case 'noPicture':
      return { tone: 'wait', icon: 'camera-off', ...cameraFailureText(situation.reason) };
    case 'empty':
      return { tone: 'wait', icon: 'users', ...reasonText('galleryEmpty') };
    case 'outdated':
      return {
        tone: 'wait',
        icon: 'users',
        title: msg('Everybody has to enrol again'),
        advice: msg('The way in which this kiosk recognises faces has changed. Please ask at the desk.'),
      };
    case 'reenrol':
      return {
        tone: 'bad',
        icon: 'scan-face',
        title: msg('Please enrol again'),
        advice: msg('The way in which this kiosk recognises faces has changed. Please ask at the desk.'),
      };
    case 'pinOnly':
      return {
        tone: 'call',
        icon: 'key-round',
        title: msg('Enter with badge and PIN'),
        advice: msg('Nobody is enrolled by face here.'),
      };
    case 'pin':
      return {
        tone: 'call',
        icon: null,
        title: msg('Badge number and PIN'),
        advice: situation.pad.instead
          ? msg('You can enter this way instead.')
          : msg('Shield the keys with your hand.'),
      };
    case 'doorFailed':
      return {
        tone: 'bad',
        icon: 'triangle-alert',
        ...doorTroubleText(situation.trouble),
      };
    case 'claim':
      return {
        tone: 'call',
        icon: null,
        title: msg('Who are you?'),
        advice: msg('Then look into the camera.'),
      };
    case 'live':
      return liveWords(situation);
  }
}

function liveWords(situation: CheckSituation & { kind: 'live' }): CheckWords {
  const { view, hint, subjectName, hours, outdated, demo, opening, secondsLeft, shining } = situation;
  switch (view.phase) {
    case 'searching':
      return callWords(subjectName);
    case 'positioning':
      return {
        tone: 'guide',
        icon: null,
        title: hint ? hintText(hint) : msg('Look into the camera'),
        advice: '',
      };
    case 'challenging':
      if (view.light !== null) return lightWords(shining);
      // A prompt comes first; a hint about the picture is shown only while there is no prompt.
      if (view.challenge !== null && (hint === null || view.challenge.stage !== 'hold')) {
        return challengeWords(view.challenge);
      }
      return { tone: 'guide', icon: null, title: hint ? hintText(hint) : msg('Hold still'), advice: '' };
    case 'deciding':
      return { tone: 'guide', icon: null, title: hint ? hintText(hint) : msg('Hold still'), advice: '' };
    case 'granted':
      return grantedWords(subjectName, demo, opening, outdated);
    case 'denied':
    case 'timedOut':
      return refusedWords(view, hours);
    case 'cooldown':
      // After a refusal the cooldown lasts a moment. After a grant it lasts until the person has left.
      if (view.untilMs !== null) return callWords(subjectName);
      return {
        tone: 'wait',
        icon: null,
        title: msg('One moment'),
        advice: msg('The next person can follow once you have stepped aside.'),
      };
    case 'lockedOut':
      return {
        tone: 'bad',
        icon: 'timer',
        title: msg('Too many attempts'),
        advice: msg('Please wait, or ask at the desk.'),
        clock: clockText(secondsLeft),
      };
  }
}

function callWords(claimedName: string | null): CheckWords {
  return claimedName === null
    ? {
        tone: 'call',
        icon: null,
        title: msg('Look here to enter'),
        advice: msg('You are checked on this device. No picture is kept.'),
      }
    : { tone: 'call', icon: null, title: msg('Look here'), advice: msg(str`Checking for ${claimedName}.`) };
}

function grantedWords(
  subjectName: string | null,
  demo: boolean,
  opening: boolean,
  outdated: boolean,
): CheckWords {
  const name = subjectName ?? '';
  return demo
    ? {
        tone: 'good',
        icon: 'film',
        title: msg('Demo: would be granted'),
        advice: msg(str`Recognised ${name}. The door stays shut.`),
      }
    : {
        tone: 'good',
        icon: 'check',
        title: msg(str`Welcome, ${name}`),
        advice: outdated
          ? msg('Please come in, and enrol your face again: the kiosk no longer knows it.')
          : opening
            ? msg('The door is being opened.')
            : msg('Please come in.'),
      };
}

function refusedWords(view: DecisionView, hours: string | null): CheckWords {
  const text = reasonText(view.verdict?.reason ?? 'qualityTooLow');
  if (view.verdict?.reason === 'outsideSchedule' && hours !== null) {
    return { tone: 'bad', icon: 'timer', title: text.title, advice: msg(str`You may enter ${hours}.`) };
  }
  const failure = view.verdict?.challengeFailure ?? null;
  const advice = failure === null ? text.advice : challengeFailureText(failure);
  return { tone: 'bad', icon: 'x', title: text.title, advice };
}

function challengeWords(challenge: ChallengeView): CheckWords {
  const { stage, progress, mayDecline } = challenge;
  if (stage === 'act') {
    return {
      tone: 'guide',
      icon: ICONS[challenge.kind],
      title: promptText(challenge),
      advice: progress >= 1 ? msg('Stay like this') : msg('Until the ring is full'),
      ring: progress,
      ...(mayDecline ? { decline: msg('I cannot do this') } : {}),
    };
  }
  return {
    tone: 'guide',
    icon: 'scan-face',
    title: stageText(stage),
    advice: stage === 'hold' ? holdAdvice(challenge.note) : '',
    ring: progress,
  };
}

/** @param shining - Whether the colours are on the screen; before that the person is warned of them. */
function lightWords(shining: boolean): CheckWords {
  return shining
    ? { tone: 'guide', icon: 'sun', title: msg('Look straight ahead'), advice: msg('Hold still.') }
    : {
        tone: 'guide',
        icon: 'sun',
        title: msg('The screen is about to change its colours'),
        advice: msg('For three seconds, slowly. If changing light troubles you, use another way.'),
        decline: msg('Use another way'),
      };
}

/** Seconds as m:ss. */
export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
