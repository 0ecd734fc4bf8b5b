/** @file What the first run says of a browser that had a kiosk before. Pure. */
import { msg } from '@lit/localize';
import type { EarlierSign } from '../kiosk/earlier-kiosk.ts';
import type { ReasonText } from './reasons.ts';

/** Null where there is no sign. */
export function earlierKioskText(signs: readonly EarlierSign[]): ReasonText | null {
  if (signs.length === 0) return null;
  if (signs.includes('mark')) {
    return {
      title: msg('This device was a kiosk before, and its records are gone.'),
      advice: msg(
        'The browser or somebody has deleted them. Restore them from a backup, or set the kiosk up again; nobody is let in until then.',
      ),
    };
  }
  return {
    title: msg('This browser may have had a kiosk before.'),
    advice: signs.includes('serialPort')
      ? msg(
          'It lets this page use a serial port, as for a door’s relay. If you did not allow that, somebody has deleted a kiosk’s data: tell the person responsible for the door.',
        )
      : msg(
          'It already lets this page use the camera. If you did not allow that, somebody has deleted a kiosk’s data: tell the person responsible for the door.',
        ),
  };
}
