// @vitest-environment happy-dom
/** @file A person's record: what it says, and what the operator changes in it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../../enroll/people/person-dialog.ts';
import type { KioskPerson } from '../../../enroll/people/person-dialog.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import * as files from '../../../src/ui/elements/save-file.ts';
import { BUILT_IN_TEXT_VERSION } from '../../../src/core/site/consent-text.ts';
import { named, PIN_HASH } from '../../../simulator/builders.ts';
import { PASSPHRASE } from '../../storage/support.ts';
import {
  all,
  buttonsOf,
  choose,
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
import { openSession, OPERATOR, person, shown } from '../../ui/support/session.ts';

vi.mock(import('../../../src/ui/elements/save-file.ts'), () => ({ saveFile: vi.fn() }));

const ADA = person(1, 'Ada');
let session: KioskSession;
let dialog: KioskPerson;

beforeEach(async () => {
  session = await openSession([ADA, person(2, 'Bob')]);
  await session.access.authorise(OPERATOR);
  dialog = await mount('kiosk-person', {
    session,
    subject: await shown(session, ADA.id),
    lastSeen: 'never',
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

function stored() {
  return session.people.subjects.get(ADA.id)!;
}

/** Waits until the record is as the operator wanted it, and shows it. */
async function showStored(): Promise<void> {
  await vi.waitFor(() => expect(find(dialog, 'wa-dialog')).toBeDefined());
  dialog.subject = await shown(session, ADA.id);
  await settle();
}

it('says what is stored, and nothing of the face', () => {
  const words = wordsOf(find(dialog, 'dl'));
  expect(words).toContain('Badge number B1');
  expect(words).toContain('Last let in never');
  expect(words).toContain('Measurements of the face: 2');
  expect(words).toContain('Views not noted');
  expect(words).not.toMatch(/0\.\d/u);
});

it('says which views are missing, and that enrolling again takes them', async () => {
  dialog.subject = { ...(await shown(session, ADA.id)), skippedViews: ['left', 'up'] };
  await settle();
  expect(wordsOf(find(dialog, 'dl'))).toContain('Views 3 of 5; Missing: left, up');
  expect(wordsOf(find(dialog, 'kiosk-note'))).toBe(
    'Enrolled without these views: left, up. To take them, press “Enrol again”.',
  );
});

it('says which text the person agreed to, and gives its words to read', async () => {
  const ada = await shown(session, ADA.id);
  const read = async (textVersion: string) => {
    dialog.subject = { ...ada, consent: { ...ada.consent, textVersion } };
    await settle();
    const details = find(dialog, 'kiosk-agreed-text details');
    expect(wordsOf(details)).toBe('Read the text that was agreed to');
    details.dispatchEvent(new Event('toggle'));
    const shownWords = () => expect(wordsOf(details)).not.toBe('Read the text that was agreed to');
    await vi.waitFor(shownWords, { timeout: 60_000 });
    return wordsOf(details);
  };
  const before = await read('2026-11-26/en');
  expect(wordsOf(find(dialog, 'dl'))).toContain('text 2026-11-26 (en); the text is another now');
  expect(before).toContain('The log of the door holds no picture and no name.');
  expect(await read(`${BUILT_IN_TEXT_VERSION.face}+365d/en`)).toContain(
    'Under Records this is shown with your name.',
  );
  expect(wordsOf(find(dialog, 'dl'))).not.toContain('the text is another now');
  expect(await read(`${BUILT_IN_TEXT_VERSION.face}+365d/ar`)).toContain('A machine translated this text');
  expect(await read('site-7/en')).toContain('The words of this version are not kept');
});

it('shows nothing while nobody is chosen', async () => {
  dialog.subject = null;
  await settle();
  expect(wordsOf(dialog)).toBe('');
});

describe('Edit', () => {
  beforeEach(() => press(dialog, 'Edit'));

  it('starts with what is stored, and stores another name and badge number', async () => {
    expect(field(dialog, 'Name').value).toBe('Ada');
    await type(dialog, 'Name', ' Ada  Lovelace ');
    await type(dialog, 'Badge number (optional)', 'k9');
    await press(dialog, 'Save');
    await vi.waitFor(
      async () => expect(await shown(session, ADA.id)).toMatchObject({ name: 'Ada Lovelace', badge: 'K9' }),
      { timeout: 60_000 },
    );
    await vi.waitFor(() => expect(buttonsOf(dialog)).toContain('Edit'));
  });

  it.each([
    ['Name', '', 'Enter a name.'],
    ['Badge number (optional)', 'B2', 'Somebody else has this badge number.'],
    ['Badge number (optional)', 'no-no', 'Use only letters and digits'],
  ])('says what is wrong with the field “%s” (%s)', async (label, typed, problem) => {
    await type(dialog, label, typed);
    await press(dialog, 'Save');
    expect(wordsOf(find(dialog, '[role=alert]'))).toContain(problem);
    expect(await shown(session, ADA.id)).toEqual(named(ADA));
  });

  it('notes what the door asks of whom has what it takes, and says so in the record', async () => {
    await tick(dialog, 'Cannot look at coloured light');
    await press(dialog, 'Save');
    expect(wordsOf(find(dialog, '[role=alert]'))).toContain(
      'face, badge and PIN. Give them a badge and a PIN',
    );
    await tick(dialog, 'Cannot look at coloured light');
    await tick(dialog, 'Ask for badge or PIN after the face');
    await press(dialog, 'Save');
    await vi.waitFor(() => expect(stored().entryRule).toBe('faceAndHeld'));
    await showStored();
    expect(wordsOf(find(dialog, 'dl'))).toContain('Enters with Face, then badge or PIN');
    const last = (await session.access.store!.auditEntries()).at(-1);
    expect(last?.event).toEqual({ kind: 'entryRuleSet', subjectId: ADA.id, rule: 'faceAndHeld' });
  });

  it('lets nobody be without the badge number that their rule needs', async () => {
    await session.access.store!.changeSubject(ADA.id, { badge: 'B1', pin: PIN_HASH }, 1);
    await session.access.store!.changeSubject(ADA.id, { accommodations: ['turn'] }, 1);
    await session.people.refresh();
    await showStored();
    await type(dialog, 'Badge number (optional)', '');
    await press(dialog, 'Save');
    expect(wordsOf(find(dialog, '[role=alert]'))).toContain('face, badge and PIN');
    expect(stored().badge).toBe('B1');
    await press(dialog, 'Cancel');
    await press(dialog, 'Leave without saving');
    expect(wordsOf(find(dialog, 'dl'))).toContain('Enters with Face, badge and PIN');
    expect(wordsOf(find(dialog, 'dl'))).toContain('Noted for the door Cannot turn the head');
  });

  it('changes nothing when it is given up', async () => {
    await press(dialog, 'Cancel');
    expect(buttonsOf(dialog)).toContain('Edit');
    await press(dialog, 'Edit');
    await type(dialog, 'Name', 'Eve');
    await press(dialog, 'Cancel');
    await press(dialog, 'Keep editing');
    expect(field(dialog, 'Name').value).toBe('Eve');
    await press(dialog, 'Cancel');
    await press(dialog, 'Leave without saving');
    expect(buttonsOf(dialog)).toContain('Edit');
    expect(await shown(session, ADA.id)).toEqual(named(ADA));
  });
});

it('asks before it closes with changes that are not saved', async () => {
  const closed = heard(dialog, 'closed');
  const hide = () => {
    const event = new Event('wa-hide', { cancelable: true });
    find(dialog, 'wa-dialog[label="Ada"]').dispatchEvent(event);
    return event;
  };
  await press(dialog, 'Edit');
  expect(hide().defaultPrevented).toBe(false);
  await type(dialog, 'Name', 'Eve');
  expect(hide().defaultPrevented).toBe(true);
  await settle();
  await press(dialog, 'Leave without saving');
  expect(closed).toHaveLength(1);
});

it('forgets what went wrong before when the record is edited', async () => {
  session.access.dismiss();
  await press(dialog, 'Suspend');
  await vi.waitFor(() => expect(all(dialog, '[role=alert]')).toHaveLength(1));
  await press(dialog, 'Edit');
  expect(all(dialog, '[role=alert]')).toEqual([]);
});

it('suspends, and lifts the suspension', async () => {
  await press(dialog, 'Suspend');
  await vi.waitFor(() => expect(stored().suspendedAtMs).not.toBeNull());
  await showStored();
  expect(wordsOf(find(dialog, 'kiosk-note'))).toContain('Suspended since');
  await press(dialog, 'Lift the suspension');
  await vi.waitFor(() => expect(stored().suspendedAtMs).toBeNull());
});

it('notes in the log that a file was handed over, before it is', async () => {
  const save = vi.spyOn(files, 'saveFile');
  await press(dialog, 'Save what is stored');
  await vi.waitFor(() => expect(save).toHaveBeenCalledOnce());
  const last = (await session.access.store!.auditEntries()).at(-1);
  expect(last?.event).toEqual({ kind: 'disclosed', subjectId: ADA.id });
});

it('says why something could not be done', async () => {
  session.access.dismiss();
  await press(dialog, 'Suspend');
  await vi.waitFor(() => expect(wordsOf(find(dialog, '[role=alert]'))).toContain('Ask the administrator'));
  expect(stored().suspendedAtMs).toBeNull();
});

it.each([
  ['Enrol again', 'reenrol'],
  ['Delete', 'delete'],
])('closes for “%s” and says of whom', async (button, event) => {
  const [asked, closed] = [heard(dialog, event), heard(dialog, 'closed')];
  await press(dialog, button);
  expect(asked).toMatchObject([{ id: ADA.id }]);
  expect(closed).toHaveLength(1);
});

it('stays open while something is being done', async () => {
  const hide = () => {
    const event = new Event('wa-hide', { cancelable: true });
    find(dialog, 'wa-dialog').dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(hide()).toBe(false);
  const running = press(dialog, 'Suspend');
  expect(hide()).toBe(true);
  await running;
  await vi.waitFor(() => expect(hide()).toBe(false));
});

describe('the hours', () => {
  const LATE = { id: '5f7f9f6e-0000-4000-8000-000000000000', name: 'Late shift', windows: [] };

  beforeEach(async () => {
    await session.access.authorise(PASSPHRASE);
    await session.site.changeHours({ site: null, named: [LATE], assigned: {} });
    await settle();
  });

  it('are the administrator’s to give', async () => {
    dialog.requestUpdate();
    await settle();
    await choose(dialog, 'May enter', LATE.id);
    await vi.waitFor(() => expect(session.site.rules.schedules.assigned).toEqual({ [ADA.id]: LATE.id }));
    await settle();
    await choose(dialog, 'May enter', 'everybody');
    await vi.waitFor(() => expect(session.site.rules.schedules.assigned).toEqual({}));
  });

  it('go into the record where the site decides the schedules', async () => {
    vi.spyOn(session.site, 'decided', 'get').mockReturnValue(new Set(['schedules']));
    dialog.requestUpdate();
    await settle();
    await choose(dialog, 'May enter', LATE.id);
    await vi.waitFor(() => expect(stored().schedule).toBe(LATE.id));
    expect(session.site.rules.schedules.assigned).toEqual({});
    // The site decides them no more: then each door gives its own again.
    vi.restoreAllMocks();
    await showStored();
    await choose(dialog, 'May enter', 'always');
    await vi.waitFor(() => expect(session.site.rules.schedules.assigned).toEqual({ [ADA.id]: 'always' }));
    await vi.waitFor(() => expect(stored().schedule).toBeNull());
  });

  it('are said to be never, where the record has a schedule that this door lacks', async () => {
    await session.access.storeFor('people').changeSubject(ADA.id, { schedule: 'elsewhere' }, Date.now());
    await session.people.refresh();
    await showStored();
    expect(wordsOf(dialog)).toContain('Never: this door does not have the person’s schedule');
    await session.access.authorise(OPERATOR);
    dialog.requestUpdate();
    await settle();
    expect(wordsOf(find(dialog, 'dl'))).toContain('May enter never');
  });

  it('are only told to an operator', async () => {
    await session.access.authorise(OPERATOR);
    dialog.requestUpdate();
    await settle();
    expect(all(dialog, 'wa-select')).toEqual([]);
    expect(wordsOf(dialog)).toContain('Only the administrator can change the access hours.');
    expect(wordsOf(find(dialog, 'dl'))).toContain('May enter');
  });
});
