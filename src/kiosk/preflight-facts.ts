/** @file Gathers what the preflight list is made of. Opens no camera and loads no model. */
import { isClockBehind } from '../core/schedule/clock-behind.ts';
import { loadModelsStatus } from '../workers/bridge.ts';
import type { CameraPermission, PreflightFacts } from '../locales/preflight.ts';
import type { KioskSession } from './session.ts';
import { readStorageUse } from './storage-use.ts';

/** `YYYY-MM-DD`; vite.config.ts puts it in. */
declare const __BUILT_ON__: string;

export async function gatherFacts(
  session: KioskSession,
): Promise<PreflightFacts & { readonly initialised: boolean }> {
  const [capabilities, cameraPermission, devices, models, storage, storageUse] = await Promise.all([
    session.readCapabilities(),
    queryCameraPermission(),
    session.camera.devices().catch(() => []),
    settle(loadModelsStatus(session.baseUrl)),
    settle(session.storage.isInitialised()),
    readStorageUse().catch(() => null),
  ]);
  return {
    capabilities,
    cameraPermission,
    cameraCount: devices.length,
    models: models.value,
    modelsProblem: models.problem,
    storageProblem: storage.problem,
    clockBehind: session.store === null ? null : isClockBehind(Date.now(), session.latestMs),
    storageUse,
    offline: session.offline.state,
    wallMs: Date.now(),
    builtOnMs: Date.parse(__BUILT_ON__),
    pipelineProblem: session.pipelineError,
    initialised: storage.value ?? false,
  };
}

/** Firefox before 131 cannot be asked for this permission. */
async function queryCameraPermission(): Promise<CameraPermission> {
  try {
    const status = await navigator.permissions.query({ name: 'camera' });
    return status.state;
  } catch {
    return 'unknown';
  }
}

async function settle<T>(promise: Promise<T>): Promise<{ value: T | null; problem: Error | null }> {
  try {
    return { value: await promise, problem: null };
  } catch (error) {
    return { value: null, problem: error instanceof Error ? error : new Error(String(error)) };
  }
}
