/** @file Why nobody is let in by face now, whoever stands there. Badge and PIN go on. Pure. */
import type { CameraClosure, CameraWatch } from './camera-watch.ts';
import type { ModelWatch } from './model-watch.ts';
import type { People } from './people.ts';
import type { PictureMonitor } from './picture-monitor.ts';

export type FaceClosure =
  /** A model is lost, and no administrator has accepted that. */
  | 'modelLost'
  /** Not everybody is read yet: who looks like somebody may be missing. */
  | 'reading'
  | CameraClosure
  | PictureClosure;

/** The picture stands still, or shows nothing. */
export type PictureClosure = 'pictureFrozen' | 'pictureBlank';

export interface ClosingKiosk {
  readonly models: Pick<ModelWatch, 'closed'>;
  readonly people: Pick<People, 'facesShare'>;
  readonly cameraWatch: Pick<CameraWatch, 'closure'>;
  readonly picture: Pick<PictureMonitor, 'fault'>;
  /** A video file stands in for the camera, and opens no door. */
  readonly demo: boolean;
}

export const PICTURE_CLOSURES = { frozen: 'pictureFrozen', blank: 'pictureBlank' } as const;

/** @returns Null while faces are judged. */
export function faceClosureOf({
  models,
  people,
  cameraWatch,
  picture,
  demo,
}: ClosingKiosk): FaceClosure | null {
  if (models.closed) return 'modelLost';
  if (people.facesShare !== null) return 'reading';
  if (demo) return null;
  return cameraWatch.closure ?? (picture.fault && PICTURE_CLOSURES[picture.fault]);
}
