/**
 * @file Whether a camera's picture stands still or shows nothing. Either is a fault of the kiosk, not a sign of an
 * attack: nobody is judged meanwhile. A loop of different pictures is another matter (`injection.ts`).
 */

/** `frozen`: the very same picture again and again. `blank`: a picture without any contrast. */
export type PictureFault = 'frozen' | 'blank';

/** Plain data of fixed size, from the first frame on. */
export interface PictureWatch {
  /** Of the last frame. */
  readonly hash: string | null;
  /** When the picture that is shown now came, and in how many frames it came. */
  readonly sinceMs: number;
  readonly frames: number;
  /** New pictures in a row; the one that stood still is none. */
  readonly fresh: number;
  /** Fingerprint of the picture that stood still last. */
  readonly stuck: string | null;
  readonly fault: PictureFault | null;
}

const FAULT_MS = 2_000;
/** After a pause the same picture is no fault yet: it must have come this often. */
const MIN_FRAMES = 10;
/** A single new picture may be a glitch of a camera that hangs. */
const MIN_FRESH = 3;

export const NO_PICTURES: PictureWatch = {
  hash: null,
  sinceMs: 0,
  frames: 0,
  fresh: 0,
  stuck: null,
  fault: null,
};

/**
 * @param atMs - Of the frame, on a clock that never goes back.
 * @param frameHash - Its fingerprint; null for one without contrast (`frame-hash.ts`).
 */
export function watchPicture(watch: PictureWatch, atMs: number, frameHash: string | null): PictureWatch {
  const { hash, sinceMs, frames, fresh, stuck, fault } = watch;
  if (frames > 0 && frameHash === hash) {
    const here = { ...watch, frames: frames + 1, fresh: 0 };
    if (frames + 1 < MIN_FRAMES || atMs - sinceMs < FAULT_MS) return here;
    return { ...here, stuck: hash, fault: hash === null ? 'blank' : 'frozen' };
  }
  const nowFresh = frameHash === null || frameHash === stuck ? 0 : fresh + 1;
  return {
    ...{ hash: frameHash, sinceMs: atMs, frames: 1, fresh: nowFresh, stuck },
    fault: nowFresh >= MIN_FRESH ? null : fault,
  };
}
