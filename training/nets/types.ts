/** @file What a network is: one description that gives its graph, its parameters and their start. */
import type { Value } from '../graph/graph.ts';
import type { Scope } from '../graph/scope.ts';

export interface Network {
  readonly name: string;
  /** Width and height of the input image in pixels. */
  readonly inputSize: number;
  /** Size of one output row: the embedding, or 1 for a detector's logit. */
  readonly outputSize: number;
  /**
   * @param x - Images, [N, 3, inputSize, inputSize].
   * @returns [N, outputSize]: raw embeddings, not normalised, or logits.
   */
  build(scope: Scope, x: Value): Value;
}

export interface NetworkOptions {
  /** Pixels; 112 when absent. */
  readonly inputSize?: number;
  /** Length of the embedding; 128 when absent. */
  readonly embeddingSize?: number;
}

/** How the last feature map becomes the output. */
export type Neck =
  /** Mean of each channel, then fully connected. */
  | 'pool'
  /** All positions fully connected, then batch norm: keeps where things are, and trains without diverging. */
  | 'flat';
