/** @file Everything that decides how a training run goes, as plain data. Configurations are modules that export one. */
import type { Alignment } from '../../src/core/align/template.ts';
import type { DetectorEntry } from '../../src/core/manifest/types.ts';
import type { AugmentConfig } from '../augment/types.ts';
import type { AdaFaceOptions } from '../losses/ada-face.ts';
import type { AdaptiveMarginOptions } from '../losses/adaptive-margin.ts';
import type { ArcFaceOptions } from '../losses/arc-face.ts';
import type { BatchHardOptions } from '../losses/batch-hard.ts';
import type { CosFaceOptions } from '../losses/cos-face.ts';
import type { QuadrupletOptions } from '../losses/quadruplet.ts';
import type { MinerConfig } from '../miners/mine.ts';
import type { NetworkSpec } from '../nets/network-spec.ts';
import type { AdamWOptions } from '../optim/adamw.ts';
import type { SgdOptions } from '../optim/sgd.ts';
import type { SamplerConfig } from '../samplers/config.ts';
import type { EarlyStopConfig } from '../schedule/early-stop.ts';
import type { ScheduleConfig } from '../schedule/types.ts';

/** How the companions of an anchor are found. `random` outside the graph, the others inside it, by distance. */
export type Mining =
  ({ readonly kind: 'random' } & MinerConfig) | ({ readonly kind: 'hard' } & BatchHardOptions);

interface Weighted {
  /** Its share in the sum of losses. */
  readonly weight: number;
}

interface OnTuples extends Weighted {
  /** Distances of embeddings of length 1, or of raw ones as system 0 has it. */
  readonly embeddings: 'unit' | 'raw';
  readonly mining: Mining;
}

export type LossTerm =
  | ({ readonly kind: 'quadruplet' } & OnTuples & QuadrupletOptions)
  | ({ readonly kind: 'triplet' } & OnTuples & { readonly margin: number | null })
  | ({ readonly kind: 'cosine-triplet' } & OnTuples & { readonly margin: number })
  | ({ readonly kind: 'adaptive-margin' } & OnTuples & AdaptiveMarginOptions)
  | ({ readonly kind: 'contrastive' } & OnTuples & { readonly margin: number })
  | ({ readonly kind: 'arc-face' } & Weighted & ArcFaceOptions)
  | ({ readonly kind: 'cos-face' } & Weighted & CosFaceOptions)
  | ({ readonly kind: 'ada-face' } & Weighted & AdaFaceOptions)
  | ({ readonly kind: 'cosine-head' } & Weighted)
  | ({ readonly kind: 'classifier' } & Weighted)
  /** Real images keep the embeddings that they had when training began; only for a run with `init`. */
  | ({ readonly kind: 'held' } & Weighted)
  /** For a network with one output: is the image a fake? */
  | ({ readonly kind: 'balanced-bce' } & Weighted);

/** The layout of the model that the run starts from. */
export interface ImportedSpec {
  readonly kind: 'imported';
  /** Pixels; the file's own when absent. Only files without a layer that counts places can have another. */
  readonly inputSize?: number;
  /** What follows its feature maps: their mean over the places, fully connected to the outputs. None when absent. */
  readonly head?: { readonly outputSize: number };
}

export type OptimiserSpec =
  ({ readonly kind: 'adamw' } & AdamWOptions) | ({ readonly kind: 'sgd' } & SgdOptions);

export type DetectorRole = DetectorEntry['role'];

export interface ValidationConfig {
  readonly everySteps: number;
  /** Most pairs of each kind and dataset. */
  readonly pairsPerKind: number;
}

/** What the makers of a start ask of everything that comes of it. */
export interface StartTerms {
  /** In one line, for the manifest. */
  readonly licence: string;
  /** Who made it, under which terms, and what to bear in mind; a paragraph each, for the card. */
  readonly notes: readonly string[];
}

export interface TrainConfig {
  readonly name: string;
  /** One sentence: what this run is for. */
  readonly about: string;
  /** Of a network with one output: what it looks for; fakes when absent. */
  readonly role?: DetectorRole;
  /** Of the weights' start, the batches, the augmentations and the pairs of validation. */
  readonly seed: number;
  readonly net: NetworkSpec | ImportedSpec;
  /** Which part of the face's surroundings the network sees. */
  readonly alignment: Alignment;
  /**
   * Packed datasets, by folder name below the data folder. Those of one source, which name people alike, stand
   * together.
   */
  readonly datasets: readonly (readonly string[])[];
  readonly sampler: SamplerConfig;
  readonly augment: AugmentConfig;
  readonly losses: readonly LossTerm[];
  readonly optimiser: OptimiserSpec;
  /** Longest gradient; null: not clipped. */
  readonly clipNorm: number | null;
  /** Of the moving average of the weights, which is what gets validated and exported; null: none. */
  readonly averageDecay: number | null;
  readonly schedule: ScheduleConfig;
  readonly steps: number;
  readonly validation: ValidationConfig;
  /** null: goes on to the last step. */
  readonly earlyStop: EarlyStopConfig | null;
  readonly checkpointEverySteps: number;
  /** Steps between two lines of the log. */
  readonly logEverySteps: number;
  /** Regular expressions: parameters that are held as they are. */
  readonly freeze?: readonly string[];
  /**
   * An ONNX model to start from, whose layout replaces `net`: a path, seen from the data folder, or from `models/`
   * where the data folder has no such file.
   */
  readonly init?: string;
  /** Of `init`. */
  readonly terms?: StartTerms;
}
