/**
 * @file What an optimiser is: state vectors as long as the parameters, and one step on them as graph values.
 *
 * Optimisers hold no state themselves: the engine does.
 */
import type { Value } from '../graph/graph.ts';

export interface OptimiserStep {
  /** Flat, [n]. */
  readonly parameters: Value;
  /** Flat, [n]; already clipped. */
  readonly gradient: Value;
  /** By name in `Optimiser.slots`, [n] each. */
  readonly slots: Readonly<Record<string, Value>>;
  /** Inputs by name in `Optimiser.scalars`, [] each. */
  readonly scalars: Readonly<Record<string, Value>>;
  /** The first so many parameters have weight decay. */
  readonly decayed: number;
}

export interface OptimiserResult {
  readonly parameters: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

export interface Optimiser {
  readonly name: string;
  /** Names of the state vectors, which start at zero. */
  readonly slots: readonly string[];
  /** Names of the numbers that `scalarsAt` gives for each step. */
  readonly scalars: readonly string[];
  /** @param step - Counts from 1. */
  scalarsAt(step: number, learningRate: number): Readonly<Record<string, number>>;
  build(step: OptimiserStep): OptimiserResult;
}
