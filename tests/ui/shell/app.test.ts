// @vitest-environment happy-dom
/** @file What the app does first. */
import { describe, expect, it, vi } from 'vitest';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS } from '../../../src/storage/settings.ts';
import { showLanguage } from '../../../src/locales/language.ts';
import '../../../src/ui/shell/app.ts';
import type { KioskApp } from '../../../src/ui/shell/app.ts';
import { PASSPHRASE } from '../../storage/support.ts';
import { CAPABILITIES } from '../support/health.ts';
import { all, field, find, mount, press, settle, type, wordsOf } from '../support/mount.ts';
import { newSession, openSession, person } from '../support/session.ts';

// The only tab.
vi.mock('../../../src/kiosk/tab-lead.ts', () => ({
  TabLead: class extends EventTarget {
    readonly state = 'leading';
    ask() {
      this.dispatchEvent(new Event('change'));
    }
  },
}));

it('starts the pipeline while the device is still being examined, and once', async () => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  const session = newSession();
  vi.spyOn(session, 'readCapabilities').mockReturnValue(new Promise(() => undefined));
  const start = vi.spyOn(session.pipeline, 'start').mockRejectedValue(new Error('no workers here'));
  await mount('kiosk-app', { session, loadEnrolment: () => Promise.resolve() });
  expect(start).toHaveBeenCalledOnce();
});

it('tells in the set-up check what only operators may know to them alone, and closes it behind them', async () => {
  vi.stubGlobal('__BUILT_ON__', '2026-01-01');
  vi.stubGlobal('fetch', () => Promise.reject(new Error('There is no server.')));
  const session = await openSession();
  vi.spyOn(session, 'readCapabilities').mockResolvedValue(CAPABILITIES);
  vi.spyOn(session.pipeline, 'start').mockRejectedValue(new Error('no workers here'));
  vi.spyOn(session.access, 'guessable', 'get').mockReturnValue(new Set(['operator']));
  const app = await mount('kiosk-app', { session, loadEnrolment: () => Promise.resolve() });
  const told = () => all(app, '[data-check=guessable-operator]').length;
  const check = () => all(app, 'kiosk-preflight')[0];
  await vi.waitFor(() => {
    expect(check()).toBeDefined();
  });
  const again = async () => {
    check().dispatchEvent(new CustomEvent('again'));
    await settle();
    await vi.waitFor(() => {
      expect(check()).toBeDefined();
    });
    return { told: told(), closes: check().hasAttribute('brief') };
  };
  const role = vi.spyOn(session.access, 'role', 'get').mockReturnValue('administrator');
  expect(await again()).toEqual({ told: 1, closes: true });
  // Whoever stands there later, or when the kiosk begins with the list by itself.
  role.mockReturnValue(null);
  expect(await again()).toEqual({ told: 0, closes: false });
});

it('says what the set-up check found in the language that is chosen while it is shown', async () => {
  vi.stubGlobal('__BUILT_ON__', '2026-01-01');
  vi.stubGlobal('fetch', () => Promise.reject(new Error('There is no server.')));
  const session = newSession();
  vi.spyOn(session, 'readCapabilities').mockResolvedValue({ ...CAPABILITIES, wasmSimd: false });
  vi.spyOn(session.pipeline, 'start').mockRejectedValue(new Error('no workers here'));
  const app = await mount('kiosk-app', { session, loadEnrolment: () => Promise.resolve() });
  const checks = () => all(app, '[data-check]').map(wordsOf);
  await vi.waitFor(() => expect(checks()).not.toEqual([]));
  const english = checks();
  await showLanguage('ru');
  await settle();
  const russian = checks();
  expect(russian).toHaveLength(english.length);
  for (const words of russian) expect(words).toMatch(/[а-яё]/iu);
  await showLanguage('en');
});

describe('a page that the browser keeps for its back button', () => {
  const transition = (kind: 'pagehide' | 'pageshow', persisted: boolean) => {
    window.dispatchEvent(Object.assign(new Event(kind), { persisted }));
  };

  it('keeps no key, no connection and no camera, and starts anew when it comes back', async () => {
    const session = await openSession();
    vi.spyOn(session, 'readCapabilities').mockReturnValue(new Promise(() => undefined));
    vi.spyOn(session.pipeline, 'start').mockRejectedValue(new Error('no workers here'));
    const closed = vi.spyOn(session.camera, 'close');
    const reload = vi.spyOn(location, 'reload').mockReturnValue();
    await mount('kiosk-app', { session, loadEnrolment: () => Promise.resolve() });
    const { store } = session.access;
    // One that ends wholly takes all with it, and its log stays open to the last.
    transition('pagehide', false);
    transition('pageshow', false);
    expect(session.access.store).toBe(store);
    expect(reload).not.toHaveBeenCalled();
    transition('pagehide', true);
    expect(session.access.store).toBeNull();
    await expect(store?.fingerprint()).rejects.toMatchObject({ code: 'locked' });
    expect(closed).toHaveBeenCalledOnce();
    transition('pageshow', true);
    expect(reload).toHaveBeenCalledOnce();
  });
});

describe('the first run', () => {
  async function app(): Promise<{ readonly page: KioskApp; readonly session: KioskSession }> {
    const session = newSession();
    vi.spyOn(session.pipeline, 'start').mockRejectedValue(new Error('no workers here'));
    vi.spyOn(session, 'readCapabilities').mockReturnValue(new Promise(() => undefined));
    vi.spyOn(session.camera, 'start').mockResolvedValue();
    // The session's address is not the document's.
    vi.spyOn(history, 'pushState').mockReturnValue();
    const page = await mount('kiosk-app', { session, loadEnrolment: () => Promise.resolve() });
    Object.assign(page, { _stage: 'running' });
    await settle();
    return { page, session };
  }

  const open = async (session: KioskSession): Promise<void> => {
    await session.open(await session.storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, Date.now()));
    await settle();
  };

  it('goes on from the open store to its last steps, with the administrator at the screen', async () => {
    const { page, session } = await app();
    expect(all(page, 'kiosk-wizard')).toHaveLength(1);
    await open(session);
    expect(all(page, 'kiosk-check-page')).toHaveLength(0);
    expect(session.access.role).toBe('administrator');
    await press(find(page, 'kiosk-first-steps'), 'Enrol now');
    expect(find(page, 'kiosk-enrol-page').hasAttribute('settingUp')).toBe(true);
    session.goTo('check');
    await settle();
    await press(find(page, 'kiosk-first-steps'), 'Later');
    expect(wordsOf(find(page, 'h1'))).toBe('What opens the door?');
    await press(find(page, 'kiosk-first-steps'), 'Later');
    await press(find(page, 'kiosk-first-steps'), 'Go to the door');
    expect(all(page, 'kiosk-check-page')).toHaveLength(1);
    expect(session.access.role).toBeNull();
  });

  it('is over once the kiosk is locked: whoever unlocks it comes to the door', async () => {
    const { page, session } = await app();
    await open(session);
    await session.lock();
    await session.unlock(PASSPHRASE);
    await settle();
    expect(all(page, 'kiosk-first-steps')).toHaveLength(0);
    expect(all(page, 'kiosk-check-page')).toHaveLength(1);
  });
});

it('asks before the browser’s back button loses changes on the enrolment page', async () => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  const session = await openSession([person(1, 'Ada')]);
  vi.spyOn(session.pipeline, 'start').mockRejectedValue(new Error('no workers here'));
  vi.spyOn(session, 'readCapabilities').mockReturnValue(new Promise(() => undefined));
  vi.spyOn(session.camera, 'start').mockResolvedValue();
  const push = vi.spyOn(history, 'pushState').mockReturnValue();
  const app = await mount('kiosk-app', {
    session,
    loadEnrolment: () => import('../../../enroll/enrol-page.ts'),
  });
  Object.assign(app, { _stage: 'running', _initialised: true });
  await settle();
  find(app, 'kiosk-operator-menu').dispatchEvent(new CustomEvent('enrol', { detail: 'people' }));
  await vi.waitFor(() => expect(all(app, 'kiosk-people')).toHaveLength(1), { timeout: 60_000 });
  await settle();
  await press(app, 'Open Ada');
  await press(app, 'Edit');
  await type(app, 'Name', 'Eve');
  push.mockClear();
  dispatchEvent(new Event('popstate'));
  await settle();
  expect(push).toHaveBeenCalledOnce();
  await press(app, 'Keep editing');
  expect(field(app, 'Name').value).toBe('Eve');
  dispatchEvent(new Event('popstate'));
  await settle();
  await press(app, 'Leave without saving');
  expect(all(app, 'kiosk-check-page')).toHaveLength(1);
});
