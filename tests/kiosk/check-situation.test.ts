/** @file Which situation the door is in, and what it offers then. */
import { NOBODY_CLAIMED } from '../../src/kiosk/claim.ts';
import { describe, expect, it } from 'vitest';
import type { DecisionView } from '../../src/core/decision/types.ts';
import { IDLE_VIEW } from '../../simulator/builders.ts';
import {
  mayUnclaim,
  offersPad,
  type SituatedSession,
  situationOf,
  type Visit,
} from '../../src/kiosk/check-situation.ts';

const LIVE = { kind: 'live', label: 'Camera', deviceId: 'a', widthPx: 640, heightPx: 480 } as const;
const SESSION: SituatedSession = {
  source: { state: LIVE },
  pipeline: { current: {} },
  people: {
    ...{ recognisable: 1, outdated: [], facesShare: null, readsLong: false, mode: 'identify' },
    names: { of: (id) => (id === 'a' ? 'Ada' : null) },
  },
  demo: false,
  site: { settings: { doorOutput: 'webhook' } },
  faceClosure: null,
  fleet: { isHubOverdue: false },
};
const VISIT: Visit = {
  pad: { kind: 'closed' },
  mayUsePin: false,
  trouble: null,
  view: IDLE_VIEW,
  hint: null,
  claimedId: null,
  stalled: false,
  opening: false,
  shining: false,
  hours: null,
  heldPad: null,
};

const PAD = {
  kind: 'open',
  asks: 'badgeAndPin',
  checking: false,
  problem: null,
  waitS: 0,
  instead: false,
} as const;

const kindOf = (session: Partial<SituatedSession>, visit: Partial<Visit> = {}) =>
  situationOf({ ...SESSION, ...session }, { ...VISIT, ...visit }).kind;

describe('situationOf', () => {
  it('looks for a face once camera and models run and somebody is enrolled', () => {
    expect(kindOf({})).toBe('live');
    expect(kindOf({ pipeline: { current: null } })).toBe('preparing');
    expect(kindOf({ source: { state: { kind: 'failed', reason: 'denied' } } })).toBe('noPicture');
    expect(kindOf({}, { stalled: true })).toBe('preparing');
  });

  it('says why nobody can be recognised, or leads to badge and PIN', () => {
    expect(kindOf({ people: { ...SESSION.people, recognisable: 0 } })).toBe('empty');
    expect(kindOf({ people: { ...SESSION.people, recognisable: 0, outdated: [{ id: 'a' }] } })).toBe(
      'outdated',
    );
    expect(kindOf({ people: { ...SESSION.people, recognisable: 0 } }, { mayUsePin: true })).toBe('pinOnly');
  });

  it('goes by badge and PIN while nobody is let in by face, whatever was shown before', () => {
    const closed = situationOf({ ...SESSION, faceClosure: 'modelLost' }, { ...VISIT, mayUsePin: true });
    expect(closed).toEqual({ kind: 'faceClosed', reason: 'modelLost', mayUsePin: true, share: null });
    expect(offersPad(closed)).toBe(true);
    const granted = { ...IDLE_VIEW, phase: 'granted' } as const;
    expect(kindOf({ faceClosure: 'modelLost' }, { view: granted })).toBe('faceClosed');
    const held = { ...IDLE_VIEW, held: { subjectId: 'a', factor: 'pin' } } as const;
    expect(kindOf({}, { view: held, heldPad: PAD })).toBe('held');
    expect(kindOf({ faceClosure: 'modelLost' }, { view: held, heldPad: PAD })).toBe('faceClosed');
    expect(kindOf({ faceClosure: 'modelLost' }, { pad: PAD })).toBe('pin');
  });

  it('lets in by badge and PIN alone while it reads many people, and says how far it is', () => {
    const people = { ...SESSION.people, facesShare: 0.4, readsLong: true };
    const reading = situationOf(
      { ...SESSION, people, faceClosure: 'reading' },
      { ...VISIT, mayUsePin: true },
    );
    expect(reading).toEqual({ kind: 'faceClosed', reason: 'reading', mayUsePin: true, share: 0.4 });
    expect(offersPad(reading)).toBe(true);
    const few = { ...people, readsLong: false };
    expect(kindOf({ people: few, faceClosure: 'reading' })).toBe('preparing');
  });

  it('asks who somebody is where badges come first, and then looks at anybody alike', () => {
    const verify = { people: { ...SESSION.people, mode: 'verify' } } as const;
    expect(kindOf(verify)).toBe('claim');
    expect(kindOf(verify, { claimedId: 'a' })).toBe('live');
    const outdated = { people: { ...verify.people, outdated: [{ id: 'a' }] } };
    const looks = ['a', 'b', NOBODY_CLAIMED].map((claimedId) =>
      situationOf({ ...SESSION, ...outdated }, { ...VISIT, claimedId }),
    );
    expect(looks[0]).toMatchObject({ kind: 'live', claimed: true, subjectName: null });
    expect(looks[1]).toEqual(looks[0]);
    expect(looks[2]).toEqual(looks[0]);
  });

  it('tells a door that opens nothing from one that has an output', () => {
    const none = { ...SESSION, site: { settings: { doorOutput: 'none' } } } as const;
    expect(situationOf(none, VISIT)).toMatchObject({ kind: 'live', opensNothing: true });
    expect(situationOf(SESSION, VISIT)).toMatchObject({ kind: 'live', opensNothing: false });
  });

  it('puts a door that does not open before everything else, and an open pad before the camera', () => {
    const pad = PAD;
    expect(kindOf({ pipeline: { current: null } }, { pad })).toBe('pin');
    expect(kindOf({}, { pad, trouble: 'unanswered' })).toBe('doorFailed');
  });

  it('asks a recognised person for what they hold, and offers no other way meanwhile', () => {
    const held = { subjectId: 'a', factor: 'pin' } as const;
    const view = { ...IDLE_VIEW, phase: 'awaitingHeld', held } as const;
    const situation = situationOf(SESSION, { ...VISIT, view, heldPad: { ...PAD, asks: 'pin' } });
    expect(situation).toMatchObject({ kind: 'held', held });
    expect(offersPad(situation)).toBe(false);
  });
});

it('offers badge and PIN, and takes a claim back, only while no attempt would suffer', () => {
  const during = (phase: DecisionView['phase']) =>
    situationOf(SESSION, { ...VISIT, view: { ...IDLE_VIEW, phase } });
  expect(offersPad(during('searching'))).toBe(true);
  expect(offersPad(during('challenging'))).toBe(false);
  expect(offersPad(during('granted'))).toBe(false);
  expect(offersPad({ kind: 'doorFailed', trouble: 'unanswered' })).toBe(false);
  expect(mayUnclaim(during('searching'))).toBe(true);
  expect(mayUnclaim(during('positioning'))).toBe(false);
});
