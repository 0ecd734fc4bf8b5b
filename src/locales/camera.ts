/** @file What the screen says of the camera: why there is no picture, and at the first run how good it is. */
import { msg } from '@lit/localize';
import type { QuarterTurnDeg } from '../core/geometry/quarter-turn.ts';
import type { HintCode } from '../core/quality/types.ts';
import type { CameraFailure } from '../runtime/camera.ts';
import { hintText } from './hints.ts';

export interface CameraFailureText {
  readonly title: string;
  readonly advice: string;
}

const FAILURES: Readonly<Record<CameraFailure, () => CameraFailureText>> = {
  denied: () => ({
    title: msg('The camera is not allowed'),
    advice: msg(
      'Tap the camera or lock symbol beside the address, allow the camera for this site, and this screen goes on by itself.',
    ),
  }),
  none: () => ({
    title: msg('No camera found'),
    advice: msg('Plug in a camera, or switch it on in the device settings. This screen goes on by itself.'),
  }),
  busy: () => ({
    title: msg('The camera is in use elsewhere'),
    advice: msg('Close other programs and tabs that use the camera. This screen goes on by itself.'),
  }),
  unplugged: () => ({
    title: msg('The camera was unplugged'),
    advice: msg('Plug it in again. This screen goes on by itself.'),
  }),
  insecure: () => ({
    title: msg('The camera needs a secure address'),
    advice: msg('Open the kiosk by its https:// address, or on the device itself as http://localhost.'),
  }),
  unsupported: () => ({
    title: msg('This browser cannot use the camera'),
    advice: msg('Open the kiosk in a current Chrome, Edge, Firefox or Safari.'),
  }),
};

export function cameraFailureText(reason: CameraFailure): CameraFailureText {
  return FAILURES[reason]();
}

/**
 * How good the picture is for recognising a face.
 * @param ready - The camera and the models run.
 * @param hint - What is wrong; null where nothing is.
 */
export function cameraCheckText(ready: boolean, hint: HintCode | null): string {
  if (!ready) return msg('One moment …');
  return hint === null ? msg('Face seen, light good.') : hintText(hint);
}

/** A camera that is mounted sideways or upside down needs one of them. */
export function turnText(turnDeg: QuarterTurnDeg): string {
  switch (turnDeg) {
    case 0:
      return msg('Not at all');
    case 90:
      return msg('A quarter to the right');
    case 180:
      return msg('Upside down');
    case 270:
      return msg('A quarter to the left');
  }
}
