// @vitest-environment happy-dom
/**
 * @file A record that was put back lets nobody in: by face or by badge and PIN, until an administrator has looked. The
 * operator is told whom it concerns; everybody else passes.
 */
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import '../../enroll/people/people-list.ts';
import type { Subject } from '../../src/core/template/types.ts';
import { refusalAt } from '../../src/kiosk/decision-context.ts';
import { pinDeskOf } from '../../src/kiosk/pin-session.ts';
import { KioskSession } from '../../src/kiosk/session.ts';
import { hashPin } from '../../src/storage/keys/pin.ts';
import { DEFAULT_SETTINGS, SAFEST_SETTINGS } from '../../src/storage/settings.ts';
import type { SettingName } from '../../src/storage/types.ts';
import '../../src/ui/operator/settings/settings-panel.ts';
import { dump, freshStorage, PASSPHRASE, withRaw } from '../storage/support.ts';
import { mountHealth } from '../ui/support/health.ts';
import { buttonsOf, mount, press, settle, wordsOf } from '../ui/support/mount.ts';
import { OPERATOR, person } from '../ui/support/session.ts';

vi.stubGlobal('__PROGRAM_VERSION__', '0');
const ACCEPT = 'I have checked each of them: use them as they are';

let ada: Subject;
let bob: Subject;
let session: KioskSession;
let databaseName: string;

beforeAll(async () => {
  const pin = await hashPin('482915');
  [ada, bob] = [person(1, 'Ada', { pin }), person(2, 'Bob', { pin })];
});

/** Puts the records back that `keys` name, after Ada was suspended and the settings and hours were changed. */
async function rolledBack(...keys: readonly (readonly ['subjects' | 'state', string])[]): Promise<void> {
  const fresh = freshStorage();
  ({ databaseName } = fresh);
  session = new KioskSession('http://localhost/', fresh.storage);
  await session.open(await fresh.storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, Date.now()));
  await session.access.authorise(PASSPHRASE);
  await session.access.changeCredentials({ kind: 'setPassphrase', role: 'operator', passphrase: OPERATOR });
  for (const one of [ada, bob]) {
    await session.access.storeFor('people').saveSubject(one, 'enrolled', Date.now());
  }
  const before = await dump(databaseName);
  await session.access.storeFor('people').changeSubject(ada.id, { suspendedAtMs: 5 }, Date.now());
  await session.site.changeSettings({ policy: 'strict', badgeAndPin: 'on', relayPulseMs: 900 });
  await session.lock();
  await withRaw(databaseName, async (raw) => {
    for (const [store, key] of keys) {
      const record = before[store].find((one) => one.key === key)?.value;
      await raw.put(store, record, store === 'state' ? key : undefined);
    }
  });
  await session.open(await session.storage.unlock(PASSPHRASE, Date.now()));
  await session.people.settled();
}

const answerOf = async (subject: Subject) => {
  const answer = await pinDeskOf(() => session).judge(subject.badge ?? '', '482915');
  return answer.kind === 'judged' ? answer.reason : answer.kind;
};

beforeEach(() => {
  document.body.replaceChildren();
});

it('keeps out whose suspension was undone, by face and by badge and PIN, and nobody else', async () => {
  await rolledBack(['subjects', ada.id]);
  expect(session.people.subjects.get(ada.id)?.suspendedAtMs).toBeNull();
  expect(refusalAt(session, ada.id)).toBe('notPermitted');
  expect(await answerOf(ada)).toBe('notPermitted');
  expect(refusalAt(session, bob.id)).toBeNull();
  expect(await answerOf(bob)).toBe('badgeAndPin');
  expect(wordsOf(await mount('kiosk-people', { session }))).toContain('this may be an old record');
  const health = await mountHealth(session);
  expect(wordsOf(health)).toContain('not the latest ones');
  expect(wordsOf(health)).toContain('Ada');
});

it('leaves the decision to the administrator, who sees who it is', async () => {
  await rolledBack(['subjects', ada.id]);
  await session.access.authorise(OPERATOR);
  expect(buttonsOf(await mountHealth(session))).not.toContain(ACCEPT);
  await expect(session.records.accept()).rejects.toThrow('Ask the administrator');
  await session.access.authorise(PASSPHRASE);
  await session.access.storeFor('people').changeSubject(ada.id, { suspendedAtMs: 9 }, Date.now());
  const health = await mountHealth(session);
  await press(health, ACCEPT);
  await vi.waitFor(() => expect(session.records.any).toBe(false));
  await settle();
  expect(session.people.subjects.get(ada.id)?.suspendedAtMs).toBe(9);
  expect(refusalAt(session, ada.id)).toBe('notPermitted');
  await session.access.storeFor('people').changeSubject(ada.id, { suspendedAtMs: null }, Date.now());
  await session.people.refresh();
  expect(refusalAt(session, ada.id)).toBeNull();
});

it('shuts the door where what binds the records is gone, and loses nobody', async () => {
  await rolledBack();
  await session.lock();
  await withRaw(databaseName, (raw) => raw.delete('state', 'recordSet'));
  await session.open(await session.storage.unlock(PASSPHRASE, Date.now()));
  for (const { id } of [ada, bob]) expect(refusalAt(session, id)).toBe('notPermitted');
  expect(session.people.subjects.size).toBe(2);
  expect(session.site.settings).toEqual(SAFEST_SETTINGS);
  expect(session.site.rulesDistrusted).toBe(true);
  await session.records.accept();
  expect(session.site.settings).toMatchObject({ policy: 'strict', badgeAndPin: 'on' });
  expect(session.site.rulesDistrusted).toBe(false);
  expect(refusalAt(session, bob.id)).toBeNull();
});

it('gives settings that were put back their safest values, says which, and logs it', async () => {
  await rolledBack(['state', 'settings']);
  expect(session.site.settings).toEqual(SAFEST_SETTINGS);
  const names = Object.keys(SAFEST_SETTINGS) as SettingName[];
  const events = (await session.access.store!.auditEntries()).map(({ event }) => event);
  expect(events).toContainEqual({ kind: 'settingsFellBack', settings: names });
  const panel = await mount('kiosk-settings-panel', { session });
  expect(wordsOf(panel)).toContain('Badge and PIN instead of the face');
  // What was not shown is not stored: Health's own buttons change no setting now.
  await expect(session.models.acceptLost()).rejects.toThrow('anew first');
  await press(panel, 'Save');
  await vi.waitFor(() => expect(session.site.fellBack).toEqual([]));
  expect(session.site.settings).toEqual(SAFEST_SETTINGS);
  await vi.waitFor(() => expect(session.records.any).toBe(false));
});
