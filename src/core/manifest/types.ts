/**
 * @file What `models/manifest.json` says of each model: the one place that knows a model's file, input and
 * thresholds. Types only; `parse.ts` checks a manifest that comes from outside.
 */

import type { Alignment } from '../align/template.ts';

export type ModelRole =
  'embedder' | 'fake-detector' | 'attack-detector' | 'face-landmarker' | 'face-detector';

/** Where a model's file comes from, so that set-up can say how to get a missing one. */
export type ModelSource =
  | { readonly kind: 'trained-here' }
  /** Made by others and shipped with the kiosk. `url` says where it was published; set-up does not fetch it. */
  | { readonly kind: 'published'; readonly url: string }
  /** Set-up takes `entry` out of the zip file `file`, which lies beside the manifest. */
  | { readonly kind: 'inside'; readonly file: string; readonly entry: string }
  | { readonly kind: 'brought'; readonly note: string };

interface ModelEntryBase {
  /** Unique, kebab-case. */
  readonly name: string;
  /** File name: beside the manifest, and beside the served one. */
  readonly file: string;
  /** Lower-case hex of the file's SHA-256. A file that differs is refused. */
  readonly sha256: string;
  readonly bytes: number;
  /** SPDX identifier or a plain statement. */
  readonly licence: string;
  readonly source: ModelSource;
}

/** A threshold at a stated false match rate, with the evidence for it. */
export interface OperatingPoint {
  /** The false match rate that the threshold was set for, (0, 1). */
  readonly fmr: number;
  /** Cosine similarity; a probe at or above it matches. */
  readonly threshold: number;
  /** Measured false non-match rate at the threshold, [0, 1]. */
  readonly fnmr: number;
  readonly fnmrInterval: readonly [number, number];
  /** Wilson 95 % interval of the measured false match rate. */
  readonly fmrInterval: readonly [number, number];
  readonly genuinePairs: number;
  readonly impostorPairs: number;
}

/** What a threshold does in a gallery of so many people, measured on searches and not read off pairs. */
export interface GalleryPoint {
  /** With a template of this model. */
  readonly people: number;
  /** Share of strangers who may be taken for somebody, (0, 1): what the threshold was set for. */
  readonly fpir: number;
  /** Cosine between a probe and a template's mean. */
  readonly threshold: number;
  /** 95 %, by bootstrap over people; so are the others. */
  readonly thresholdInterval: readonly [number, number];
  /** Of the share of strangers taken for somebody at `threshold`. */
  readonly fpirInterval: readonly [number, number];
  /** Share of single images of enrolled people that are not recognised at `threshold`, [0, 1]. */
  readonly fnir: number;
  readonly fnirInterval: readonly [number, number];
}

/** Thresholds for searches. */
export interface Galleries {
  /** By rising `people`, then by falling `fpir`; the same `fpir` for each size. */
  readonly points: readonly GalleryPoint[];
  readonly evidence: GalleryEvidence;
  /**
   * Two people whose templates are as near as a search's threshold less this are look-alikes: of one's images at least
   * one in a hundred is taken for the other.
   */
  readonly lookAlikeMargin: number;
}

/** What the gallery points were measured on. */
export interface GalleryEvidence {
  /** Images of strangers, and people with a template who filled the galleries. */
  readonly probes: number;
  readonly templates: number;
  /** Images of people who were enrolled. */
  readonly enrolledProbes: number;
}

/** How an aligned crop becomes the network's input: value = (channel[0…255] − mean) / std. */
export interface OnnxInput {
  readonly name: string;
  /** Width and height in pixels. */
  readonly size: number;
  readonly layout: 'NCHW' | 'NHWC';
  readonly channels: 'RGB' | 'BGR';
  /** Per channel, in the order of `channels`, on the 0…255 scale. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** The recorded answer to the fixed tensor of `core/manifest/golden.ts`, which the boot self-test compares. */
export interface Golden {
  readonly seed: number;
  readonly output: readonly number[];
  /** Largest absolute difference allowed, after L2 normalisation for an embedder. */
  readonly tolerance: number;
}

interface OnnxModelEntryBase extends ModelEntryBase {
  readonly input: OnnxInput;
  readonly output: string;
  readonly alignment: Alignment;
  readonly golden: Golden;
}

export interface EmbedderEntry extends OnnxModelEntryBase {
  readonly role: 'embedder';
  readonly dimension: number;
  /** Of two single images. By falling `fmr`; at least one. */
  readonly operatingPoints: readonly OperatingPoint[];
  /** Absent for a model that nobody measured on galleries. */
  readonly galleries?: Galleries;
}

interface DetectorEntryBase extends OnnxModelEntryBase {
  /** [0, 1]; an image with a probability at or above it counts as a fake, or as an attack. */
  readonly threshold: number;
  /** Absent where nobody has measured it. */
  readonly evidence?: DetectorEvidence;
}

/** Its output is `fakeProbability`: the face is a deepfake. */
export interface FakeDetectorEntry extends DetectorEntryBase {
  readonly role: 'fake-detector';
}

/** Its output is `attackProbability`: the face is a print or a screen before the camera. */
export interface AttackDetectorEntry extends DetectorEntryBase {
  readonly role: 'attack-detector';
}

export type DetectorEntry = FakeDetectorEntry | AttackDetectorEntry;

/**
 * What a detector's threshold was chosen on: single images of people that it was not trained on. For an attack
 * detector the real images are bona fide presentations and the fakes attacks, so its rates are BPCER and APCER.
 */
export interface DetectorEvidence {
  /** Share of real images at or above the threshold, [0, 1], with Wilson's 95 % interval. */
  readonly falseAlarmRate: number;
  readonly falseAlarmInterval: readonly [number, number];
  readonly realImages: number;
  /** Share of fakes below the threshold, [0, 1], with Wilson's 95 % interval. */
  readonly missRate: number;
  readonly missInterval: readonly [number, number];
  readonly fakeImages: number;
}

export interface TrackerEntry extends ModelEntryBase {
  readonly role: 'face-landmarker' | 'face-detector';
}

export type OnnxModelEntry = EmbedderEntry | DetectorEntry;
export type ModelEntry = OnnxModelEntry | TrackerEntry;

export interface Manifest {
  readonly version: 1;
  readonly models: readonly ModelEntry[];
}
