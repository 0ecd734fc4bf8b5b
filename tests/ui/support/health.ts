/** @file Health on a device that has all that a kiosk needs. For tests in a DOM. */
import { vi } from 'vitest';
import type { Capabilities } from '../../../src/runtime/capabilities.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import '../../../src/ui/operator/health/health-panel.ts';
import type { KioskHealthPanel } from '../../../src/ui/operator/health/health-panel.ts';
import { mount } from './mount.ts';

export const CAPABILITIES: Capabilities = {
  ...{ secureContext: true, crossOriginIsolated: true, wasmThreads: true, threads: 4, wasmSimd: true },
  ...{ webgpu: { kind: 'noAdapter' }, workerWebgl: true, frameCallbacks: true, indexedDb: true },
  ...{ camera: true, wakeLock: true, serialPorts: true, passkeys: true },
};

/** There is no server: what is known of models is what runs. */
export async function mountHealth(session: KioskSession): Promise<KioskHealthPanel> {
  // The build puts them in.
  vi.stubGlobal('__PROGRAM_VERSION__', '1');
  vi.stubGlobal('__BUILT_ON__', '2026-01-01');
  vi.stubGlobal('fetch', () => Promise.reject(new Error('There is no server.')));
  vi.spyOn(session, 'readCapabilities').mockResolvedValue(CAPABILITIES);
  vi.spyOn(session.camera, 'devices').mockResolvedValue([{} as MediaDeviceInfo]);
  return mount('kiosk-health-panel', { session });
}
