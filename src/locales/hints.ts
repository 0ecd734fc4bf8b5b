/** @file What the screen tells a person while the face is not yet good enough: one plain sentence per hint. */
import { msg } from '@lit/localize';
import type { HintCode } from '../core/quality/types.ts';

const HINTS: Readonly<Record<HintCode, () => string>> = {
  stepIntoView: () => msg('Step in front of the camera'),
  onePersonOnly: () => msg('One person at a time, please'),
  moveCloser: () => msg('Move closer'),
  moveBack: () => msg('Step back a little'),
  moveToCentre: () => msg('Move to the middle of the picture'),
  turnToCamera: () => msg('Turn to face the camera'),
  raiseChin: () => msg('Raise your chin a little'),
  lowerChin: () => msg('Lower your chin a little'),
  straightenHead: () => msg('Hold your head upright'),
  tooDark: () => msg('Too dark – turn towards the light'),
  tooBright: () => msg('Too bright – turn away from the light'),
  unevenLight: () => msg('Turn so that light falls evenly on your face'),
  holdStill: () => msg('Hold still'),
  openEyes: () => msg('Open your eyes'),
};

export function hintText(code: HintCode): string {
  return HINTS[code]();
}
