// @vitest-environment happy-dom
/** @file What the app does first. */
import { expect, it, vi } from 'vitest';
import '../../../src/ui/shell/app.ts';
import { CAPABILITIES } from '../support/health.ts';
import { all, mount, settle } from '../support/mount.ts';
import { newSession, openSession } from '../support/session.ts';

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
