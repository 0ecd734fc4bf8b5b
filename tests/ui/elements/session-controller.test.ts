import type { ReactiveControllerHost } from 'lit';
import { expect, it, vi } from 'vitest';
import { SessionController } from '../../../src/ui/elements/session-controller.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';

it('lets go of a component for good, also when an update comes after it was taken off', () => {
  const session: unknown = new EventTarget();
  const host = { addController: vi.fn(), requestUpdate: vi.fn() };
  const controller = new SessionController(
    host as unknown as ReactiveControllerHost,
    () => session as KioskSession,
  );
  controller.hostConnected();
  (session as EventTarget).dispatchEvent(new Event('change'));
  expect(host.requestUpdate).toHaveBeenCalledTimes(1);
  controller.hostDisconnected();
  controller.hostUpdate();
  (session as EventTarget).dispatchEvent(new Event('change'));
  expect(host.requestUpdate).toHaveBeenCalledTimes(1);
});
