/** @file The gallery as the matcher scans it. Types only. */

/** The opened gallery as the matcher scans it. Rows of one subject are contiguous. */
export interface PackedGallery {
  /** One per subject. */
  readonly subjectIds: readonly string[];
  /** First row of each subject, plus the row count at the end: length `subjectIds.length + 1`. */
  readonly rowOffsets: Uint32Array;
  /** Unit vectors, row-major, float32 [rows × dimension]. */
  readonly vectors: Float32Array;
  readonly dimension: number;
}

/** Where a gallery comes in, block by block. Nobody is found before its end. */
export interface FaceSink {
  /** So many vectors come, or some more. */
  begin(rows: number): Promise<void>;
  /**
   * @param counts - How many of the vectors are whose, in the order of `ids`.
   * @param vectors - Unit vectors, one after the other, float32; the sink's from now on.
   */
  put(ids: readonly string[], counts: readonly number[], vectors: Float32Array): Promise<void>;
  /** From now on faces are compared with all of them. */
  end(): Promise<void>;
}

/** A sink of another worker: the vectors go there and through no page. */
export interface FaceSinkElsewhere<Port> {
  /** @returns A message port on which a sink listens. */
  connect(): Promise<Port>;
}
