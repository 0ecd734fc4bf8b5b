/** @file What the enrolment page says about poses, problems and dates, in one place. It knows no state. */
import { msg, str } from '@lit/localize';
import { BADGE_MAX } from '../core/enrolment/badge.ts';
import { NAME_MAX } from '../core/enrolment/details.ts';
import type { DetailsProblem } from '../core/enrolment/details.ts';
import { PIN_MAX, PIN_MIN, type PinFormProblem } from '../core/enrolment/pin.ts';
import type {
  CaptureFailure,
  CapturePose,
  EnrolmentFailure,
  RestartReason,
} from '../core/enrolment/types.ts';
import { errorText } from './errors.ts';
import { hintText } from './hints.ts';

/** Left and right are the subject's own, which are also those of the mirrored picture. */
export function poseText(pose: CapturePose): string {
  switch (pose) {
    case 'frontal':
      return msg('Look straight at the camera');
    case 'left':
      return msg('Turn your head a little to the left');
    case 'right':
      return msg('Turn your head a little to the right');
    case 'up':
      return msg('Raise your chin a little');
    case 'down':
      return msg('Lower your chin a little');
  }
}

/** A view of the face in a list of views. */
function viewText(pose: CapturePose): string {
  switch (pose) {
    case 'frontal':
      return msg('straight ahead');
    case 'left':
      return msg('left');
    case 'right':
      return msg('right');
    case 'up':
      return msg('up');
    case 'down':
      return msg('down');
  }
}

export function viewsText(poses: readonly CapturePose[]): string {
  return poses.map(viewText).join(', ');
}

/** Of somebody enrolled. @param skipped - At least one. */
export function enrolledWithoutText(skipped: readonly CapturePose[]): string {
  return msg(str`Enrolled without these views: ${viewsText(skipped)}`);
}

export function restartText(reason: RestartReason): string {
  switch (reason) {
    case 'sourceChanged':
      return msg('The camera changed, so we start again.');
    case 'faceAway':
      return msg('Your face left the picture, so we start again.');
    case 'anotherFace':
      return msg('That looks like another person, so we start again.');
  }
}

export function detailsProblemText(problem: DetailsProblem): string {
  switch (problem) {
    case 'nameMissing':
      return msg('Enter a name.');
    case 'nameTooLong':
      return msg(str`Shorten the name to ${NAME_MAX} characters.`);
    case 'badgeMissing':
      return msg('Enter a badge number.');
    case 'badgeForm':
      return msg('Use only letters and digits in the badge number.');
    case 'badgeTooLong':
      return msg(str`Shorten the badge number to ${BADGE_MAX} characters.`);
    case 'badgeTaken':
      return msg('Somebody else has this badge number. Check it, or leave it empty.');
  }
}

/** Of a badge number from before the present rule. */
export function outdatedBadgeText(): string {
  return msg('Badge number cannot be typed at the door: give another under Open → Edit');
}

export function pinProblemText(problem: PinFormProblem): string {
  switch (problem) {
    case 'pinForm':
      return msg('Use only digits in the PIN.');
    case 'pinTooShort':
      return msg(str`A PIN has at least ${PIN_MIN} digits.`);
    case 'pinTooLong':
      return msg(str`A PIN has at most ${PIN_MAX} digits.`);
    case 'pinIsBadge':
      return msg('The PIN must not show the badge number.');
    case 'pinTrivial':
      return msg('Too easy to guess: no sequences, no lines on the keypad, nothing mirrored or repeated.');
    case 'pinDate':
      return msg('Too easy to guess: no dates and no years.');
    case 'pinMissing':
      return msg('Let the person choose a PIN.');
    case 'pinRepeat':
      return msg('The two PINs are not the same.');
    case 'pinWithoutBadge':
      return msg('A PIN needs a badge number to go with it.');
  }
}

/** Told before anybody types. */
export function pinRuleText(): string {
  return msg(
    str`At least ${PIN_MIN} digits; no date, no year, no sequence, no line on the keypad, nothing mirrored or repeated.`,
  );
}

/** Of somebody whose PIN is from before the present rule. */
export function weakPinText(): string {
  return msg('PIN is easy to guess: let the person choose another, under PIN');
}

/** What went wrong, and what to do about it. */
export function enrolmentFailureText(failure: EnrolmentFailure): string {
  switch (failure.kind) {
    case 'capture':
      return captureFailureText(failure.capture);
    case 'mixed':
      return msg(
        'The pictures do not look like one and the same person. Make sure that nobody else is in view.',
      );
    case 'error':
      return errorText(failure.error);
    case 'notRefreshed':
      return msg(
        str`The template is stored, but the door does not know it yet. Try again, or reload the page. (${errorText(failure.error)})`,
      );
  }
}

function captureFailureText({ mostOften }: CaptureFailure): string {
  return mostOften === null
    ? msg('The camera did not see the face well enough within a minute.')
    : msg(
        str`The camera did not see the face well enough within a minute. Most often it had to say: “${hintText(mostOften)}”.`,
      );
}
