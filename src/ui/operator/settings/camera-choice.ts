/** @file What a choice of camera, or an acceptance of the running one, changes in the settings. Pure. */
import type { CameraFacts } from '../../../core/liveness/camera-facts.ts';
import { pinOf } from '../../../core/liveness/camera-pin.ts';
import type { Settings } from '../../../storage/settings.ts';

/** A camera that an administrator chooses by name is the door's own once it runs. */
export function pickedCamera({ camera }: Settings, cameraId: string | null): Partial<Settings> {
  const known = camera !== 'first' && camera?.deviceId === cameraId;
  return { cameraId, ...(cameraId === null || known ? {} : { camera: 'first' }) };
}

/**
 * @param accepted - The running camera, which is the door's own from now on, and what was seen of it so far is
 *   forgotten. Null where it was not accepted.
 */
export function approvedCamera(
  { camera, cameraFlags }: Settings,
  accepted: CameraFacts | null,
): Partial<Settings> {
  return accepted === null ? { camera, cameraFlags } : { camera: pinOf(accepted, true), cameraFlags: [] };
}
