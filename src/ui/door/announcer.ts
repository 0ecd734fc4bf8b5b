/**
 * @file Which situation at the door has which sound and which spoken words, each played once. It never says a name:
 * everybody near the door would hear it.
 */
import { checkText, spokenGrant } from '../../locales/check.ts';
import { reasonText } from '../../locales/reasons.ts';
import type { Settings } from '../../storage/settings.ts';
import type { CheckSituation } from '../../kiosk/check-situation.ts';
import type { Chime, Chimes } from './chimes.ts';
import type { Speaker } from './speaker.ts';

export interface Announcement {
  /** Tells one announcement from the next. */
  readonly key: string;
  readonly chime: Chime;
  readonly text: string;
}

/** Null where nothing is to be heard. */
export function announcementOf(situation: CheckSituation): Announcement | null {
  if (situation.kind === 'doorFailed') {
    return { key: 'doorFailed', chime: 'refused', text: whole(checkText(situation)) };
  }
  if (situation.kind === 'pin') {
    return situation.pad.problem === 'wrong'
      ? { key: 'pinWrong', chime: 'refused', text: whole(reasonText('badgeAndPinWrong')) }
      : null;
  }
  if (situation.kind === 'held') {
    const { pad, held } = situation;
    return pad.problem === 'wrong'
      ? { key: 'heldWrong', chime: 'refused', text: whole(reasonText('heldWrong')) }
      : { key: `held ${held.factor}`, chime: 'prompt', text: checkText(situation).title };
  }
  if (situation.kind !== 'live') return null;
  const { view, opening, shining } = situation;
  const { challenge, light, verdict, phase } = view;
  switch (phase) {
    case 'granted': {
      // The visitor is asked to come in only once the door has answered.
      if (opening) return null;
      // Not the words on the screen: they hold the visitor's name.
      return { key: keyOf(phase, verdict?.atMs), chime: 'granted', text: whole(spokenGrant(situation)) };
    }
    case 'denied':
    case 'timedOut':
      return { key: keyOf(phase, verdict?.atMs), chime: 'refused', text: whole(checkText(situation)) };
    case 'challenging':
      if (light !== null) {
        return shining ? null : { key: 'light', chime: 'prompt', text: whole(checkText(situation)) };
      }
      // While the visitor holds the pose or turns back, the spoken prompt still applies.
      if (challenge?.stage !== 'act') return null;
      return {
        key: keyOf(challenge.kind, challenge.goal),
        chime: 'prompt',
        text: checkText(situation).title,
      };
    default:
      return null;
  }
}

function keyOf(what: string, which: number | undefined): string {
  return `${what} ${String(which)}`;
}

function whole({ title, advice }: { readonly title: string; readonly advice: string }): string {
  return advice === '' ? title : `${/[.!?]$/u.test(title) ? title : `${title}.`} ${advice}`;
}

export class Announcer {
  private _last: string | null = null;

  constructor(
    private readonly _chimes: Pick<Chimes, 'play'>,
    private readonly _speaker: Pick<Speaker, 'say' | 'stop'>,
  ) {}

  /** @param language - Of the page, BCP 47. */
  follow(situation: CheckSituation, sound: Settings['sound'], language: string): void {
    const announcement = announcementOf(situation);
    const key = announcement?.key ?? null;
    if (key === this._last) return;
    this._last = key;
    if (announcement === null || sound === 'off') return;
    void this._chimes.play(announcement.chime);
    if (sound === 'speech') this._speaker.say(announcement.text, language);
  }
}
