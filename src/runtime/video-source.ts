/** @file What frames come from: a camera, or in demo mode a video file. Types only. */
import type { QuarterTurnDeg } from '../core/geometry/quarter-turn.ts';

export type CameraFailure = 'denied' | 'none' | 'busy' | 'unplugged' | 'insecure' | 'unsupported';

export type CameraState =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'live';
      readonly deviceId: string | null;
      readonly label: string;
      readonly widthPx: number;
      readonly heightPx: number;
    }
  | { readonly kind: 'failed'; readonly reason: CameraFailure };

/** Dispatches `statechange` whenever `state` or `turnDeg` is another. */
export interface VideoSource extends EventTarget {
  /** A `file` can never open a door. */
  readonly kind: 'camera' | 'file';
  /** Muted, inline, playing while the state is `live`. */
  readonly video: HTMLVideoElement;
  readonly state: CameraState;
  /** How its picture must be turned, clockwise, to stand upright. The element shows it as it comes. */
  readonly turnDeg: QuarterTurnDeg;
  close(): void;
}

/** A video element as both sources need it. */
export function createVideoElement(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.autoplay = true;
  return video;
}
