/** @file Whether the kiosk can change to what an administrator wants its networks to run on. */
import type { Capabilities } from '../runtime/capabilities.ts';
import type { BackendChoice } from '../workers/bridge.ts';
import type { OfflineCopy } from './offline-copy.ts';

/** `noWebgpu`: the device has none. `buildMissing`: its program files cannot be had now. */
export type BackendObstacle = 'noWebgpu' | 'buildMissing';

export interface ChangingKiosk {
  readonly capabilities: Pick<Capabilities, 'webgpu'> | null;
  readonly offline: Pick<OfflineCopy, 'fetchBuild'>;
}

/**
 * Fetches what the choice needs.
 * @returns Null where nothing is in its way. WASM runs on the files of either build.
 */
export async function backendObstacle(
  { capabilities, offline }: ChangingKiosk,
  choice: BackendChoice,
): Promise<BackendObstacle | null> {
  if (choice !== 'webgpu') return null;
  const kind = capabilities?.webgpu.kind;
  if (kind !== 'hardware' && kind !== 'software') return 'noWebgpu';
  return (await offline.fetchBuild('webgpu')) ? null : 'buildMissing';
}
