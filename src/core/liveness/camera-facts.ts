/** @file What a camera says of itself, and whether a physical one could say so. Sees no frame. */

/** Read when the camera starts. An attacker who feeds in a video can make up all of it. */
export interface CameraFacts {
  readonly label: string;
  /** `MediaStreamTrack.getCapabilities()`; null where the browser has none. */
  readonly capabilities: Readonly<Record<string, unknown>> | null;
  /** `MediaStreamTrack.getSettings()`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The track ignores a control that its capabilities claim; null where it claims none that could be tried. */
  readonly unresponsive: boolean | null;
}

/** 16K: four times as wide as any sensor that a browser opens. Browsers scale down, so a least width of 1 is normal. */
const MAX_SIDE_PX = 15_360;
/** The fastest slow motion that devices offer to browsers. */
const MAX_FRAMES_PER_SECOND = 240;

/**
 * Chromium gives a track that a script drew (`canvas.captureStream`) its id for a label; a device's label is never its
 * id.
 */
export function isDrawn({ label, settings }: CameraFacts): boolean {
  return label === settings.deviceId;
}

/** Whether the capabilities are none that a physical camera has, or contradict the settings. */
export function areImpossible({ capabilities, settings }: CameraFacts): boolean {
  if (capabilities === null) return false;
  const range = (name: string): Range | null => rangeOf(capabilities[name]);
  const sides = [range('width'), range('height')];
  const frameRate = range('frameRate');
  const ranges = [
    'width',
    'height',
    'frameRate',
    'aspectRatio',
    'zoom',
    'exposureTime',
    'exposureCompensation',
  ];
  return (
    sides.some((side) => side !== null && side.max > MAX_SIDE_PX) ||
    (frameRate !== null && frameRate.max > MAX_FRAMES_PER_SECOND) ||
    ranges.some((name) => isInsideOut(range(name))) ||
    looksBothWays(capabilities.facingMode) ||
    isAnother(capabilities.deviceId, settings.deviceId)
  );
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Null unless `value` has a numeric `max`; an absent `min` reads as the same. */
function rangeOf(value: unknown): Range | null {
  if (typeof value !== 'object' || value === null) return null;
  const { min, max } = value as { readonly min?: unknown; readonly max?: unknown };
  if (typeof max !== 'number') return null;
  return { min: typeof min === 'number' ? min : max, max };
}

function isInsideOut(range: Range | null): boolean {
  return range !== null && !(range.min <= range.max);
}

function looksBothWays(facingMode: unknown): boolean {
  return Array.isArray(facingMode) && facingMode.includes('user') && facingMode.includes('environment');
}

function isAnother(first: unknown, second: unknown): boolean {
  return typeof first === 'string' && typeof second === 'string' && first !== second;
}
