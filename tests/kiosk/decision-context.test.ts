/**
 * @file What attempts are judged by: the present policy, the strict one before a suspect camera, and nothing without
 * people.
 */
import { describe, expect, it, vi } from 'vitest';
import { embedderEntry, makeSubject, PIN_HASH } from '../../simulator/builders.ts';
import { heldFactorOf } from '../../src/core/decision/entry.ts';
import { POLICIES } from '../../src/core/decision/policies.ts';
import { personOf } from '../../src/core/template/types.ts';
import { ClockWatch } from '../../src/kiosk/clock-watch.ts';
import { decisionContext, type JudgingKiosk, refusalAt } from '../../src/kiosk/decision-context.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { DEFAULT_SITE_RULES } from '../../src/storage/site-rules-codec.ts';

const CONSENT = { textVersion: '1', givenAtMs: 0, retainUntilMs: Date.now() + 86_400_000 };
const SUBJECT = makeSubject(1, { consent: CONSENT });
const KIOSK: JudgingKiosk = {
  people: {
    subjects: new Map([[SUBJECT.id, personOf(SUBJECT)]]),
    recognisable: 1,
    similarityThresholdFor: ({ name }) => ({ convenience: 0.3, standard: 0.4, strict: 0.5 })[name],
  },
  site: {
    rules: DEFAULT_SITE_RULES,
    rulesDistrusted: false,
    settings: DEFAULT_SETTINGS,
    policy: POLICIES.standard,
  },
  pipeline: { report: { embedder: embedderEntry('e'), fakeDetector: null, attackDetector: null } },
  clock: new ClockWatch(),
  records: { isDoubted: () => false },
  expiry: { check: () => undefined },
  demo: false,
  drill: null,
  faceClosure: null,
  fleet: { isHubOverdue: false },
};
const contextOf = (change: Partial<JudgingKiosk>) =>
  decisionContext({ ...KIOSK, ...change }, { kind: 'identify' });

describe('decisionContext', () => {
  it('takes the site’s policy and the threshold that goes with it', () => {
    expect(contextOf({})).toMatchObject({ policy: POLICIES.standard, similarityThreshold: 0.4 });
  });

  it('judges nobody while nobody is let in by face', () => {
    expect(contextOf({ faceClosure: 'modelLost' })).toBeNull();
  });

  it('asks everybody for badge and PIN besides the face while the hub is not heard for too long', () => {
    const heldOf = (isHubOverdue: boolean) =>
      heldFactorOf(contextOf({ fleet: { isHubOverdue } })!.entryOf(SUBJECT.id), true);
    expect([heldOf(false), heldOf(true)]).toEqual([null, 'lacking']);
    const person = personOf({ ...SUBJECT, badge: '1', pin: PIN_HASH });
    const people = { ...KIOSK.people, subjects: new Map([[SUBJECT.id, person]]) };
    const entry = contextOf({ people, fleet: { isHubOverdue: true } })!.entryOf(SUBJECT.id);
    expect(heldFactorOf(entry, true)).toBe('badgeAndPin');
  });

  it('judges nobody without models, or without anybody to recognise', () => {
    expect(contextOf({ pipeline: { report: null } })).toBeNull();
    expect(contextOf({ people: { ...KIOSK.people, recognisable: 0 } })).toBeNull();
  });

  it('has whose consent ran out erased before a face is compared', () => {
    const check = vi.fn();
    contextOf({ expiry: { check } });
    expect(check).toHaveBeenCalledOnce();
  });
});

it('refuses everybody while the rules are not trusted', () => {
  expect(refusalAt(KIOSK, SUBJECT.id)).toBeNull();
  expect(refusalAt({ ...KIOSK, site: { ...KIOSK.site, rulesDistrusted: true } }, SUBJECT.id)).toBe(
    'scheduleNotTrusted',
  );
});
