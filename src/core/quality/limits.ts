/**
 * @file The one table of what a frame must reach: unit, range, limits, hint and source of every measure.
 * Judges nothing: `assess.ts` does.
 *
 * "OFIQ X" names the measure of ISO/IEC 29794-5:2025 and its reference code that the measure stands for. The limits
 * are our own for a 640×480 webcam: OFIQ's are set for passport photographs.
 */
import type { QualityMeasures } from '../observation.ts';
import type { HintCode } from './types.ts';

/** Bounds that a good value keeps, both included; ±Infinity for an open end. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** `check`: good enough to be recognised. `enrolment`: good enough for a stored template. */
export type QualityPurpose = 'check' | 'enrolment';

export interface QualityLimit {
  readonly unit: string;
  /** What values the measure can take at all. */
  readonly range: Bounds;
  readonly check: Bounds;
  readonly enrolment: Bounds;
  /** Inside these bounds a better value makes no better template. */
  readonly ideal: Bounds;
  /** What to tell the person when the value is below the least allowed, and when it is above the most. */
  readonly tooLow: HintCode;
  readonly tooHigh: HintCode;
  readonly source: string;
}

/** The shorter side of the frame, in pixels, that the upper limit of `faceSizePx` is set for. */
export const REFERENCE_FRAME_PX = 480;

const UP_TO_180: Bounds = { min: -180, max: 180 };
const POSITIVE: Bounds = { min: 0, max: Infinity };
const SHARE: Bounds = { min: 0, max: 1 };

/**
 * Most important first. A frame's failures are listed in this order: the person must stand in the right place before
 * more light helps.
 */
export const QUALITY_LIMITS: Readonly<Record<keyof QualityMeasures, QualityLimit>> = {
  faceCount: {
    unit: 'faces',
    range: POSITIVE,
    check: { min: 1, max: 1 },
    enrolment: { min: 1, max: 1 },
    ideal: { min: 1, max: 1 },
    tooLow: 'stepIntoView',
    tooHigh: 'onePersonOnly',
    source: 'OFIQ SingleFacePresent',
  },
  faceSizePx: {
    unit: 'px',
    range: POSITIVE,
    check: { min: 80, max: 460 },
    enrolment: { min: 110, max: 440 },
    ideal: { min: 150, max: 340 },
    tooLow: 'moveCloser',
    tooHigh: 'moveBack',
    source: 'OFIQ HeadSize',
  },
  interocularPx: {
    unit: 'px',
    range: POSITIVE,
    // The template has its eyes 35 px apart; below that the crop is stretched.
    check: { min: 28, max: Infinity },
    enrolment: { min: 36, max: Infinity },
    ideal: { min: 60, max: Infinity },
    tooLow: 'moveCloser',
    tooHigh: 'moveBack',
    source: 'OFIQ InterEyeDistance; the alignment template (docs/sources.md #1)',
  },
  centring: {
    unit: 'share of the half diagonal',
    range: POSITIVE,
    check: { min: 0, max: 0.55 },
    enrolment: { min: 0, max: 0.4 },
    ideal: { min: 0, max: 0.2 },
    tooLow: 'moveToCentre',
    tooHigh: 'moveToCentre',
    source: 'OFIQ LeftwardCrop…, RightwardCrop…, MarginAbove… and MarginBelowOfTheFaceImage, in one',
  },
  yawDeg: {
    unit: 'degrees',
    range: UP_TO_180,
    check: { min: -30, max: 30 },
    enrolment: { min: -14, max: 14 },
    ideal: { min: -8, max: 8 },
    tooLow: 'turnToCamera',
    tooHigh: 'turnToCamera',
    source: 'OFIQ HeadPoseYaw',
  },
  pitchDeg: {
    unit: 'degrees',
    range: UP_TO_180,
    check: { min: -28, max: 28 },
    enrolment: { min: -16, max: 16 },
    ideal: { min: -10, max: 10 },
    tooLow: 'raiseChin',
    tooHigh: 'lowerChin',
    source: 'OFIQ HeadPosePitch',
  },
  rollDeg: {
    unit: 'degrees',
    range: UP_TO_180,
    check: { min: -30, max: 30 },
    enrolment: { min: -16, max: 16 },
    ideal: { min: -8, max: 8 },
    tooLow: 'straightenHead',
    tooHigh: 'straightenHead',
    source: 'OFIQ HeadPoseRoll',
  },
  exposure: {
    unit: 'luminance, 0–255',
    range: { min: 0, max: 255 },
    check: { min: 25, max: 225 },
    enrolment: { min: 45, max: 205 },
    ideal: { min: 80, max: 170 },
    tooLow: 'tooDark',
    tooHigh: 'tooBright',
    source: 'OFIQ LuminanceMean',
  },
  clipping: {
    unit: 'share of pixels',
    range: SHARE,
    check: { min: 0, max: 0.3 },
    enrolment: { min: 0, max: 0.15 },
    ideal: { min: 0, max: 0.03 },
    tooLow: 'unevenLight',
    tooHigh: 'unevenLight',
    source: 'OFIQ UnderExposurePrevention and OverExposurePrevention, in one',
  },
  contrast: {
    unit: 'luminance, 0–127.5',
    range: { min: 0, max: 127.5 },
    check: { min: 4, max: 90 },
    enrolment: { min: 8, max: 75 },
    ideal: { min: 15, max: 60 },
    // A flat, grey face nearly always lacks light from the front.
    tooLow: 'tooDark',
    tooHigh: 'unevenLight',
    source: 'OFIQ LuminanceVariance and DynamicRange',
  },
  sharpness: {
    unit: 'variance of the Laplacian at a mean luminance of 128',
    range: POSITIVE,
    check: { min: 15, max: Infinity },
    enrolment: { min: 40, max: Infinity },
    ideal: { min: 180, max: Infinity },
    tooLow: 'holdStill',
    tooHigh: 'holdStill',
    source: 'OFIQ Sharpness; Pech-Pacheco et al. 2000',
  },
  eyesOpen: {
    unit: 'share',
    range: SHARE,
    check: { min: 0.3, max: 1 },
    enrolment: { min: 0.4, max: 1 },
    ideal: { min: 0.7, max: 1 },
    tooLow: 'openEyes',
    tooHigh: 'openEyes',
    source: 'OFIQ EyesOpen',
  },
};
