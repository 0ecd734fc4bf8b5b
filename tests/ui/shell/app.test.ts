// @vitest-environment happy-dom
/** @file What the app does first. */
import { expect, it, vi } from 'vitest';
import '../../../src/ui/shell/app.ts';
import { mount } from '../support/mount.ts';
import { newSession } from '../support/session.ts';

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
