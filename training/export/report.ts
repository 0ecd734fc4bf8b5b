/** @file What an export is asked for, and what it reports. Types only. */
import type { OnnxModelEntry } from '../../src/core/manifest/types.ts';
import type { Precision } from '../engine/store-weights.ts';
import type { AttackFigures } from '../evaluate/attack-figures.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import type { StartProgress } from '../progress.ts';
import type { DetectorCalibration } from './calibrate-detector.ts';

export interface ExportRunOptions {
  readonly run: string;
  readonly checkpoint?: string | undefined;
  /** Of the trained weights, the rest being the start's; 1 when absent. */
  readonly share?: number | undefined;
  /** Names of the datasets that thresholds are chosen on; all when absent. */
  readonly calibrateOn?: readonly string[] | undefined;
  /** Of a detector: the share of real, or bona fide, images that may be taken for fakes or attacks; 5 % when absent. */
  readonly falseAlarms?: number | undefined;
  /** Of a fake detector, which needs it: the embedder of `modelsFolder`, or a shipped one, that it is measured with. */
  readonly beside?: string | undefined;
  /** Of the model; kebab-case. */
  readonly name: string;
  readonly precision: Precision;
  /** Holds the packed datasets that the run was trained on. */
  readonly dataFolder: string;
  readonly modelsFolder: string;
  /** That of the start when absent, or the project's own. */
  readonly licence?: string | undefined;
  readonly startProgress: StartProgress;
}

export interface ExportReport {
  readonly entry: OnnxModelEntry;
  /** Largest difference of an output value from the network as trained. */
  readonly differenceFromTraining: number;
  /** Of onnxruntime-node from onnxruntime-web's WebAssembly, on real crops. */
  readonly differenceOnWasm: number;
  readonly crops: number;
  /** Null for an embedder. */
  readonly calibration: DetectorCalibration | null;
  /** On people that were neither trained nor tuned on, per dataset. */
  readonly test: readonly DatasetResult[];
  /** The same of an attack detector, which is measured in its own way; empty for others. */
  readonly attacks: readonly AttackFigures[];
}
