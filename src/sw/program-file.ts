/** @file What the build lists of each of the program's files, and the cache that holds them. */

/** One file of the program, as the build lists it. */
export interface ProgramFile {
  /** Relative to the site's root. */
  readonly url: string;
  /** Null for a file whose name holds its hash. */
  readonly revision: string | null;
  /** Missing for the app manifest, for which the build does not tell it. */
  readonly bytes?: number;
  /** Hex; of a build of ONNX Runtime. */
  readonly sha256?: string;
}

export const PROGRAM_CACHE = 'facegate-program';
