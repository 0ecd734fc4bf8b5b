/**
 * @file Does the colour of a face follow the colours that the screen shows? A recording cannot know them.
 *
 * A print reflects them as skin does: this cue detects screens and recordings, but not paper.
 */
import type { LightSample } from '../observation.ts';
import { type LightFit, type LightSeries, bestFit, rankOfShown } from './light-fit.ts';
import { LIGHT_COLOURS, type LightColour } from './light-colours.ts';
import type { CueFinding } from './types.ts';

export type { LightColour } from './light-colours.ts';

/** Full-screen colours, shown one after the other for the same time. */
export interface LightSequence {
  /** Neighbours differ. */
  readonly colours: readonly LightColour[];
  readonly stepMs: number;
}

export interface TimedLight {
  /** When the frame was grabbed, on the clock of `startedMs`. */
  readonly atMs: number;
  readonly light: LightSample;
}

export interface LightFinding extends CueFinding {
  /** Of the face's chromaticity with the shown colours at the best lag, [−1, 1]. */
  readonly correlation: number | null;
  /** From a colour's appearance on the page to its arrival in the grabbed frames. */
  readonly lagMs: number | null;
  /** How many of all sequences that could have been drawn fit the face as well as the shown one, (0, 1]. */
  readonly falseAcceptRate: number | null;
}

/**
 * 2,916 sequences of seven, 8,748 of eight. With fewer, noise in one step would already exceed `MAX_FALSE_ACCEPT`.
 */
const MIN_COLOURS = 7;
const MAX_COLOURS = 8;
/** 2.5 changes a second: WCAG 2.2 allows three flashes, and a flash is a pair of changes. */
const STEP_MS = 400;

/** From the page's paint over screen, exposure and camera pipeline to the grab: webcams and tablets lie between. */
const MAX_LAG_MS = 400;

/**
 * The sequence is drawn uniformly, after which any face that does not see it, whatever it does and however often it was
 * recorded, gives this rate or a smaller one with at most this probability: the rank of a uniform draw among all
 * possible draws is itself uniform. So the limit *is* the false accept rate of every replay.
 */
const MAX_FALSE_ACCEPT = 0.002;

/** Between the two rates a face may follow weakly under the noise of its motion: that is no proof against it. */
const UNDECIDED = 0.1;

/**
 * Root mean square of the chromaticity's following, natural logarithm. A tablet's 70 lx on a face in a room of 200 lx
 * give 0.1 or more. The glass of a phone reflects about 4 % of a screen that is no brighter than its own: below this, a
 * face is not told from a phone that shows one.
 */
const MIN_RESPONSE = 0.02;

/** Mean linear light above which a camera that still clips nothing is in daylight, where no screen counts. */
const BRIGHT = 0.6;
/** Mean linear light below which the camera cannot expose longer: in such a room a living face must respond. */
const DARK = 0.05;

/** @param random - [0, 1); nobody can predict it. */
export function drawLightSequence(random: () => number): LightSequence {
  const length = MIN_COLOURS + Math.floor(random() * (MAX_COLOURS - MIN_COLOURS + 1));
  const colours: LightColour[] = [];
  while (colours.length < length) {
    const others = LIGHT_COLOURS.filter((colour) => colour !== colours.at(-1));
    colours.push(others[Math.floor(random() * others.length)]);
  }
  return { colours, stepMs: STEP_MS };
}

/**
 * `pending` until the last colour has had time to arrive. Then `passed` when the face follows the shown sequence much
 * better than others; else `missing` where it could not be told (too few frames, daylight, hardly any response outside
 * the dark), else `failed`.
 *
 * Of 2,100 simulated trials in `tests/core/liveness/light.test.ts` these passed: living faces 149 of 150 with a screen
 * of a tenth of the room's light, 450 of 450 with more; replays with a sequence of their own 1 of 700; the recorded
 * answer to another sequence 1 of 700; a phone's glass 0 of 50; prints 50 of 50.
 *
 * @param startedMs - When the page began to show the sequence.
 * @param samples - In any order; those before and long after the sequence do not count.
 * @throws RangeError when the sequence is empty or its step is not a positive time.
 */
export function judgeLight(
  sequence: LightSequence,
  startedMs: number,
  samples: readonly TimedLight[],
  nowMs: number,
): LightFinding {
  const { colours, stepMs } = sequence;
  if (colours.length === 0 || !(stepMs > 0)) {
    throw new RangeError('A light sequence has at least one colour and a step above 0 ms.');
  }
  const endMs = startedMs + colours.length * stepMs + MAX_LAG_MS;
  if (nowMs < endMs) return { ...UNHEARD, state: 'pending' };
  const series = seriesOf(samples, startedMs, endMs);
  const fit = bestFit(series, colours, stepMs);
  if (fit === null) return { ...UNHEARD, state: 'missing' };
  const falseAcceptRate = rankOfShown(series, colours, stepMs);
  const { correlation, lagMs } = fit;
  const figures = { correlation, lagMs, falseAcceptRate };
  if (falseAcceptRate <= MAX_FALSE_ACCEPT && fit.response >= MIN_RESPONSE) {
    return { ...figures, state: 'passed', suspicion: falseAcceptRate };
  }
  return canTell(samples, fit, falseAcceptRate)
    ? { ...figures, state: 'failed', suspicion: 1 }
    : { ...figures, state: 'missing', suspicion: null };
}

const UNHEARD = { suspicion: null, correlation: null, lagMs: null, falseAcceptRate: null } as const;

/** Whether a living face would have been seen to follow. */
function canTell(samples: readonly TimedLight[], fit: LightFit, falseAcceptRate: number): boolean {
  const skin = meanLuminance(samples.map(({ light }) => light.skin));
  const background = meanLuminance(samples.map(({ light }) => light.background));
  const brightest = Math.max(skin, background);
  if (brightest > BRIGHT) return false;
  if (brightest < DARK) return true;
  // It changed its colour visibly, but with something else.
  return falseAcceptRate > UNDECIDED && fit.variation >= MIN_RESPONSE;
}

function meanLuminance(colours: readonly LightSample['skin'][]): number {
  let sum = 0;
  for (const [red, green, blue] of colours) sum += 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return sum / colours.length;
}

/**
 * Keeps a nearly black background from turning its noise into colour: where it is far below, the skin's own colour
 * counts.
 */
const FLOOR = 0.01;

/**
 * The face's chromaticity over time: log R ⁄ G and log B ⁄ G of the skin less those of the background, so that neither
 * the camera's exposure nor its white balance, which change both alike, show.
 */
function seriesOf(samples: readonly TimedLight[], startedMs: number, endMs: number): LightSeries {
  const counted = samples.filter(({ atMs }) => atMs >= startedMs && atMs <= endMs);
  const ratio = ({ skin, background }: LightSample, channel: 0 | 1 | 2): number =>
    Math.log((skin[channel] + FLOOR) / (background[channel] + FLOOR));
  return {
    atMs: counted.map(({ atMs }) => atMs - startedMs),
    redGreen: counted.map(({ light }) => ratio(light, 0) - ratio(light, 1)),
    blueGreen: counted.map(({ light }) => ratio(light, 2) - ratio(light, 1)),
  };
}
