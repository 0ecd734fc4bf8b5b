/** @file Boots the fleet's console: styles, words and `<fleet-console>`. A page of its own; no kiosk loads it. */
import '@awesome.me/webawesome/dist/styles/themes/default.css';
// The words of its own that it has for assistive technology.
import '@awesome.me/webawesome/dist/translations/ar.js';
import '@awesome.me/webawesome/dist/translations/ru.js';
import './ui/tokens.css';
import './ui/shell/system-icons.ts';
import './console/app.ts';
import { CONSOLE_WORDS } from './console/words.ts';
import { appendUnseen } from './ui/shell/unseen.ts';
import { guardScripts } from './runtime/trusted-types.ts';
import { followColourScheme } from './ui/shell/colour-scheme.ts';
import { addWords, showKioskLanguage } from './locales/language.ts';
import { doArgon2 } from './storage/keys/argon2.ts';
import { doCountGuesses } from './storage/keys/count-guesses.ts';
import { argon2Elsewhere } from './workers/argon2-link.ts';
import { guessesElsewhere } from './workers/guesses-link.ts';
import { sitePeopleElsewhere } from './workers/site-people-link.ts';

guardScripts();
doArgon2(argon2Elsewhere);
doCountGuesses(guessesElsewhere);
followColourScheme();
addWords(CONSOLE_WORDS);
await showKioskLanguage();

const app = document.createElement('fleet-console');
app.startPeople = sitePeopleElsewhere;
// Loaded where somebody is enrolled, and by no other visit. The console lies in a folder of the site.
app.startExaminer = async (signal) => {
  const { openPhotoExaminer } = await import('./workers/photo-examiner.ts');
  return openPhotoExaminer({ baseUrl: new URL('..', document.baseURI).href, signal });
};
// Tests look into it, in a build of their own.
if (import.meta.env.MODE === 'production') appendUnseen(app);
else document.body.append(app);
