/**
 * @file Reads what a camera says of itself, and whether it does what it claims. Asks once, when the camera starts and
 * before any frame is judged, because trying a control may alter the picture. Judges nothing.
 */
import type { CameraFacts } from '../core/liveness/camera-facts.ts';

/** The part of `MediaStreamTrack` that is used. */
export type ProbedTrack = Pick<
  MediaStreamTrack,
  'label' | 'getSettings' | 'getConstraints' | 'applyConstraints'
> & { getCapabilities?: MediaStreamTrack['getCapabilities'] };

/** No camera needs longer. A camera that never answers must not keep the kiosk from starting. */
const PROBE_TIMEOUT_MS = 1_500;
/** Some drivers report a setting only after the next frame. */
const SETTLE_MS = 100;
const LOOKS = 3;
/** A setting has followed when it ends this near to what was asked, as a share of the step. */
const NEAR = 0.5;

/** Never throws: what cannot be read or tried is null. */
export async function readCameraFacts(track: ProbedTrack): Promise<CameraFacts> {
  // Firefox before 132 has no getCapabilities.
  const capabilities = asRecord(track.getCapabilities?.() ?? null);
  const settings = asRecord(track.getSettings()) ?? {};
  const unresponsive = capabilities && (await probeInTime(track, capabilities, settings));
  return { label: track.label, capabilities, settings, unresponsive };
}

type Values = Readonly<Record<string, unknown>>;

function asRecord(value: object | null): Values | null {
  return value === null ? null : { ...value };
}

async function probeInTime(
  track: ProbedTrack,
  capabilities: Values,
  settings: Values,
): Promise<boolean | null> {
  const before = track.getConstraints();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null);
    }, PROBE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([probe(track, before, capabilities, settings), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @returns True when the track ignores a control that it claims, false when it follows all that could be tried, null
 * when there was none to try. A refusal is no sign: drivers refuse for many reasons.
 */
async function probe(
  track: ProbedTrack,
  before: MediaTrackConstraints,
  capabilities: Values,
  settings: Values,
): Promise<boolean | null> {
  const answers: boolean[] = [];
  try {
    for (const trial of trialsOf(before, capabilities, settings)) {
      const followed = await follows(track, trial).catch(() => null);
      await track.applyConstraints(trial.undo).catch(() => undefined);
      if (followed !== null) answers.push(followed);
    }
  } finally {
    await track.applyConstraints(before).catch(() => undefined);
  }
  return answers.length === 0 ? null : answers.includes(false);
}

interface Trial {
  readonly control: string;
  readonly from: number;
  readonly to: number;
  readonly apply: MediaTrackConstraints;
  readonly undo: MediaTrackConstraints;
}

function trialsOf(before: MediaTrackConstraints, capabilities: Values, settings: Values): readonly Trial[] {
  const trials: Trial[] = [];
  for (const control of ['exposureCompensation', 'zoom'] as const) {
    const from = settings[control];
    const to = typeof from === 'number' ? otherValue(capabilities[control], from) : null;
    if (typeof from !== 'number' || to === null) continue;
    // Chromium refuses these together with others, and takes them as advanced constraints only.
    const only = (value: number): MediaTrackConstraints => ({ advanced: [{ [control]: value }] });
    trials.push({ control, from, to, apply: only(to), undo: only(from) });
  }
  const pace = settings.frameRate;
  const slower = typeof pace === 'number' ? slowerPace(capabilities.frameRate, pace) : null;
  if (typeof pace === 'number' && slower !== null) {
    const apply = { ...before, frameRate: { exact: slower } };
    trials.push({ control: 'frameRate', from: pace, to: slower, apply, undo: before });
  }
  return trials;
}

/** Whether the setting is nearer to what was asked than to what it was. @throws what a refusing track throws. */
async function follows(track: ProbedTrack, { control, from, to, apply }: Trial): Promise<boolean> {
  await track.applyConstraints(apply);
  for (let look = 0; look < LOOKS; look += 1) {
    const value = (track.getSettings() as Values)[control];
    if (typeof value === 'number' && Math.abs(value - to) <= NEAR * Math.abs(to - from)) return true;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
  return false;
}

/** A value of the range a tenth of it away from `from`, by whole steps; null where the range leaves no choice. */
function otherValue(range: unknown, from: number): number | null {
  if (typeof range !== 'object' || range === null) return null;
  const { min, max, step } = range as { min?: unknown; max?: unknown; step?: unknown };
  if (typeof min !== 'number' || typeof max !== 'number' || !(max > min)) return null;
  const unit = typeof step === 'number' && step > 0 ? step : (max - min) / 10;
  const change = Math.max(1, Math.round((max - min) / 10 / unit)) * unit;
  if (from + change <= max) return from + change;
  return from - change >= min ? from - change : null;
}

/** Half the frame rate, if the range has it. */
function slowerPace(range: unknown, pace: number): number | null {
  if (typeof range !== 'object' || range === null) return null;
  const { min, max } = range as { min?: unknown; max?: unknown };
  const half = Math.round(pace / 2);
  return typeof max === 'number' && half >= (typeof min === 'number' ? min : 1) && half >= 5 && half <= max
    ? half
    : null;
}
