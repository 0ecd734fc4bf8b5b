/** @file Signs, at the first run, that this browser had a kiosk before, whose data somebody or the browser deleted. */
import { allowedPorts } from '../actuators/web-serial.ts';
import { queryCameraPermission } from './preflight-facts.ts';
import { wasSetUp } from './set-up-mark.ts';

export type EarlierSign =
  /** The mark of a kiosk is left, outside the database. */
  | 'mark'
  /** The site may use a serial port, as a relay needs it. Such permissions outlive the site's data. */
  | 'serialPort'
  /** The site may use the camera, before anybody was asked. */
  | 'camera';

export async function signsOfEarlierKiosk(): Promise<readonly EarlierSign[]> {
  const [ports, camera] = await Promise.all([allowedPorts(), queryCameraPermission()]);
  const signs: EarlierSign[] = [];
  if (wasSetUp()) signs.push('mark');
  if (ports.length > 0) signs.push('serialPort');
  if (camera === 'granted') signs.push('camera');
  return signs;
}
