/** @file The words of earlier versions of the built-in texts. Consents name them: they stay as they were read. */
import type { msg } from '@lit/localize';
import { FLEET_IMPORTED_TEXT_VERSION, IMPORTED_TEXT_VERSION } from '../core/site/consent-text.ts';
import { pointsText } from './consent.ts';

/** @returns The text without its term; null for a version that is none of these. */
export function earlierConsentText(version: string, say: typeof msg): string | null {
  switch (version) {
    case '2026-11':
      return points(
        say,
        say(
          'A numeric template made from your face, with your name and, if you like, a badge number. It is sealed on this device. No photo and no video is kept.',
        ),
        say('Only to recognise you at this door. The log of the door holds no picture and no name.'),
        say('Tell the operator at any time, without a reason. The template is erased at once.'),
      );
    case '2026-11-26':
      return points(
        say,
        say(
          'A numeric template made from your face, with your name and, if you like, a badge number and a hash of a PIN. It is sealed on this device. No photo and no video is kept.',
        ),
        say('Only to recognise you at this door. The log of the door holds no picture and no name.'),
        say('Tell the operator at any time, without a reason. The template is erased at once.'),
      );
    case '2026-11-26-faceless':
      return points(
        say,
        say(
          'Your name, your badge number and a PIN that you choose. Of the PIN only a hash is kept, from which nobody here can read it. It is sealed on this device. Nothing of your face is stored.',
        ),
        say(
          'Only to let you in at this door. The camera looks for faces there all the same, and matches yours with nobody. The log of the door holds no picture and no name.',
        ),
        say('Tell the operator at any time, without a reason. All of it is erased at once.'),
      );
    case 'operator-2026-11':
      return [
        say('The operator confirmed that this person was told the following, and agreed:'),
        say(
          'A numeric template made from their photos is kept with their name, sealed, on the kiosk, to recognise them at the door. The photos themselves are not kept.',
        ),
        say('They can withdraw at any time without a reason, and the template is erased at once.'),
      ].join('\n');
    case IMPORTED_TEXT_VERSION:
    case FLEET_IMPORTED_TEXT_VERSION:
      return [
        say('The operator confirmed that this person was told the following, and agreed:'),
        ...(version === IMPORTED_TEXT_VERSION ? importedConsent(say) : fleetImportedConsent(say)),
      ].join('\n');
    default:
      return null;
  }
}

/** As `npm run enroll -- --consent` has it in English, without the date on which the record is erased. */
export function importedConsent(say: typeof msg): readonly string[] {
  return [
    say(
      'Numbers computed from their photos are kept with their name, sealed, on the kiosk, to recognise them at the door. The photos themselves are not kept.',
    ),
    say(
      'The log keeps each time that the door knows them: date, time, what came of it, and how clearly the door knew them. Operators and administrators see it with the name.',
    ),
    say(
      'The log is kept for as long as the kiosk’s settings say: a year, unless the administrator sets another term.',
    ),
    say(
      'They can withdraw at any time without a reason. Their record is erased at once; the log keeps their visits until their time is over, under a number and without the name.',
    ),
  ];
}

/** As the console has it where it enrols people from photos, without the date on which the record is erased. */
export function fleetImportedConsent(say: typeof msg): readonly string[] {
  return [
    say(
      'Numbers computed from their photos are kept with their name, sealed, on the devices of all doors of this site, to recognise them there. The hub between the doors keeps sealed copies that it cannot open; the site’s console can open them. The photos themselves are not kept.',
    ),
    say(
      'The logs keep each time that a door knows them: date, time, what came of it, and how clearly the door knew them. Operators and administrators of the doors and of the site’s console see it with the name.',
    ),
    say(
      'The logs are kept for as long as the settings of the doors say: a year, unless an administrator sets another term.',
    ),
    say(
      'They can withdraw at any door, at any time, without a reason. Their record is erased there at once, at the hub and at every door that is connected within seconds, and at other doors as soon as they are. The logs keep their visits until their time is over, under a number and without the name. The number of their record is kept, so that no backup and no door brings them back.',
    ),
  ];
}

function points(say: typeof msg, stored: string, purpose: string, withdrawal: string): string {
  return pointsText([
    { title: say('What is stored'), text: stored },
    { title: say('What it is for'), text: purpose },
    { title: say('How to withdraw'), text: withdrawal },
  ]);
}

/** Whether an own text says of the log what the built-in text of before said, and what never was so. */
export function saysLogIsNameless(texts: readonly string[], says: readonly (typeof msg)[]): boolean {
  return says.some((say) => {
    const wrong = say(
      'Only to recognise you at this door. The log of the door holds no picture and no name.',
    );
    const sentence = wrong.slice(wrong.indexOf('. ') + 2);
    return texts.some((text) => text.includes(sentence));
  });
}
