/**
 * @file A visitor's language: it holds while somebody is at the kiosk. Then the kiosk returns to its own, so that the
 * next person finds it as the operator set it.
 */
import { IdleTimer } from './idle-timer.ts';
import { isVisitorsLanguage, showKioskLanguage } from '../../locales/language.ts';

/** The visit is over when nobody touched the screen or stood before the camera for this long. */
export const VISIT_MS = 30_000;

const gone = new IdleTimer(VISIT_MS, () => void showKioskLanguage());
let held = false;

/** Somebody touches the screen, or a face is before the camera. */
export function somebodyIsHere(): void {
  if (held || !isVisitorsLanguage()) gone.stop();
  else gone.touch();
}

/** @param operatorWorks - The language stays while the operator's menu or the enrolment is open. */
export function holdLanguage(operatorWorks: boolean): void {
  if (operatorWorks === held) return;
  held = operatorWorks;
  somebodyIsHere();
}
