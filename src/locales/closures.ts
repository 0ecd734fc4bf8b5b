/** @file What the operator reads when nobody is let in by face: why, and what to do. */
import { msg } from '@lit/localize';
import type { FaceClosure } from '../kiosk/face-closure.ts';

/** Lost models have words of their own (`models.ts`); what is still being read needs nobody. */
export function cameraClosureText(reason: Exclude<FaceClosure, 'modelLost' | 'reading'>): string {
  switch (reason) {
    case 'cameraUnknown':
      return msg(
        'No camera is accepted for this door yet. Nobody is let in by face until an administrator checks this one and accepts it in Settings.',
      );
    case 'cameraOther':
      return msg(
        'The camera that runs is not the door’s own. Nobody is let in by face until the door’s camera is back, or an administrator checks this one and accepts it in Settings.',
      );
    case 'cameraRenewed':
      return msg(
        'The browser gives this camera a new ID; all else is as before. Browsers renew these IDs, for example when site data is cleared. A second camera of the same model looks the same. Check that it is the door’s own camera and accept it in Settings. This is asked once.',
      );
    case 'cameraSuspect':
      return msg(
        'The camera looks suspicious. Nobody is let in by face until an administrator checks it and accepts it in Settings, even if it is unplugged or restarted in between.',
      );
    case 'pictureFrozen':
      return msg(
        'The camera’s picture is frozen, so nobody is checked by face. This ends by itself when the picture moves again. If it does not, unplug the camera and plug it in again.',
      );
    case 'pictureBlank':
      return msg(
        'The camera’s picture is blank, so nobody is checked by face. See whether the camera is covered, or the room is too dark or too bright.',
      );
  }
}
