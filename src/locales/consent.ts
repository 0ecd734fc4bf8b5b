/**
 * @file What people agree to where the site has no text of its own. Give `BUILT_IN_TEXT_VERSION` a new value with
 * every change of the text, since each consent stores it, and put the words of before into `consent-earlier.ts`.
 */
import { msg, str } from '@lit/localize';
import type { ConsentKind, ConsentReach, LogTerm } from '../core/site/consent-text.ts';
import { dateText } from './moments.ts';

/** One point of the text. */
export interface ConsentPoint {
  readonly about: 'stored' | 'visits' | 'further' | 'purpose' | 'where' | 'who' | 'withdrawal' | 'rights';
  readonly title: string;
  readonly text: string;
}

/**
 * Without the terms, which differ from person to person: {@link consentTerms} has them.
 * @param say - Says it in another language than the one shown.
 */
export function builtInConsent(
  kind: ConsentKind,
  reach: ConsentReach = 'door',
  say: typeof msg = msg,
): readonly ConsentPoint[] {
  const points = doorConsent(kind, say);
  if (reach === 'door') return points;
  const others = fleetPoints(kind, say);
  return points.map((point) => others.find(({ about }) => about === point.about) ?? point);
}

/** What is otherwise where every door of a fleet knows whoever agrees. */
function fleetPoints(kind: ConsentKind, say: typeof msg): readonly ConsentPoint[] {
  const faceless = kind === 'faceless';
  return [
    {
      about: 'purpose',
      title: say('What it is for'),
      text: faceless
        ? say(
            'To let you in at the doors of this site, and to see afterwards who was let in or refused. For nothing else.',
          )
        : say(
            'To recognise you at the doors of this site, to let you in, and to see afterwards who was let in or refused. For nothing else.',
          ),
    },
    {
      about: 'where',
      title: say('Where it is'),
      text: say(
        'On the devices of all doors of this site, sealed. The hub between them keeps sealed copies that it cannot open; the site’s console can open them. Also in sealed backups that administrators make. The makers of this program get nothing of it. If the site has set it so, its own door server is told when you enter, with the number of your record and without your name.',
      ),
    },
    {
      about: 'who',
      title: say('Who can see it'),
      text: faceless
        ? say(
            'Operators and administrators of these doors and of the site’s console, after they have shown who they are. They see your record and your visits at every door by name, and can save them as a file. Nobody sees your PIN.',
          )
        : say(
            'Operators and administrators of these doors and of the site’s console, after they have shown who they are. They see your record and your visits at every door by name, and can save them as a file. Nobody is shown the numbers of your face, or your PIN.',
          ),
    },
    {
      about: 'withdrawal',
      title: say('How to withdraw'),
      text: say(
        'Tell an operator at any door at any time, without a reason. Your record is erased there at once, at the hub and at every door that is connected within seconds, and at other doors as soon as they are. The logs keep your visits until their time is over, under a number and without your name. Backups made before keep your record until they are deleted. The number of your record is kept, so that no backup and no door brings you back.',
      ),
    },
  ];
}

function doorConsent(kind: ConsentKind, say: typeof msg): readonly ConsentPoint[] {
  const faceless = kind === 'faceless';
  return [
    {
      about: 'stored',
      title: say('What is stored'),
      text: faceless
        ? say(
            'Your name, your badge number and a PIN that you choose. Of the PIN only a hash is kept, from which nobody here can read it. Also when you agreed and to what, when you enrolled, your hours, and a suspension. Nothing of your face is stored.',
          )
        : say(
            'Numbers computed from your face, which the door compares with whoever stands there. With them: how good the pictures were, and which views are missing. Your name and, if you have them, a badge number and a hash of a PIN. Also when you agreed and to what, when you enrolled, your hours, a suspension, what the door asks of you, and what you cannot do there. No photo and no video is kept.',
          ),
    },
    {
      about: 'visits',
      title: say('What the log keeps of your visits'),
      text: faceless
        ? say(
            'Each time that your badge number is typed with a PIN: date and time, whether you were let in or why not, whether the door opened, and how long it took. Under Records this is shown with your name. The log also has what changes in your record.',
          )
        : say(
            'Each time that the door knows you, or that your badge number is typed with a PIN: date and time, whether you were let in or why not, whether the door opened, what you showed, what you said you cannot do, which task was not done, and how long it took. Under Records this is shown with your name. The log also has what changes in your record, and when your face was closed after failed tries.',
          ),
    },
    {
      about: 'further',
      title: say('Further numbers of your face'),
      text: faceless
        ? say(
            'The camera looks for faces all the same, and matches yours with nobody. Numbers of a face stay in memory for five minutes after it was seen last. They are stored nowhere.',
          )
        : say(
            'Each time that you are let in, the log keeps how clearly the door knew you. From this the kiosk tells whether it knows you less and less well. It compares your numbers with everybody’s: it finds two records of one face, and people who look alike, which the log notes. Numbers of whoever stands before the camera stay in memory for five minutes, and are not stored.',
          ),
    },
    {
      about: 'purpose',
      title: say('What it is for'),
      text: faceless
        ? say(
            'To let you in at this door, and to see afterwards who was let in or refused. For nothing else.',
          )
        : say(
            'To recognise you at this door, to let you in, and to see afterwards who was let in or refused. For nothing else.',
          ),
    },
    {
      about: 'where',
      title: say('Where it is'),
      text: say(
        'On this device, sealed, and in sealed backups that the administrator makes. The makers of this program get nothing of it. If the site has set it so, its own door server is told when you enter, with the number of your record and without your name.',
      ),
    },
    {
      about: 'who',
      title: say('Who can see it'),
      text: faceless
        ? say(
            'Operators and administrators of this door, after they have shown who they are. They see your record and your visits by name, and can save them as a file. Nobody sees your PIN.',
          )
        : say(
            'Operators and administrators of this door, after they have shown who they are. They see your record and your visits by name, and can save them as a file. Nobody is shown the numbers of your face, or your PIN.',
          ),
    },
    {
      about: 'withdrawal',
      title: say('How to withdraw'),
      text: say(
        'Tell the operator at any time, without a reason. Your record is erased at once. The log keeps your visits until their time is over, under a number and without your name. Backups made before keep your record until they are deleted. For three years a keyed hash is kept, so that no backup brings you back unasked.',
      ),
    },
    {
      about: 'rights',
      title: say('Your rights'),
      text: say(
        'Ask the operator who answers for this door. You can have a copy of what is stored of you, have it corrected, and complain to the data protection authority. A no brings you no disadvantage: ask for another way in.',
      ),
    },
  ];
}

/** Until when things are kept: of one person, by the settings of the moment. */
export interface ConsentTermsFacts {
  /** Milliseconds since the epoch. */
  readonly retainUntilMs: number;
  readonly retentionDays: number;
  /** Null where the text of that time said nothing of it. */
  readonly logTerm: LogTerm | null;
  /** Of the date; the page's unless given. */
  readonly language?: string;
}

export function consentTermsTitle(say: typeof msg = msg): string {
  return say('For how long');
}

/** The log gives up an entry a week after its term at the earliest (`audit-removal.ts`). */
export function consentTerms(
  { retainUntilMs, retentionDays, logTerm, language }: ConsentTermsFacts,
  say: typeof msg = msg,
): string {
  const date = dateText(retainUntilMs, 'long', language);
  const until = say(str`Until ${date} (${retentionDays} days). Then it stops working and is erased.`);
  if (logTerm === null) return until;
  const log =
    logTerm === 'always'
      ? say('What the log keeps of your visits stays without an end.')
      : say(str`What the log keeps of your visits is removed after ${logTerm} days and a week.`);
  return `${until} ${log}`;
}

/** The same as plain text, which the administrator may edit. */
export function builtInConsentText(
  kind: ConsentKind,
  say: typeof msg = msg,
  reach: ConsentReach = 'door',
): string {
  return pointsText(builtInConsent(kind, reach, say));
}

export function pointsText(points: readonly Pick<ConsentPoint, 'title' | 'text'>[]): string {
  return points.map(({ title, text }) => `${title}\n${text}`).join('\n\n');
}
