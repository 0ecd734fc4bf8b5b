/** @file What a data set's layout tells about its images, before any is opened. */
import type { SkippedFile } from '../../scripts/lib/photos/photo-files.ts';
import type { AlignmentPoints } from '../../src/core/observation.ts';
import type { Split } from '../data/types.ts';

export interface SourceImage {
  /** Relative to the data set's folder, with forward slashes. */
  readonly path: string;
  /** Name of the person; for a fake, of whom it pretends to be. One name is one person, whatever the data set. */
  readonly identity: string;
  /** People who may be one and the same; the person's own name when absent. */
  readonly group?: string;
  readonly isFake?: boolean;
  /** The video or photo it was taken from; a fake has that of the original it was made of. */
  readonly clip?: string;
  /** In image pixels, from the data set's own list. */
  readonly given?: AlignmentPoints;
  /** Where the data set itself says which split it belongs to. */
  readonly split?: Split;
}

/** Something in a data set that is not as its layout says. It is reported and left out. */
export interface SourceProblem {
  /** File, with its line where it has lines. */
  readonly where: string;
  readonly what: string;
}

export function problemsOf(skipped: readonly SkippedFile[]): SourceProblem[] {
  return skipped.map(({ path, why }) => ({ where: path, what: why }));
}

export interface SourceSet {
  readonly images: readonly SourceImage[];
  readonly problems: readonly SourceProblem[];
  /** Files that go into the packed dataset as they are, such as pair lists: name and text. */
  readonly extras?: Readonly<Record<string, string>>;
}

export interface LayoutOptions {
  /** A folder for what the layout has to make, such as frames of videos; kept for the next time. */
  readonly workFolder: string;
  /** Told how far a long reading has come. */
  readonly notify?: (message: string) => void;
}

/** @throws Error when the folder is not of this layout, saying what is missing. */
export type ReadLayout = (folder: string, options: LayoutOptions) => Promise<SourceSet>;
