/** @file What the guided capture says: one instruction, and above it what happened. Pure. */
import { msg, str } from '@lit/localize';
import type { CaptureView } from '../../src/core/enrolment/types.ts';
import { cameraFailureText } from '../../src/locales/camera.ts';
import { poseText, restartText, viewsText } from '../../src/locales/enrolment.ts';
import { hintText } from '../../src/locales/hints.ts';
import type { CameraFailure } from '../../src/runtime/camera.ts';

export interface CaptureSituation {
  /** The capture has ended, and what comes of it is being worked out. */
  readonly over: boolean;
  /** The models run. */
  readonly ready: boolean;
  readonly source:
    | { readonly kind: 'off' | 'starting' | 'live' }
    | { readonly kind: 'failed'; readonly reason: CameraFailure };
  /** Null before the first frame was judged. */
  readonly view: Pick<CaptureView, 'pose' | 'hint' | 'poses' | 'restart'> | null;
}

/** The one thing to do. */
export function instructionText({ over, ready, source, view }: CaptureSituation): string {
  if (over) return msg('Thank you. One moment …');
  if (!ready || source.kind === 'starting' || (view === null && source.kind === 'live'))
    return msg('One moment …');
  if (source.kind === 'failed') return cameraFailureText(source.reason).title;
  if (source.kind === 'off') return msg('The camera is off');
  return view?.hint ? hintText(view.hint) : poseText(view?.pose ?? 'frontal');
}

/** What happened; empty where there is nothing to say. */
export function noticeText({ source, view }: CaptureSituation): string {
  if (source.kind === 'failed') return cameraFailureText(source.reason).advice;
  return view?.restart ? restartText(view.restart) : '';
}

/** How many views are taken and which were passed over; empty before the first frame was judged. */
export function countText({ view }: CaptureSituation): string {
  if (view === null || view.poses.length === 0) return '';
  const taken = view.poses.filter(({ status }) => status === 'done').length;
  const count = msg(str`Views taken: ${taken} of ${view.poses.length}`);
  const skipped = view.poses.filter(({ status }) => status === 'skipped').map(({ pose }) => pose);
  return skipped.length === 0 ? count : `${count} · ${msg(str`Missing: ${viewsText(skipped)}`)}`;
}
