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
