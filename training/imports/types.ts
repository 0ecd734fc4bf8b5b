/** @file What a configuration of `import` says of an embedder that others published. Types only. */
import type { Alignment } from '../../src/core/align/template.ts';

export interface ImportConfig {
  /** Of the model, in kebab-case. */
  readonly name: string;
  /** One sentence: what it is. */
  readonly about: string;
  /** SHA-256 of the file that is imported, in lower-case hex. */
  readonly sha256: string;
  /** Where it was published. */
  readonly url: string;
  /** For the manifest, in one line. */
  readonly licence: string;
  /** Who made it, under which terms, from what, and what to bear in mind; for its card, a paragraph each. */
  readonly notes: readonly string[];
  /** What its input wants: (channel − mean) / std. */
  readonly mean: number;
  readonly std: number;
  readonly alignment: Alignment;
  /** Packed datasets whose people set the thresholds, by folder name below the data folder. */
  readonly datasets: readonly string[];
  /** Packed datasets that only fill galleries and are strangers. */
  readonly fillers: readonly string[];
}
