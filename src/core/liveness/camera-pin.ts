/**
 * @file The camera that belongs to a door, as the door remembers it, and whether another one says the same of itself.
 * Whoever makes a camera say so can imitate one: it is a name plate, not a proof.
 */
import type { CameraFacts } from './camera-facts.ts';
import type { InjectionFlag } from './types.ts';

/** The largest picture that a camera offers. */
export interface NativeSize {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Rounded; null where the browser does not say. */
  readonly framesPerSecond: number | null;
}

export interface PinnedCamera {
  /** The browser's name for the device; it renews them, for example when the site's data are cleared. */
  readonly deviceId: string | null;
  readonly label: string;
  /** Null where the browser tells no capabilities. */
  readonly native: NativeSize | null;
  /** `facingMode` of the capabilities, sorted. */
  readonly facing: readonly string[];
  /** An administrator has looked at it and accepted what its name, claims, timing and controls say. */
  readonly accepted: boolean;
}

/** `renewed`: only the browser's name for it differs, which may also be a second camera of the same make. */
export type PinMatch = 'same' | 'renewed' | 'other';

/**
 * Controls such as zoom are left out: browsers tell them late or not at all, for the same camera.
 * @param accepted - As in `PinnedCamera`.
 */
export function pinOf({ label, capabilities, settings }: CameraFacts, accepted: boolean): PinnedCamera {
  const width = maxOf(capabilities?.width);
  const height = maxOf(capabilities?.height);
  const rate = maxOf(capabilities?.frameRate);
  const { facingMode } = capabilities ?? {};
  return {
    deviceId: typeof settings.deviceId === 'string' ? settings.deviceId : null,
    label,
    native:
      width === null || height === null
        ? null
        : { widthPx: width, heightPx: height, framesPerSecond: rate === null ? null : Math.round(rate) },
    facing: Array.isArray(facingMode) ? facingMode.filter((one) => typeof one === 'string').sort() : [],
    accepted,
  };
}

export function comparePin(pin: PinnedCamera, facts: CameraFacts): PinMatch {
  const { deviceId, ...rest } = pin;
  const { deviceId: foundId, ...found } = pinOf(facts, pin.accepted);
  if (JSON.stringify(ordered(rest)) !== JSON.stringify(ordered(found))) return 'other';
  return deviceId === foundId ? 'same' : 'renewed';
}

/** The order of fields says nothing: a sealed pin may have another one. */
function ordered({ label, native, facing }: Omit<PinnedCamera, 'deviceId'>) {
  return [label, native?.widthPx, native?.heightPx, native?.framesPerSecond, facing];
}

/** Signs in the pictures. Whoever accepts a camera accepts what it says of itself, not what it shows from now on. */
const OF_PICTURES: readonly InjectionFlag[] = ['repeatedFrames', 'resolutionChanged'];

/** @param accepted - An administrator has accepted this very camera. */
export function unacceptedFlags(
  flags: readonly InjectionFlag[],
  accepted: boolean,
): readonly InjectionFlag[] {
  return accepted ? flags.filter((flag) => OF_PICTURES.includes(flag)) : flags;
}

function maxOf(range: unknown): number | null {
  if (typeof range !== 'object' || range === null) return null;
  const { max } = range as { readonly max?: unknown };
  return typeof max === 'number' ? max : null;
}
