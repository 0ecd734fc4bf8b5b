/** @file What the door's panel says in each situation, and on its button for people who cannot do what is asked. */
import { msg, str } from '@lit/localize';
import { shownChallenge } from '../core/decision/liveness-view.ts';
import type { HeldFactor } from '../core/decision/entry.ts';
import type { ChallengeView } from '../core/decision/types.ts';
import type { CheckSituation } from '../kiosk/check-situation.ts';
import type { FaceClosure } from '../kiosk/face-closure.ts';
import { cameraFailureText } from './camera.ts';
import {
  challengeFailureName,
  challengeFailureText,
  holdAdvice,
  promptText,
  stageText,
} from './challenges.ts';
import { percentText } from './decimals.ts';
import { doorTroubleText } from './door-output.ts';
import { hintText } from './hints.ts';
import { reasonText } from './reasons.ts';

type Live = CheckSituation & { kind: 'live' };

export interface CheckText {
  readonly title: string;
  readonly advice: string;
  /** The label of the button for people who cannot or will not do what is asked. */
  readonly decline?: string;
  /** The label of the button for somebody who was refused and wants to be judged again. */
  readonly retry?: string;
}

export function checkText(situation: CheckSituation): CheckText {
  switch (situation.kind) {
    case 'preparing':
      return { title: msg('One moment'), advice: msg('The kiosk is getting ready.') };
    case 'noPicture':
      return cameraFailureText(situation.reason);
    case 'empty':
      return reasonText('galleryEmpty');
    case 'outdated':
      return {
        title: msg('Everybody has to enrol again'),
        advice: msg('This kiosk has a new way to recognise faces. Please ask at the desk.'),
      };
    case 'pinOnly':
      return { title: msg('Enter with badge and PIN'), advice: msg('Nobody is enrolled by face here.') };
    case 'faceClosed':
      return faceClosedText(situation);
    case 'pin':
      return {
        title: msg('Badge number and PIN'),
        advice: situation.pad.instead
          ? msg('You can enter this way instead of by face.')
          : msg('Cover the keys with your hand.'),
      };
    case 'held':
      return heldText(situation.held.factor);
    case 'doorFailed':
      return doorTroubleText(situation.trouble);
    case 'claim':
      return {
        title: msg('Who are you?'),
        advice: msg('Type your badge number or name, then look into the camera.'),
      };
    case 'live':
      return liveText(situation);
  }
}

/** It does not say which part is lost, nor what is suspect: that would tell an attacker what to use. */
function faceClosedText({ reason, mayUsePin, share }: CheckSituation & { kind: 'faceClosed' }): CheckText {
  if (reason === 'reading') {
    return {
      title: msg(str`This door is loading the faces it knows: ${percentText(share ?? 0, 2)}`),
      advice: mayUsePin ? msg('Until it is done, use badge and PIN.') : msg('Please wait until it is done.'),
    };
  }
  return {
    title: faceClosedTitle(reason),
    advice: mayUsePin ? msg('Use badge and PIN, or ask at the desk.') : msg('Please ask at the desk.'),
  };
}

function faceClosedTitle(reason: Exclude<FaceClosure, 'reading'>): string {
  switch (reason) {
    case 'modelLost':
      return msg('This door cannot recognise faces now');
    case 'cameraUnknown':
    case 'cameraOther':
    case 'cameraRenewed':
    case 'cameraSuspect':
      return msg('An operator has to check this door’s camera');
    case 'pictureFrozen':
      return msg('The camera has a problem: its picture does not move');
    case 'pictureBlank':
      return msg('The camera sees nothing');
  }
}

function liveText(situation: Live): CheckText {
  const { view, hint, shining } = situation;
  switch (view.phase) {
    case 'searching':
      return callText(situation);
    case 'positioning':
      return hint ? hintOnly(hint) : { title: msg('Look into the camera'), advice: '' };
    case 'challenging': {
      if (view.light !== null) return lightText(shining);
      const challenge = shownChallenge(view, hint);
      return challenge === null ? stillText(hint) : challengeText(challenge);
    }
    case 'deciding':
      return stillText(hint);
    case 'granted':
      return grantedText(situation);
    case 'denied':
    case 'timedOut':
      return refusedText(situation);
    case 'cooldown':
      if (view.mayRetry) {
        return {
          title: msg('Step aside, or try again'),
          advice: msg('The next person is checked at once.'),
          retry: msg('Try again'),
        };
      }
      return {
        title: msg('One moment'),
        advice: msg('Please step aside for the next person.'),
      };
    case 'awaitingHeld':
      return { title: msg('One moment'), advice: '' };
  }
}

function hintOnly(hint: NonNullable<Live['hint']>): CheckText {
  return { title: hintText(hint), advice: '' };
}

function stillText(hint: Live['hint']): CheckText {
  return hint ? hintOnly(hint) : { title: msg('Hold still'), advice: '' };
}

function callText({ anyOutdated, claimed, opensNothing, hubOverdue }: Live): CheckText {
  const title = claimed || opensNothing ? msg('Look here') : msg('Look here to enter');
  return {
    title,
    advice: hubOverdue
      ? msg('This door has not heard from its hub for too long. Have your badge number and your PIN ready.')
      : anyOutdated
        ? msg('Some people have to enrol again. If the kiosk does not know you, use badge and PIN.')
        : opensNothing
          ? msg('A demonstration: it opens nothing. No picture is kept.')
          : msg('You are checked on this device. No picture is kept.'),
  };
}

function grantedText({ subjectName, demo, opensNothing, opening, outdated }: Live): CheckText {
  const name = subjectName ?? '';
  if (demo) {
    return {
      title: msg('Demo: would be granted'),
      advice: msg(str`Recognised ${name}. The door stays shut.`),
    };
  }
  if (opensNothing) {
    return {
      title: msg(str`Hello, ${name}`),
      advice: outdated
        ? msg(
            'This is a demonstration: it opens nothing. Enrol your face again: the kiosk no longer knows it.',
          )
        : msg('This is a demonstration: it opens nothing.'),
    };
  }
  return {
    title: msg(str`Welcome, ${name}`),
    advice: outdated
      ? msg('Please come in, and enrol your face again: the kiosk no longer knows it.')
      : opening
        ? msg('The door is being opened.')
        : msg('Please come in.'),
  };
}

function refusedText({ view: { verdict, mayRetry }, hours, anyOutdated, hubOverdue }: Live): CheckText {
  const told = verdict?.told ?? verdict?.reason ?? 'qualityTooLow';
  const { title, advice } = reasonText(told);
  const failure = verdict?.challengeFailure ?? null;
  const early = verdict?.reason === 'outsideSchedule' && hours !== null;
  return {
    // Where an answer was at fault, its own words help more than that nobody was confirmed.
    title: failure && told === 'livenessFailed' ? challengeFailureName(failure) : title,
    advice: early
      ? msg(str`You may enter ${hours}.`)
      : failure
        ? challengeFailureText(failure)
        : hubOverdue && told === 'heldLacking'
          ? msg(
              'This door has not heard from its hub for too long, and asks for badge and PIN. You do not have both here.',
            )
          : anyOutdated && (told === 'unknownSubject' || told === 'notTheClaimedSubject')
            ? msg('If you have entered here before, use badge and PIN, and enrol your face again.')
            : advice,
    ...(mayRetry ? { retry: msg('Try again') } : {}),
  };
}

function heldText(factor: HeldFactor): CheckText {
  const shield = msg('Cover the keys with your hand.');
  switch (factor) {
    case 'pin':
      return { title: msg('Now your PIN'), advice: shield };
    case 'badge':
      return { title: msg('Now your badge number'), advice: msg('It is printed on your badge.') };
    case 'badgeAndPin':
      return { title: msg('Now your badge number and PIN'), advice: shield };
  }
}

function challengeText(challenge: ChallengeView): CheckText {
  switch (challenge.stage) {
    case 'hold':
      return { title: stageText('hold'), advice: holdAdvice(challenge.note) };
    case 'act':
      return {
        title: promptText(challenge),
        advice: challenge.progress >= 1 ? msg('Stay like this') : msg('Go on until the ring is full'),
        decline: msg('Use badge and PIN'),
      };
    case 'back':
      return { title: stageText('back'), advice: '' };
  }
}

/** What is said aloud of a grant: never the name. */
export function spokenGrant({ view, demo, opensNothing }: Live): CheckText {
  if (demo) return { title: msg('Demo: would be granted'), advice: '' };
  if (opensNothing) {
    return { title: msg('Recognised'), advice: msg('This is a demonstration: it opens nothing.') };
  }
  return reasonText(view.verdict?.reason ?? 'matched');
}

/** @param shining - Whether the colours are on the screen; before that the person is warned of them. */
function lightText(shining: boolean): CheckText {
  return shining
    ? { title: msg('Look straight ahead'), advice: msg('Hold still.') }
    : {
        title: msg('The screen is about to change its colours'),
        advice: msg('For three seconds, slowly. If you cannot look at changing light, use badge and PIN.'),
        decline: msg('Use badge and PIN'),
      };
}
