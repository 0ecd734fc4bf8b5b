/** @file Whether the kiosk can change to another backend, and what it fetches for that. */
import { expect, it, vi } from 'vitest';
import { backendObstacle } from '../../src/kiosk/backend-check.ts';
import type { WebgpuAnswer } from '../../src/runtime/capabilities.ts';

const HARDWARE: WebgpuAnswer = { kind: 'hardware', adapter: 'a' };

function kiosk(webgpu: WebgpuAnswer, there: boolean) {
  return { capabilities: { webgpu }, offline: { fetchBuild: vi.fn(() => Promise.resolve(there)) } };
}

it('fetches the files for WebGPU, and says when they cannot be had', async () => {
  const online = kiosk(HARDWARE, true);
  expect(await backendObstacle(online, 'webgpu')).toBeNull();
  expect(online.offline.fetchBuild).toHaveBeenCalledExactlyOnceWith('webgpu');
  expect(await backendObstacle(kiosk(HARDWARE, false), 'webgpu')).toBe('buildMissing');
  expect(await backendObstacle(kiosk({ kind: 'software', adapter: 's' }, true), 'webgpu')).toBeNull();
});

it.each(['noApi', 'noAdapter', 'crashes'] as const)(
  'fetches nothing where WebGPU is of no use: %s',
  async (kind) => {
    const device = kiosk({ kind }, true);
    expect(await backendObstacle(device, 'webgpu')).toBe('noWebgpu');
    expect(device.offline.fetchBuild).not.toHaveBeenCalled();
  },
);

it.each(['auto', 'wasm'] as const)('needs nothing for %s: every build runs WASM', async (choice) => {
  const device = kiosk(HARDWARE, false);
  expect(await backendObstacle(device, choice)).toBeNull();
  expect(device.offline.fetchBuild).not.toHaveBeenCalled();
});
