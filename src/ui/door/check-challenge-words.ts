/** @file What the door's panel says while the kiosk makes sure that somebody is there. Pure. */
import { msg } from '@lit/localize';
import type { ChallengeView } from '../../core/decision/liveness-view.ts';
import type { ChallengeKind } from '../../core/liveness/challenge.ts';
import { promptText, stageText } from '../../locales/challenges.ts';
import type { CheckWords } from './check-words.ts';
import type { IconName } from '../elements/kiosk-icon.ts';

/** Sides as in the mirrored picture: who turns to their own left turns to the left of the screen. */
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

export function challengeWords(challenge: ChallengeView): CheckWords {
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
    advice: stage === 'hold' ? holdAdvice(challenge) : '',
    ring: progress,
  };
}

function holdAdvice({ note }: ChallengeView): string {
  switch (note) {
    case 'tooEarly':
      return msg('Hold still until the screen asks for something.');
    case 'secondChance':
      return msg('Something else is asked next. Move as soon as it is, and calmly.');
    case null:
      return msg('Hold still. The screen will ask for something.');
  }
}

/** @param shining - Whether the colours are on the screen; before that the person is warned of them. */
export function lightWords(shining: boolean): CheckWords {
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
