// @vitest-environment happy-dom
/** @file The site's time zone: where it comes from, that the device's plays no part afterwards, and who changes it. */
import { afterEach, expect, it, vi } from 'vitest';
import { refusalAt } from '../../src/kiosk/decision-context.ts';
import { KioskSession } from '../../src/kiosk/session.ts';
import { StorageError } from '../../src/storage/errors.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import '../../src/ui/operator/settings/hours-panel.ts';
import { freshStorage, PASSPHRASE } from '../storage/support.ts';
import { mountHealth } from '../ui/support/health.ts';
import { all, choose, field, mount, press, wordsOf } from '../ui/support/mount.ts';
import { openSession, OPERATOR, person } from '../ui/support/session.ts';

vi.mock(import('../../src/kiosk/clock-watch.ts'), async (actual) => ({
  ...(await actual()),
  deviceTimeZone: () => device,
}));
let device = 'Europe/Berlin';
// The build puts it in.
vi.stubGlobal('__PROGRAM_VERSION__', '0');

afterEach(() => {
  device = 'Europe/Berlin';
});

const zonesLogged = async ({ access }: KioskSession) =>
  (await access.store!.auditEntries()).flatMap(({ event }) =>
    event.kind === 'timeZoneSet' ? [event.timeZone] : [],
  );

it('is the device’s at set-up, and stays though the device is set to another', async () => {
  const session = await openSession();
  expect(session.site.timeZone).toBe('Europe/Berlin');
  device = 'Asia/Tokyo';
  await session.site.readRules(session.access.store!);
  expect(session.site.timeZone).toBe('Europe/Berlin');
  expect(await zonesLogged(session)).toEqual(['Europe/Berlin']);
});

it('keeps Monday 22:30 from being a working hour wherever the device says that it is', async () => {
  const session = await openSession([person(1, 'Ada')]);
  const { access, site, people } = session;
  const [id] = people.subjects.keys();
  const office = [{ days: [1], fromMinute: 8 * 60, untilMinute: 18 * 60 }] as const;
  await site.changeHours({ ...site.rules.schedules, site: office });
  // Monday 22:30 in Berlin, when it is Monday 13:30 in Los Angeles.
  const clock = { trust: { wallMs: Date.parse('2030-03-04T21:30:00Z'), expiryMs: 0, trusted: true } };
  for (const zone of ['Europe/Berlin', 'America/Los_Angeles']) {
    device = zone;
    await site.readRules(access.store!);
    expect(refusalAt({ people, site, clock, records: { isDoubted: () => false } }, id)).toBe(
      'outsideSchedule',
    );
  }
});

it('of a store that has none is set by whoever unlocks it first, and logged', async () => {
  const { storage } = freshStorage();
  // What versions without zones stored: hours and no zone.
  const before = await storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1);
  await before.changeSiteRules((rules) => ({ ...rules, schedules: { ...rules.schedules, site: [] } }), 2);
  before.lock();
  const session = new KioskSession('http://localhost/', storage);
  for (const zone of ['Asia/Tokyo', 'UTC']) {
    device = zone;
    await session.open(await storage.unlock(PASSPHRASE, 3));
    expect(session.site.rules.schedules).toMatchObject({ site: [], timeZone: 'Asia/Tokyo' });
    await session.lock();
  }
  await session.open(await storage.unlock(PASSPHRASE, 4));
  expect(await zonesLogged(session)).toEqual(['Asia/Tokyo']);
});

it('is the device’s until rules that were altered are saved anew, and nobody passes meanwhile', async () => {
  const session = await openSession([person(1, 'Ada')]);
  vi.spyOn(session.access.store!, 'siteRules').mockRejectedValueOnce(new StorageError('tampered'));
  device = 'UTC';
  await session.site.readRules(session.access.store!);
  expect(session.site.timeZone).toBe('UTC');
  expect(refusalAt(session, [...session.people.subjects.keys()][0])).toBe('scheduleNotTrusted');
});

it('is seen under “Access hours”, and changed there by an administrator alone', async () => {
  const session = await openSession();
  device = 'UTC';
  const panel = await mount('kiosk-hours-panel', { session });
  expect(field(panel, 'Time zone of this site').value).toBe('Europe/Berlin');
  const offered = all(panel, 'wa-option').map((option) => wordsOf(option));
  expect(offered).toEqual(expect.arrayContaining(['UTC', 'Asia/Tokyo', 'America/New_York']));
  await session.access.authorise(OPERATOR);
  await choose(panel, 'Time zone of this site', 'Asia/Tokyo');
  await press(panel, 'Save');
  await vi.waitFor(() => expect(wordsOf(panel)).toContain('Ask the administrator'));
  expect(session.site.timeZone).toBe('Europe/Berlin');
  await session.access.authorise(PASSPHRASE);
  await press(panel, 'Save');
  await vi.waitFor(() => expect(session.site.timeZone).toBe('Asia/Tokyo'));
});

it('that differs from the device’s is told in Health', async () => {
  const session = await openSession();
  const words = async () => wordsOf(await mountHealth(session));
  expect(await words()).not.toContain('time zone');
  device = 'Asia/Tokyo';
  expect(await words()).toContain('This device is set to the time zone Asia/Tokyo');
});
