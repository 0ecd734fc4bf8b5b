// @vitest-environment happy-dom
/** @file The steps of an enrolment: what each asks, and what it hands on. */
import { describe, expect, it } from 'vitest';
import '../../../enroll/steps/consent-step.ts';
import '../../../enroll/steps/details-step.ts';
import '../../../enroll/steps/end-steps.ts';
import '../../../enroll/steps/question-steps.ts';
import '../../../enroll/steps/views-step.ts';
import type { KioskEnrolDetails } from '../../../enroll/steps/details-step.ts';
import {
  all,
  buttonsOf,
  field,
  find,
  heard,
  mount,
  press,
  settle,
  tick,
  type,
  wordsOf,
} from '../../ui/support/mount.ts';
import { showLanguage } from '../../../src/locales/language.ts';
import { NO_NEEDS } from '../../../src/core/enrolment/entry-needs.ts';
import { makeFacelessSubject, makeSubject, named } from '../../../simulator/builders.ts';

const ADA = named(makeSubject(1, { name: 'Ada', badge: 'A1' }));
const BOB = named(makeSubject(2, { name: 'Bob', badge: null }));
const PIN = '402857';

describe('kiosk-enrol-consent', () => {
  it.each([
    ['Yes, I agree', true],
    ['No, go back', false],
  ])('hands on the answer “%s”', async (button, answer) => {
    const step = await mount('kiosk-enrol-consent');
    const answers = heard(step, 'answer');
    await press(step, button);
    expect(answers).toEqual([answer]);
  });

  it('says for how long, and that nothing is stored before', async () => {
    const retainUntilMs = new Date(2027, 2, 4).getTime();
    const words = wordsOf(await mount('kiosk-enrol-consent', { retentionDays: 30, retainUntilMs }));
    expect(words).toContain('March 4, 2027 (30 days)');
    expect(words).toContain('Nothing is stored before you say yes.');
    expect(words).toContain('May this door remember your face?');
  });

  it('says what the log keeps with a name, and for how long', async () => {
    const step = await mount('kiosk-enrol-consent', { logTerm: 90 });
    expect(wordsOf(step)).toContain('What the log keeps of your visits');
    expect(wordsOf(step)).toContain('shown with your name');
    expect(wordsOf(step)).toContain('is removed after 90 days and a week.');
    expect(wordsOf(await mount('kiosk-enrol-consent', { logTerm: 'always' }))).toContain(
      'stays without an end',
    );
  });

  it('offers a way in without a face only where this door has one', async () => {
    const offer = 'You can also enter without your face.';
    expect(wordsOf(await mount('kiosk-enrol-consent', { otherway: true }))).toContain(offer);
    expect(wordsOf(await mount('kiosk-enrol-consent'))).not.toContain(offer);
  });

  it('asks for a PIN instead of a face, and leads back', async () => {
    const step = await mount('kiosk-enrol-consent', { faceless: true });
    expect(wordsOf(find(step, 'h1'))).toBe('May this door keep your badge number and a PIN?');
    const switched = heard(step, 'switch');
    await press(step, 'Use my face after all');
    expect(switched).toHaveLength(1);
  });

  it('asks by name who enrols anew', async () => {
    const step = await mount('kiosk-enrol-consent', { again: 'Ada' });
    expect(wordsOf(find(step, 'h1'))).toBe('Ada, may this door remember your face again?');
  });

  it('marks words that a machine translated', async () => {
    await showLanguage('ar');
    const step = await mount('kiosk-enrol-consent');
    expect(wordsOf(find(step, '[role=note]'))).toMatch(/^ترجمت آلة/u);
    await showLanguage('ru');
    await settle();
    expect(all(step, '[role=note]')).toEqual([]);
    await showLanguage('en');
  });

  it('shows the administrator’s own words instead, in their language, and still for how long', async () => {
    const own = { text: 'Можно?', language: 'ru' };
    const step = await mount('kiosk-enrol-consent', { own, retentionDays: 30 });
    expect(wordsOf(find(step, '.own'))).toBe('Можно?');
    expect(find(step, '.own').lang).toBe('ru');
    expect(find(step, '.own').dir).toBe('ltr');
    expect(wordsOf(step)).toContain('(30 days)');
    expect(wordsOf(step)).not.toContain('What is stored');
  });
});

describe('kiosk-enrol-views', () => {
  it('names what is missing in words, and asks whether to repeat or to go on without', async () => {
    const step = await mount('kiosk-enrol-views', { skipped: ['left', 'right', 'up'] });
    expect(wordsOf(find(step, 'h1'))).toBe('2 of 5 views of the face taken');
    expect(wordsOf(find(step, 'kiosk-note'))).toBe('Missing: left, right, up');
    const [repeat, accept, cancel] = ['repeat', 'accept', 'cancel'].map((event) => heard(step, event));
    await press(step, 'Repeat');
    expect([repeat.length, accept.length]).toEqual([1, 0]);
    await press(step, 'Enrol without them');
    await press(step, 'Cancel, store nothing');
    expect([repeat.length, accept.length, cancel.length]).toEqual([1, 1, 1]);
  });
});

describe('kiosk-enrol-details', () => {
  async function details(properties: Partial<KioskEnrolDetails> = {}) {
    const step = await mount('kiosk-enrol-details', properties);
    return { step, handedOn: heard(step, 'details') };
  }

  it('hands on name, badge number and PIN', async () => {
    const { step, handedOn } = await details();
    await type(step, 'Name', 'Ada');
    await type(step, 'Badge number (optional)', 'a1');
    await type(step, 'PIN (optional)', PIN);
    await type(step, 'The same PIN again', PIN);
    await press(step, 'Go on to the camera');
    expect(handedOn).toEqual([{ details: { name: 'Ada', badge: 'A1' }, pin: PIN, needs: NO_NEEDS }]);
  });

  it('needs a name and nothing else for a face', async () => {
    const { step, handedOn } = await details();
    await press(step, 'Go on to the camera');
    expect(wordsOf(find(step, '[role=alert]'))).toBe('Enter a name.');
    await type(step, 'Name', 'Ada');
    await press(step, 'Go on to the camera');
    expect(handedOn).toEqual([{ details: { name: 'Ada', badge: null }, pin: null, needs: NO_NEEDS }]);
  });

  it('takes no badge number that somebody else has', async () => {
    const { step, handedOn } = await details({ badgesInUse: ['A1'] });
    await type(step, 'Name', 'Eve');
    await type(step, 'Badge number (optional)', 'a1');
    await press(step, 'Go on to the camera');
    expect(wordsOf(find(step, '[role=alert]'))).toContain('Somebody else has this badge number.');
    expect(handedOn).toEqual([]);
  });

  it('needs badge number and PIN of whom it shall know without a face', async () => {
    const { step, handedOn } = await details({ faceless: true });
    await type(step, 'Name', 'Ada');
    await press(step, 'Enrol without a face');
    expect(wordsOf(find(step, '[role=alert]'))).toContain('A PIN needs a badge number');
    await type(step, 'Badge number', 'a1');
    await press(step, 'Enrol without a face');
    expect(wordsOf(find(step, '[role=alert]'))).toContain('Let the person choose a PIN.');
    await type(step, 'PIN', PIN);
    await type(step, 'The same PIN again', PIN);
    await press(step, 'Enrol without a face');
    expect(handedOn).toEqual([{ details: { name: 'Ada', badge: 'A1' }, pin: PIN, needs: NO_NEEDS }]);
  });

  it('needs no new PIN of whom has one', async () => {
    const { step, handedOn } = await details({
      faceless: true,
      hasPin: true,
      initial: { name: 'Ada', badge: 'A1' },
    });
    expect(field(step, 'Name').value).toBe('Ada');
    await press(step, 'Enrol without a face');
    expect(handedOn).toEqual([{ details: { name: 'Ada', badge: 'A1' }, pin: null, needs: NO_NEEDS }]);
  });

  it('notes what the door asks, for whom has what it takes', async () => {
    const { step, handedOn } = await details();
    await type(step, 'Name', 'Ada');
    await tick(step, 'Ask for badge or PIN after the face');
    await press(step, 'Go on to the camera');
    expect(wordsOf(find(step, '[role=alert]'))).toContain('neither a badge nor a PIN');
    await type(step, 'Badge number (optional)', 'a1');
    await tick(step, 'Cannot look at coloured light');
    await press(step, 'Go on to the camera');
    expect(wordsOf(find(step, '[role=alert]'))).toContain('face, badge and PIN. Give them a badge and a PIN');
    expect(handedOn).toEqual([]);
    await type(step, 'PIN (optional)', PIN);
    await type(step, 'The same PIN again', PIN);
    await press(step, 'Go on to the camera');
    expect(handedOn).toMatchObject([{ needs: { entryRule: 'faceAndHeld', accommodations: ['light'] } }]);
  });

  it('leads back', async () => {
    const { step, handedOn } = await details();
    const back = heard(step, 'back');
    await press(step, 'Back');
    expect(back).toHaveLength(1);
    expect(handedOn).toEqual([]);
  });
});

describe('kiosk-enrol-duplicate', () => {
  it('asks whether it is the person on record, the likeliest first', async () => {
    const step = await mount('kiosk-enrol-duplicate', { duplicates: [ADA, BOB], name: 'Eve' });
    expect(wordsOf(find(step, 'h1'))).toBe('Already enrolled as Ada (badge A1)');
    expect(wordsOf(step)).toContain('It also matches Bob.');
    expect(wordsOf(step)).not.toMatch(/%|0\.\d/u);
    const same = heard(step, 'same');
    await press(step, 'It is Ada: renew the template');
    expect(same).toEqual([ADA]);
  });

  it.each([
    ['Enrol Eve as a different person', 'different'],
    ['Cancel, store nothing', 'cancel'],
  ])('hands on “%s”', async (button, event) => {
    const step = await mount('kiosk-enrol-duplicate', { duplicates: [ADA], name: 'Eve' });
    const answers = heard(step, event);
    await press(step, button);
    expect(answers).toHaveLength(1);
  });
});

describe('kiosk-enrol-lookalike', () => {
  const EVE = { name: 'Eve', badge: null, hasPin: false };
  const CAY = named(makeSubject(3, { name: 'Cay', badge: 'C1' }));
  const ASK = 'Enrol, and ask for badge or PIN';

  it('names who looks alike, and asks before it stores', async () => {
    const step = await mount('kiosk-enrol-lookalike', {
      lookAlikes: [ADA, CAY],
      newcomer: { ...EVE, badge: 'E1' },
    });
    expect(wordsOf(find(step, 'h1'))).toBe('Eve looks like Ada (badge A1), Cay (badge C1)');
    expect(wordsOf(step)).not.toContain('neither a badge nor a PIN');
    const [confirmed, cancelled] = [heard(step, 'confirm'), heard(step, 'cancel')];
    await press(step, ASK);
    await press(step, 'Enrol without changing the rules');
    await press(step, 'Cancel, store nothing');
    expect(confirmed).toEqual([
      { decided: 'faceAndHeld', newBadges: new Map() },
      { decided: 'asBefore', newBadges: new Map() },
    ]);
    expect(cancelled).toHaveLength(1);
  });

  it('has a badge number given to everybody who has nothing to show', async () => {
    const step = await mount('kiosk-enrol-lookalike', {
      lookAlikes: [ADA, BOB],
      newcomer: EVE,
      badgesInUse: ['A1'],
    });
    expect(wordsOf(step)).toContain('These have neither badge nor PIN.');
    const confirmed = heard(step, 'confirm');
    const [eve, bob] = all(step, 'kiosk-details-fields');
    await press(step, ASK);
    expect(wordsOf(find(eve, '[role=alert]'))).toBe('Enter a badge number.');
    await type(eve, 'Badge number', 'e1');
    for (const taken of ['a1', 'e1']) {
      await type(bob, 'Badge number', taken);
      await press(step, ASK);
      expect(wordsOf(find(bob, '[role=alert]'))).toContain('Somebody else has this badge number.');
    }
    expect(confirmed).toEqual([]);
    await type(bob, 'Badge number', 'b1');
    await press(step, ASK);
    expect(confirmed).toEqual([
      {
        decided: 'faceAndHeld',
        newBadges: new Map([
          [null, 'E1'],
          [BOB.id, 'B1'],
        ]),
      },
    ]);
  });

  it('doubts a face that is not the one on record', async () => {
    const newcomer = { name: 'Ada', badge: null, hasPin: false };
    const step = await mount('kiosk-enrol-lookalike', { newcomer, differsFromRecord: true });
    expect(wordsOf(find(step, 'h1'))).toBe('Is this really Ada?');
    expect(buttonsOf(step)).toEqual(['Cancel, store nothing', 'Yes, replace the template']);
    const confirmed = heard(step, 'confirm');
    await press(step, 'Yes, replace the template');
    expect(confirmed).toEqual([null]);
  });
});

describe('how an enrolment ends', () => {
  it('says who is enrolled, and how to withdraw', async () => {
    const words = wordsOf(await mount('kiosk-enrol-done', { subject: ADA }));
    expect(words).toContain('Ada is enrolled');
    expect(words).toContain('No photo was kept.');
    expect(words).toContain('To withdraw');
  });

  it('says which views the record lacks', async () => {
    const words = wordsOf(
      await mount('kiosk-enrol-done', { subject: { ...ADA, skippedViews: ['left', 'up'] } }),
    );
    expect(words).toContain('Enrolled without these views: left, up');
    expect(wordsOf(await mount('kiosk-enrol-done', { subject: { ...ADA, skippedViews: [] } }))).not.toContain(
      'without',
    );
  });

  it('says that a record is renewed, and what holds without a face', async () => {
    const subject = named(makeFacelessSubject(3));
    const words = wordsOf(await mount('kiosk-enrol-done', { subject, again: true }));
    expect(words).toContain(`The record of ${subject.name} is renewed`);
    expect(words).toContain('with badge number and PIN');
  });

  it.each([
    ['error', true],
    ['notRefreshed', false],
  ] as const)('says whether anything was stored (%s)', async (kind, nothingStored) => {
    const step = await mount('kiosk-enrol-failed', { failure: { kind, error: new Error('No room.') } });
    expect(wordsOf(step)).toContain('No room.');
    expect(wordsOf(step).includes('Nothing was stored.')).toBe(nothingStored);
    const retries = heard(step, 'retry');
    await press(step, 'Try again');
    expect(retries).toHaveLength(1);
  });
});
