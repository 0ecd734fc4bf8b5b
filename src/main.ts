/**
 * @file Boots the kiosk in both HTML pages: styles, the session, and `<kiosk-app>`, which begins at the path's page.
 */
import '@awesome.me/webawesome/dist/styles/themes/default.css';
// The words of its own that it has for assistive technology.
import '@awesome.me/webawesome/dist/translations/ar.js';
import '@awesome.me/webawesome/dist/translations/ru.js';
import './ui/tokens.css';
import './ui/shell/system-icons.ts';
import './ui/shell/app.ts';
import { appendUnseen } from './ui/shell/unseen.ts';
import { guardScripts } from './runtime/trusted-types.ts';
import { followColourScheme } from './ui/shell/colour-scheme.ts';
import { showKioskLanguage } from './locales/language.ts';
import { KioskSession } from './kiosk/session.ts';
import { doArgon2 } from './storage/keys/argon2.ts';
import { doCountGuesses } from './storage/keys/count-guesses.ts';
import { argon2Elsewhere } from './workers/argon2-link.ts';
import { guessesElsewhere } from './workers/guesses-link.ts';

guardScripts();
doArgon2(argon2Elsewhere);
doCountGuesses(guessesElsewhere);
// The address changes between door and enrolment while this document stays: what it names must not move with it.
for (const link of document.querySelectorAll<HTMLLinkElement>('link[href]'))
  link.href = new URL(link.href).href;
followColourScheme();
await showKioskLanguage();

const app = document.createElement('kiosk-app');
// This script lies one folder below the site's root, in a build as in development, whichever page loads it.
const script = import.meta.url;
app.session = new KioskSession(new URL('..', script).href);
addEventListener('error', ({ error, message }) => {
  app.session.noteError(error ?? message);
});
addEventListener('unhandledrejection', ({ reason }) => {
  app.session.noteError(reason);
});
app.loadEnrolment = () => import('../enroll/enrol-page.ts');
// Tools and tests read the session through this element, in a build of their own.
if (import.meta.env.MODE === 'production') appendUnseen(app);
else document.body.append(app);
