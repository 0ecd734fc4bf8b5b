/** @file What people have agreed to whose photos are enrolled. `importedConsent` of the locales says the same. */

/** The date on which the record is erased comes after them. */
export const CONSENT_TO_PHOTOS = [
  'Numbers computed from their photos are kept with their name, sealed, on the kiosk, to recognise them at the door. ' +
    'The photos themselves are not kept.',
  'The log keeps each time that the door knows them: date, time, what came of it, and how clearly the door knew them. ' +
    'Operators and administrators see it with the name.',
  'The log is kept for as long as the kiosk’s settings say: a year, unless the administrator sets another term.',
  'They can withdraw at any time without a reason. Their record is erased at once; the log keeps their visits until ' +
    'their time is over, under a number and without the name.',
] as const;
