/**
 * @file What people agree to where the site has no text of its own. Give `BUILT_IN_TEXT_VERSION` a new value with
 * every change of the text: each consent stores it.
 */
import { msg } from '@lit/localize';
import type { ConsentKind } from '../core/site/consent-text.ts';

/** One point of the text. The retention date is no part of it, since it differs from person to person. */
export interface ConsentPoint {
  readonly about: 'stored' | 'purpose' | 'withdrawal';
  readonly title: string;
  readonly text: string;
}

/** @param say - Says it in another language than the one shown. */
export function builtInConsent(kind: ConsentKind, say: typeof msg = msg): readonly ConsentPoint[] {
  const faceless = kind === 'faceless';
  return [
    {
      about: 'stored',
      title: say('What is stored'),
      text: faceless
        ? say(
            'Your name, your badge number and a PIN that you choose. Of the PIN only a hash is kept, from which nobody here can read it. It is sealed on this device. Nothing of your face is stored.',
          )
        : say(
            'A numeric template made from your face, with your name and, if you like, a badge number and a hash of a PIN. It is sealed on this device. No photo and no video is kept.',
          ),
    },
    {
      about: 'purpose',
      title: say('What it is for'),
      text: faceless
        ? say(
            'Only to let you in at this door. The camera looks for faces there all the same, and matches yours with nobody. The log of the door holds no picture and no name.',
          )
        : say('Only to recognise you at this door. The log of the door holds no picture and no name.'),
    },
    {
      about: 'withdrawal',
      title: say('How to withdraw'),
      text: faceless
        ? say('Tell the operator at any time, without a reason. All of it is erased at once.')
        : say('Tell the operator at any time, without a reason. The template is erased at once.'),
    },
  ];
}

/** The same as plain text, which the administrator may edit. */
export function builtInConsentText(kind: ConsentKind, say: typeof msg = msg): string {
  return builtInConsent(kind, say)
    .map(({ title, text }) => `${title}\n${text}`)
    .join('\n\n');
}
