/** @file What is to be trained, and what becomes of it once compiled. Types and names only. */
import type { GraphInput, Value } from '../graph/graph.ts';
import type { DropoutSpec, ModelSpec, Scope } from '../graph/scope.ts';
import type { OnnxModel } from '../onnx/types.ts';
import type { Layout } from '../optim/layout.ts';
import type { Optimiser } from '../optim/optimiser.ts';

/** What a training step computes before any update. */
export interface Objective {
  /** Scalar that is made smaller. */
  readonly loss: Value;
  /** Scalars that are reported with each step, by name. */
  readonly metrics: Readonly<Record<string, Value>>;
}

export interface TrainingProgram {
  /** What the caller feeds with every step: images, indices, labels. */
  readonly inputs: readonly GraphInput[];
  /** Builds network and loss. Called more than once, each time the same. */
  build(scope: Scope, inputs: Readonly<Record<string, Value>>): Objective;
}

export interface TrainingOptions {
  readonly optimiser: Optimiser;
  /** Longest gradient; null or absent for no clipping. */
  readonly clipNorm?: number | null;
  /** Of the moving average of the parameters; null or absent for none. */
  readonly averageDecay?: number | null;
  /** Parameters that are held as they are; their batch norms keep their running statistics. */
  readonly freeze?: readonly RegExp[];
}

/** Where each named tensor lies in the state's vectors. */
export interface StateLayout {
  readonly trained: Layout;
  readonly frozen: Layout;
  readonly statistics: Layout;
}

export interface CompiledProgram {
  /** The training step. What never changes in a run is among its inputs. */
  readonly model: OnnxModel;
  readonly inputs: readonly GraphInput[];
  readonly dropouts: readonly DropoutSpec[];
  readonly spec: ModelSpec;
  readonly layout: StateLayout;
  /** What the program wants as it was at the start, apart from what is frozen. */
  readonly start: Layout;
  /** State vectors that a step rewrites, with their lengths. */
  readonly updated: Readonly<Record<string, number>>;
  readonly metrics: readonly string[];
  readonly options: TrainingOptions;
}

/** Names of the state's vectors. Optimisers' own are `optimiser.<slot>`. */
export const STATE = {
  trained: 'trained',
  frozen: 'frozen',
  statistics: 'statistics',
  start: 'start',
  average: 'average',
} as const;
export const slotName = (slot: string): string => `optimiser.${slot}`;

/** Names of the graph's own inputs and outputs, apart from the caller's. */
export const feedName = (vector: string): string => `state.${vector}`;
export const fetchName = (vector: string): string => `next.${vector}`;
export const scalarName = (scalar: string): string => `scalar.${scalar}`;
export const AVERAGE_RATE = 'average-rate';
/** Loss, length of the gradient, then the metrics. */
export const REPORT = 'report';
