/** @file What the operator reads when nobody is let in by face: why, and what to do. */
import { msg } from '@lit/localize';
import type { FaceClosure } from '../kiosk/face-closure.ts';

/** Lost models have words of their own (`models.ts`); what is still being read needs nobody. */
export function cameraClosureText(reason: Exclude<FaceClosure, 'modelLost' | 'reading'>): string {
  switch (reason) {
    case 'cameraUnknown':
      return msg(
        'This door has no camera of its own yet. Nobody is let in by face until an administrator has looked at this one and accepted it in Settings.',
      );
    case 'cameraOther':
      return msg(
        'Another camera runs than the door’s own. Nobody is let in by face until the door’s camera is back, or an administrator has looked at this one and accepted it in Settings.',
      );
    case 'cameraRenewed':
      return msg(
        'The browser has another name for this camera, and all else is as before. Browsers renew these names, for example when site data are cleared; a second camera of the same make looks the same. Look whether it is the door’s own and accept it in Settings: it is asked once.',
      );
    case 'cameraSuspect':
      return msg(
        'The camera looks suspect. Nobody is let in by face until an administrator has looked at it and accepted it in Settings, also when it was pulled out or started anew meanwhile.',
      );
    case 'pictureFrozen':
      return msg(
        'The camera’s picture stands still, so nobody is judged by face. It goes on by itself when the picture moves. If it does not, pull the camera out and plug it in again.',
      );
    case 'pictureBlank':
      return msg(
        'The camera’s picture shows nothing, so nobody is judged by face. Look whether it is covered, or the room too dark or too bright.',
      );
  }
}
