/**
 * @file What the screen says with a verdict. It helps an honest person. It never says how near somebody came, nor
 * which check stopped them where that would help an attacker.
 */
import { msg } from '@lit/localize';
import type { ReasonCode } from '../core/decision/types.ts';

export interface ReasonText {
  readonly title: string;
  readonly advice: string;
}

const REASONS: Readonly<Record<ReasonCode, () => ReasonText>> = {
  matched: () => ({ title: msg('Welcome'), advice: msg('Please come in.') }),
  badgeAndPin: () => ({ title: msg('Welcome'), advice: msg('Please come in.') }),
  badgeAndPinWrong: () => ({
    title: msg('Wrong badge number or PIN'),
    advice: msg('Type both again, or ask at the desk.'),
  }),
  unknownSubject: () => ({
    title: msg('Not recognised'),
    advice: msg(
      'If you are enrolled, take off anything that hides your face and try again. Otherwise ask at the desk.',
    ),
  }),
  notTheClaimedSubject: () => ({
    title: msg('No match'),
    advice: msg('Check the number or name and try again, or ask at the desk.'),
  }),
  ambiguous: () => ({
    title: msg('We could not tell who you are'),
    advice: msg('Enter with badge and PIN if you have them, or ask at the desk.'),
  }),
  fakeSuspected: () => ({
    title: msg('We could not confirm it is you'),
    advice: msg('Stand before the camera yourself, with nothing in front of your face, and try again.'),
  }),
  fakeSignalMissing: () => ({
    title: msg('This kiosk cannot check you now'),
    advice: msg('A part that it needs is missing. Please ask at the desk.'),
  }),
  deviceTooSlow: () => ({
    title: msg('This device is too slow for this check'),
    advice: msg('Use badge and PIN, or ask at the desk.'),
  }),
  livenessFailed: () => ({
    title: msg('We could not confirm it is you'),
    advice: msg('Follow what the screen asks for, and try again.'),
  }),
  livenessSignalMissing: () => ({
    title: msg('We could not check you'),
    advice: msg('Use badge and PIN, or ask at the desk.'),
  }),
  noAlternative: () => ({
    title: msg('Not by face this time'),
    advice: msg('Use badge and PIN, or ask at the desk.'),
  }),
  qualityTooLow: () => ({
    title: msg('The picture was not clear enough'),
    advice: msg('Come closer, look straight ahead and hold still, then try again.'),
  }),
  severalFaces: () => ({
    title: msg('One person at a time'),
    advice: msg('Ask the others to step aside, then try again.'),
  }),
  faceLost: () => ({
    title: msg('We lost sight of you'),
    advice: msg('Stay before the camera until the answer comes.'),
  }),
  notPermitted: () => ({
    title: msg('Your access is not active'),
    advice: msg('Please ask at the desk to renew it.'),
  }),
  outsideSchedule: () => ({
    title: msg('Not at this time'),
    advice: msg('You may not enter at this time. Please ask at the desk.'),
  }),
  scheduleNotTrusted: () => ({
    title: msg('This kiosk cannot check you now'),
    advice: msg('It cannot tell whether you may enter at this time. Please ask at the desk.'),
  }),
  faceClosed: () => ({
    title: msg('Not by face for now'),
    advice: msg('This face was refused too often. Use badge and PIN, or ask at the desk.'),
  }),
  heldLacking: () => ({
    title: msg('Please ask at the desk'),
    advice: msg('To enter now you need a badge or PIN, and you have none here.'),
  }),
  heldNotGiven: () => ({
    title: msg('The badge or PIN is missing'),
    advice: msg('Look into the camera again, then type it.'),
  }),
  heldWrong: () => ({
    title: msg('That number is wrong'),
    advice: msg('Type it again, or ask at the desk.'),
  }),
  galleryEmpty: () => ({
    title: msg('Nobody is enrolled here yet'),
    advice: msg('The operator can enrol people from the menu in the corner.'),
  }),
};

export function reasonText(code: ReasonCode): ReasonText {
  return REASONS[code]();
}
