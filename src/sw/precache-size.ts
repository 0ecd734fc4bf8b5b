/** @file How long the files are that a version of the kiosk consists of. The build writes it into their revisions. */

export interface PrecacheEntry {
  /** Relative to the site's root. */
  readonly url: string;
  /** Null for a file whose name holds its hash. */
  readonly revision: string | null;
}

const SEPARATOR = '.';

/** @param bytes - The file's length. */
export function revisionWithSize(revision: string, bytes: number): string {
  return revision + SEPARATOR + String(bytes);
}

/** 0 where the revision does not say it. */
export function bytesOf({ revision }: PrecacheEntry): number {
  const bytes = Number(revision?.split(SEPARATOR)[1] ?? 0);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : 0;
}
