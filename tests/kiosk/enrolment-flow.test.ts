/** @file An enrolment from consent to the store, without a page: every way through it, and every way out of it. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { named } from '../../simulator/builders.ts';
import type { SubjectDetails } from '../../src/core/enrolment/details.ts';
import type { CaptureResult } from '../../src/core/enrolment/types.ts';
import { type EntryNeeds, NO_NEEDS } from '../../src/core/enrolment/entry-needs.ts';
import { BUILT_IN_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import type { NamedPerson } from '../../src/core/template/types.ts';
import { EnrolmentFlow, type LookAlikeChoice } from '../../src/kiosk/enrolment-flow.ts';
import { isPin } from '../../src/storage/keys/pin.ts';
import { freshStore, subjectsOf } from '../storage/support.ts';
import { captureOf, KIN, PERSON, STRANGER, TestKiosk } from './enrolment-kiosk.ts';

const ADA = { name: 'Ada', badge: 'A1' };
const PIN = '402857';
const AS_BEFORE: LookAlikeChoice = { decided: 'asBefore', newBadges: new Map() };
const ONE_DAY_MS = 86_400_000;

let kiosk: TestKiosk;
let flow: EnrolmentFlow;
let changes: number;

beforeEach(async () => {
  changes = 0;
  kiosk = new TestKiosk((await freshStore()).store);
  flow = new EnrolmentFlow(
    () => kiosk,
    () => (changes += 1),
  );
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Somebody agrees, and says who they are. */
async function tell(
  details: SubjectDetails,
  pin: string | null = null,
  needs: EntryNeeds = NO_NEEDS,
): Promise<void> {
  flow.agreed(Date.now(), 'en');
  await flow.detailed({ details, pin, needs });
}

/** As `tell`, and stands before the camera. */
async function enrol(
  face: Float32Array | CaptureResult,
  details: SubjectDetails = ADA,
  pin: string | null = null,
): Promise<void> {
  await tell(details, pin);
  await flow.captured('candidates' in face ? face : captureOf(face));
}

/** Enrols `face` under that name, and begins with the next person. */
async function enrolled(face: Float32Array, name: string, badge: string | null = null): Promise<NamedPerson> {
  await enrol(face, { name, badge });
  if (flow.step === 'lookalike') await flow.save(AS_BEFORE);
  const { saved } = flow;
  expect(saved?.name).toBe(name);
  flow.begin();
  return saved!;
}

async function storedNames(): Promise<readonly string[]> {
  return (await subjectsOf(kiosk.store)).subjects.map(({ name }) => name).sort();
}

describe('consent', () => {
  it('comes first, and nothing is stored before it', async () => {
    expect(flow.step).toBe('consent');
    await flow.save();
    expect(await storedNames()).toEqual([]);
    expect(flow.step).toBe('consent');
  });

  it('records when it was given, and for how long it holds', async () => {
    const atMs = Date.now() - 5_000;
    flow.agreed(atMs, 'en');
    expect(flow.step).toBe('details');
    await flow.detailed({ details: ADA, pin: null, needs: NO_NEEDS });
    await flow.captured(captureOf(PERSON));
    expect(flow.saved?.consent).toEqual({
      textVersion: `${BUILT_IN_TEXT_VERSION.face}+90d/en`,
      givenAtMs: atMs,
      retainUntilMs: atMs + 30 * ONE_DAY_MS,
    });
  });

  it.each([
    [
      'the built-in text in the page’s language',
      null,
      'ru',
      undefined,
      `${BUILT_IN_TEXT_VERSION.face}+90d/ru`,
    ],
    ['the site’s text in the page’s language', { en: 'Yes?', ru: 'Да?' }, 'ru', 'Да?', 'site-3+90d/ru'],
    ['the site’s text in English where there is no other', { en: 'Yes?' }, 'ru', 'Yes?', 'site-3+90d/en'],
    ['the site’s text in the only language there is', { ru: 'Да?' }, 'en', 'Да?', 'site-3+90d/ru'],
  ])('records %s', (_, texts, language, shown, recorded) => {
    kiosk.site.rules.consent = { ...kiosk.site.rules.consent, face: { revision: 3, texts } };
    expect(flow.siteText(language)?.text).toBe(shown);
    flow.agreed(1, language);
    expect(flow.draft.agreedText).toBe(recorded);
  });

  it('is asked for with the other text without a face', () => {
    kiosk.site.rules.consent = {
      ...kiosk.site.rules.consent,
      faceless: { revision: 2, texts: { en: 'A PIN?' } },
    };
    expect(flow.siteText('en')).toBeNull();
    flow.switchConsent();
    expect(flow.step).toBe('consent');
    expect(flow.siteText('en')?.text).toBe('A PIN?');
    flow.agreed(1, 'en');
    expect(flow.draft.agreedText).toBe('site-2-faceless+90d/en');
    kiosk.site.logDays = null;
    flow.agreed(1, 'en');
    expect(flow.draft.agreedText).toBe('site-2-faceless+always/en');
  });

  it('can be looked at again from the details', () => {
    flow.agreed(1, 'en');
    flow.back();
    expect(flow.step).toBe('consent');
  });
});

describe('details', () => {
  it('lead on to the camera, and store no PIN in the clear', async () => {
    await tell(ADA, PIN);
    expect(flow.step).toBe('capture');
    expect(flow.draft.details).toEqual(ADA);
    expect(JSON.stringify(flow.draft)).not.toContain(PIN);
    expect(await isPin(PIN, flow.draft.pin)).toBe(true);
  });

  it('may not take the badge of somebody else, but may keep one’s own', async () => {
    const ada = await enrolled(PERSON, 'Ada', 'A1');
    expect(flow.badgesInUse).toEqual(['A1']);
    flow.begin(ada);
    expect(flow.badgesInUse).toEqual([]);
    expect(flow.draft.details).toEqual(ADA);
  });
});

describe('a finished capture', () => {
  it('of somebody new is stored at once, with its entry in the log', async () => {
    await enrol(PERSON);
    expect(flow.step).toBe('done');
    expect(flow.saved).toMatchObject({ ...ADA, pin: null, suspendedAtMs: null });
    expect(flow.saved?.meanQuality).toBeCloseTo(0.8);
    expect(flow.saved?.template?.views).toBe(1);
    expect(await storedNames()).toEqual(['Ada']);
    expect(await kiosk.logged()).toEqual(['enrolled']);
    expect(kiosk.people.subjects.size).toBe(1);
    expect(flow.draft).toMatchObject({ template: null, agreedText: '', details: { name: '' } });
  });

  it('that shows two people is refused', async () => {
    await enrol(captureOf(PERSON, STRANGER));
    expect(flow.step).toBe('failed');
    expect(flow.failure).toEqual({ kind: 'mixed' });
    expect(await storedNames()).toEqual([]);
    await flow.retry();
    expect(flow.step).toBe('capture');
    expect(flow.draft.details).toEqual(ADA);
  });

  it('that did not come about says what stood in the way', async () => {
    await tell(ADA);
    flow.captureFailed({ reason: 'timedOut', mostOften: 'tooDark' });
    expect(flow.step).toBe('failed');
    expect(flow.failure).toEqual({
      kind: 'capture',
      capture: { reason: 'timedOut', mostOften: 'tooDark' },
    });
  });

  it('fails where the models do not start', async () => {
    const stopped = new Error('no models');
    vi.spyOn(kiosk.pipeline, 'start').mockRejectedValue(stopped);
    await enrol(PERSON);
    expect(flow.failure).toEqual({ kind: 'error', error: stopped });
    expect(await storedNames()).toEqual([]);
  });
});

describe('views that are missing', () => {
  const STILL = { ...captureOf(PERSON), skipped: ['left', 'right', 'up', 'down'] } as const;

  it('are told before anything is stored, and the record keeps them where somebody goes on without them', async () => {
    await enrol(STILL);
    expect(flow.step).toBe('views');
    expect(flow.draft.skippedViews).toEqual(['left', 'right', 'up', 'down']);
    expect(await storedNames()).toEqual([]);
    await flow.goOnWithoutViews();
    expect(flow.step).toBe('done');
    expect(flow.saved?.skippedViews).toEqual(['left', 'right', 'up', 'down']);
    expect((await subjectsOf(kiosk.store)).subjects[0].skippedViews).toEqual(flow.saved?.skippedViews);
  });

  it('can be taken in another try, which alone counts', async () => {
    await enrol(STILL);
    flow.repeatCapture();
    expect(flow.step).toBe('capture');
    expect(flow.draft).toMatchObject({ template: null, repeats: 1, details: ADA });
    await flow.goOnWithoutViews();
    expect(await storedNames()).toEqual([]);
    await flow.captured({ ...captureOf(PERSON), skipped: ['up'] });
    expect(flow.step).toBe('views');
    expect(flow.draft.skippedViews).toEqual(['up']);
    flow.repeatCapture();
    await flow.captured(captureOf(PERSON));
    expect(flow.step).toBe('done');
    expect(flow.saved?.skippedViews).toEqual([]);
  });

  it('are told of before the question for somebody who is enrolled already, which is asked all the same', async () => {
    await enrolled(PERSON, 'Ada');
    await enrol(STILL, { name: 'Eve', badge: 'E1' });
    expect(flow.step).toBe('views');
    await flow.goOnWithoutViews();
    expect(flow.step).toBe('duplicate');
    expect(await storedNames()).toEqual(['Ada']);
  });

  it('are those too whose pictures the template leaves out because they do not fit the others', async () => {
    const faces = [PERSON, PERSON, PERSON, STRANGER].map((embedding, at) => ({
      embedding,
      overall: 0.8,
      poseName: at === 3 ? ('left' as const) : ('frontal' as const),
    }));
    await enrol({ ...captureOf(PERSON), candidates: faces });
    expect(flow.step).toBe('views');
    expect(flow.draft.skippedViews).toEqual(['left']);
  });
});

describe('a face that is enrolled already', () => {
  let ada: NamedPerson;

  beforeEach(async () => {
    ada = await enrolled(PERSON, 'Ada', 'A1');
  });

  it('is put to the operator, and nothing is stored meanwhile', async () => {
    await enrol(PERSON, { name: 'Eve', badge: 'E1' });
    expect(flow.step).toBe('duplicate');
    expect(flow.draft.duplicates.map(({ name }) => name)).toEqual(['Ada']);
    expect(await storedNames()).toEqual(['Ada']);
  });

  it('renews the record when it is the same person, who keeps the name, the badge and the id', async () => {
    await enrol(PERSON, { name: 'Eve', badge: 'E1' });
    await flow.samePerson(flow.draft.duplicates[0]);
    expect(flow.step).toBe('done');
    expect(flow.saved).toMatchObject({ id: ada.id, ...ADA });
    expect(flow.draft.again?.id).toBe(ada.id);
    expect(await storedNames()).toEqual(['Ada']);
    expect(await kiosk.logged()).toEqual(['enrolled', 'reenrolled']);
  });

  it('of another person is stored once the operator has read the warning', async () => {
    await enrol(PERSON, { name: 'Eve', badge: 'E1' });
    await flow.differentPerson();
    expect(flow.step).toBe('lookalike');
    expect(flow.draft.lookAlikes.map(({ name }) => name)).toEqual(['Ada']);
    expect(await storedNames()).toEqual(['Ada']);
    await flow.save();
    expect(await storedNames()).toEqual(['Ada']);
    await flow.save(AS_BEFORE);
    expect(await storedNames()).toEqual(['Ada', 'Eve']);
  });

  it('is found while its record is suspended', async () => {
    await kiosk.store.changeSubject(ada.id, { suspendedAtMs: 5 }, Date.now());
    await kiosk.people.refresh();
    await enrol(PERSON, { name: 'Eve', badge: 'E1' });
    expect(flow.step).toBe('duplicate');
    await flow.samePerson(flow.draft.duplicates[0]);
    expect(flow.saved?.suspendedAtMs).toBe(5);
  });

  it('takes a new PIN over only where a badge is on record', async () => {
    const bob = await enrolled(STRANGER, 'Bob');
    await enrol(STRANGER, { name: 'Robert', badge: 'R1' }, PIN);
    await flow.samePerson(flow.draft.duplicates[0]);
    expect(flow.saved).toMatchObject({ id: bob.id, badge: null, pin: null });
    flow.begin();
    await enrol(PERSON, { name: 'Eve', badge: 'E1' }, PIN);
    await flow.samePerson(flow.draft.duplicates[0]);
    expect(flow.saved).toMatchObject({ id: ada.id, badge: 'A1' });
    expect(flow.saved?.pin).not.toBeNull();
  });
});

describe('a look-alike', () => {
  const ruleOf = async (name: string) =>
    (await subjectsOf(kiosk.store)).subjects.find((subject) => subject.name === name)?.entryRule;
  const events = async () =>
    (await kiosk.store.auditEntries())
      .map(({ event }) => event)
      .filter(({ kind }) => kind !== 'passphraseSet');

  it('is named before anything is stored', async () => {
    await enrolled(PERSON, 'Ada');
    await enrol(KIN, { name: 'Eve', badge: 'E1' });
    expect(flow.step).toBe('lookalike');
    expect(flow.draft.lookAlikes.map(({ name }) => name)).toEqual(['Ada']);
    expect(await storedNames()).toEqual(['Ada']);
    await flow.save();
    expect(await storedNames()).toEqual(['Ada']);
    await flow.save(AS_BEFORE);
    expect(flow.step).toBe('done');
    expect(await storedNames()).toEqual(['Ada', 'Eve']);
  });

  it('and the newcomer are both asked for badge or PIN, in one step with the enrolment', async () => {
    const ada = await enrolled(PERSON, 'Ada');
    await enrol(KIN, { name: 'Eve', badge: null });
    const newBadges = new Map([
      [null, 'E1'],
      [ada.id, 'A7'],
    ]);
    await flow.save({ decided: 'faceAndHeld', newBadges });
    const eve = flow.saved!;
    expect(eve).toMatchObject({ badge: 'E1', entryRule: 'faceAndHeld' });
    expect(kiosk.people.subjects.get(ada.id)).toMatchObject({ badge: 'A7', entryRule: 'faceAndHeld' });
    expect((await events()).slice(1)).toEqual([
      { kind: 'enrolled', subjectId: eve.id },
      { kind: 'entryRuleSet', subjectId: eve.id, rule: 'faceAndHeld' },
      { kind: 'lookAlikes', subjectId: eve.id, lookAlikeIds: [ada.id], decided: 'faceAndHeld' },
      { kind: 'edited', subjectId: ada.id },
      { kind: 'entryRuleSet', subjectId: ada.id, rule: 'faceAndHeld' },
    ]);
  });

  it('keeps their rule where the operator decides so, and the log says that they did', async () => {
    const ada = await enrolled(PERSON, 'Ada', 'A1');
    await enrol(KIN, { name: 'Eve', badge: 'E1' });
    await flow.save(AS_BEFORE);
    expect([await ruleOf('Ada'), await ruleOf('Eve')]).toEqual(['face', 'face']);
    expect((await events()).slice(2)).toEqual([
      { kind: 'lookAlikes', subjectId: flow.saved!.id, lookAlikeIds: [ada.id], decided: 'asBefore' },
    ]);
  });

  it('who is gone meanwhile leaves nobody half stored', async () => {
    const ada = await enrolled(PERSON, 'Ada', 'A1');
    await enrol(KIN, { name: 'Eve', badge: 'E1' });
    await kiosk.store.eraseSubject(ada.id, Date.now());
    await flow.save({ decided: 'faceAndHeld', newBadges: new Map() });
    expect(flow.step).toBe('failed');
    expect(await storedNames()).toEqual([]);
  });
});

describe('what the door asks of somebody', () => {
  const NEEDS: EntryNeeds = { entryRule: 'faceAndHeld', accommodations: ['light', 'blink'] };

  it('is stored with the enrolment, stays when they enrol anew, and is logged without what it is', async () => {
    await tell(ADA, PIN, NEEDS);
    await flow.captured(captureOf(PERSON));
    expect(flow.saved).toMatchObject(NEEDS);
    flow.begin(flow.saved);
    expect(flow.draft.needs).toEqual(NEEDS);
    await tell(ADA, null, flow.draft.needs);
    await flow.captured(captureOf(PERSON));
    expect(flow.saved).toMatchObject(NEEDS);
    const log = await kiosk.store.auditEntries();
    expect(log.slice(1).map(({ event }) => event.kind)).toEqual([
      'enrolled',
      'entryRuleSet',
      'accommodated',
      'reenrolled',
    ]);
    expect(JSON.stringify(log)).not.toMatch(/light|blink/u);
  });

  it('goes into the record that the face already has, with the badge and PIN that it needs', async () => {
    const bob = await enrolled(STRANGER, 'Bob');
    await tell({ name: 'Robert', badge: 'R1' }, PIN, NEEDS);
    await flow.captured(captureOf(STRANGER));
    await flow.samePerson(flow.draft.duplicates[0]);
    expect(flow.saved).toMatchObject({ id: bob.id, name: 'Bob', badge: 'R1', ...NEEDS });
    expect(await isPin(PIN, flow.saved!.pin)).toBe(true);
  });
});

describe('somebody who enrols anew', () => {
  it('with the face on record is asked nothing', async () => {
    const ada = await enrolled(PERSON, 'Ada', 'A1');
    flow.begin(ada);
    await enrol(PERSON);
    expect(flow.step).toBe('done');
    expect(flow.saved?.id).toBe(ada.id);
    expect(await kiosk.logged()).toEqual(['enrolled', 'reenrolled']);
  });

  it('with another face is stored only if the operator says so', async () => {
    const ada = await enrolled(PERSON, 'Ada', 'A1');
    flow.begin(ada);
    await enrol(STRANGER);
    expect(flow.step).toBe('lookalike');
    expect(flow.draft.differsFromRecord).toBe(true);
    expect((await subjectsOf(kiosk.store)).subjects[0].template?.embeddings).toEqual([PERSON]);
    await flow.save();
    expect((await subjectsOf(kiosk.store)).subjects[0].template?.embeddings).toEqual([STRANGER]);
  });

  it('keeps the PIN unless a new one is typed', async () => {
    await enrol(PERSON, ADA, PIN);
    const before = flow.saved!;
    flow.begin(before);
    await enrol(PERSON);
    expect(flow.saved?.pin).toEqual(before.pin);
    flow.begin(flow.saved);
    await enrol(PERSON, ADA, '730519');
    expect(await isPin('730519', flow.saved!.pin)).toBe(true);
  });
});

describe('without a face', () => {
  it('badge and PIN are stored as soon as they are typed, and no camera plays a part', async () => {
    const camera = vi.spyOn(kiosk.pipeline, 'start');
    flow.switchConsent();
    await tell(ADA, PIN);
    expect(flow.step).toBe('done');
    expect(flow.saved).toMatchObject({ ...ADA, template: null, meanQuality: null });
    expect(flow.saved?.consent.textVersion).toBe(`${BUILT_IN_TEXT_VERSION.faceless}+90d/en`);
    expect(await isPin(PIN, flow.saved!.pin)).toBe(true);
    expect(await kiosk.logged()).toEqual(['enrolled']);
    expect(camera).not.toHaveBeenCalled();
  });

  it('somebody enrols anew without one, too, or with a face after all', async () => {
    flow.switchConsent();
    await tell(ADA, PIN);
    flow.begin(flow.saved);
    expect(flow.draft.faceless).toBe(true);
    flow.switchConsent();
    await enrol(PERSON);
    expect(flow.saved).toMatchObject(ADA);
    expect(flow.saved?.template).not.toBeNull();
    expect(await kiosk.logged()).toEqual(['enrolled', 'reenrolled']);
  });

  it('goes back to the details after a failure', async () => {
    flow.switchConsent();
    flow.agreed(Date.now(), 'en');
    kiosk.locked = true;
    await flow.detailed({ details: ADA, pin: PIN, needs: NO_NEEDS });
    expect(flow.step).toBe('failed');
    await flow.retry();
    expect(flow.step).toBe('details');
  });
});

describe('a failure while storing', () => {
  /** The database takes no entry of the log any more. */
  function fillTheDisk() {
    return vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
  }

  it('stores neither the person nor the entry, and keeps what was said', async () => {
    const full = fillTheDisk();
    await enrol(PERSON, ADA, PIN);
    expect(flow.step).toBe('failed');
    expect(flow.failure).toMatchObject({ kind: 'error', error: { code: 'quotaExceeded' } });
    expect(flow.saved).toBeNull();
    full.mockRestore();
    expect(await storedNames()).toEqual([]);
    expect(await kiosk.logged()).toEqual([]);
    await flow.retry();
    expect(flow.step).toBe('capture');
    await flow.captured(captureOf(PERSON));
    expect(flow.saved).toMatchObject(ADA);
    expect(await isPin(PIN, flow.saved!.pin)).toBe(true);
    expect(await kiosk.logged()).toEqual(['enrolled']);
  });

  it('leaves the old record as it was', async () => {
    const ada = await enrolled(PERSON, 'Ada', 'A1');
    flow.begin(ada);
    const full = fillTheDisk();
    await enrol(PERSON, { name: 'Ada Lovelace', badge: 'A1' });
    full.mockRestore();
    expect(flow.step).toBe('failed');
    expect((await subjectsOf(kiosk.store)).subjects.map(named)).toEqual([ada]);
  });

  it('of the gallery alone says that the person is stored', async () => {
    kiosk.unread = 1;
    await enrol(PERSON);
    expect(flow.step).toBe('failed');
    expect(flow.failure).toMatchObject({ kind: 'notRefreshed', error: { code: 'unavailable' } });
    expect(await storedNames()).toEqual(['Ada']);
  });

  it('of the gallery alone is tried again without storing anybody twice', async () => {
    kiosk.unread = 2;
    await enrol(PERSON);
    await flow.retry();
    expect(flow.failure?.kind).toBe('notRefreshed');
    await flow.retry();
    expect(flow.step).toBe('done');
    expect(await kiosk.logged()).toEqual(['enrolled']);
    kiosk.unread = 1;
    flow.begin();
    await enrol(STRANGER, { name: 'Bob', badge: 'B1' });
    // The operator gives up, and begins with the same person anew.
    flow.begin();
    await enrol(STRANGER, { name: 'Bob', badge: null });
    expect(flow.step).toBe('duplicate');
    expect(flow.draft.duplicates.map(({ name }) => name)).toEqual(['Bob']);
    expect(await storedNames()).toEqual(['Ada', 'Bob']);
  });

  it('comes of a kiosk that was locked meanwhile', async () => {
    await enrolled(PERSON, 'Ada');
    await enrol(KIN, { name: 'Eve', badge: 'E1' });
    kiosk.locked = true;
    await flow.save(AS_BEFORE);
    expect(flow.failure).toMatchObject({ kind: 'error', error: { code: 'locked' } });
    expect(await storedNames()).toEqual(['Ada']);
  });
});

describe('giving up', () => {
  /** Forgets all of it; nobody but Ada is in the store. */
  async function expectNothingLeft(): Promise<void> {
    expect(flow.draft).toEqual(new EnrolmentFlow(() => kiosk, vi.fn()).draft);
    expect(await storedNames()).toEqual(['Ada']);
    expect(await kiosk.logged()).toEqual(['enrolled']);
  }

  beforeEach(async () => {
    await enrolled(PERSON, 'Ada', 'A1');
  });

  it.each<[string, () => void | Promise<void>]>([
    ['consent', () => flow.agreed(1, 'en')],
    ['the details', () => tell({ name: 'Eve', badge: 'E1' })],
    ['the question for a duplicate', () => enrol(PERSON, { name: 'Eve', badge: 'E1' })],
    ['the warning of a look-alike', () => enrol(KIN, { name: 'Eve', badge: 'E1' })],
    ['a failure', () => flow.captureFailed({ reason: 'timedOut', mostOften: null })],
  ])('after %s leaves nothing behind', async (_, reach) => {
    await reach();
    flow.begin();
    expect(flow.step).toBe('consent');
    await expectNothingLeft();
  });

  it('while the capture is reviewed stores nobody', async () => {
    const pipeline = await kiosk.pipeline.start();
    const start = vi.spyOn(kiosk.pipeline, 'start').mockImplementation(() => {
      flow.begin();
      return Promise.resolve(pipeline);
    });
    await enrol(STRANGER, { name: 'Eve', badge: 'E1' });
    expect(start).toHaveBeenCalledOnce();
    expect(flow.step).toBe('consent');
    await expectNothingLeft();
  });

  it('while the PIN is hashed stores nobody', async () => {
    flow.switchConsent();
    flow.agreed(1, 'en');
    const running = flow.detailed({ details: { name: 'Eve', badge: 'E1' }, pin: PIN, needs: NO_NEEDS });
    flow.forget();
    await running;
    await expectNothingLeft();
  });

  it('leads to the list of people, too', async () => {
    await enrol(KIN, { name: 'Eve', badge: 'E1' });
    flow.showPeople();
    expect(flow.step).toBe('people');
    await expectNothingLeft();
  });
});

describe('EnrolmentFlow', () => {
  it('stores once what is pressed twice', async () => {
    await enrolled(PERSON, 'Ada');
    await enrol(KIN, { name: 'Eve', badge: 'E1' });
    await Promise.all([flow.save(AS_BEFORE), flow.save(AS_BEFORE)]);
    expect(await storedNames()).toEqual(['Ada', 'Eve']);
    expect(await kiosk.logged()).toEqual(['enrolled', 'enrolled']);
  });

  it('enrols nobody while a video file stands in for the camera, and still shows who is enrolled', () => {
    kiosk.demo = true;
    expect(flow.step).toBe('demo');
    flow.showPeople();
    expect(flow.step).toBe('people');
  });

  it('tells of every step', async () => {
    await enrol(PERSON);
    // Details, capture, done.
    expect(changes).toBe(3);
  });
});
