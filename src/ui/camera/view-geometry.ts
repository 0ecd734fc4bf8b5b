/** @file Where a camera pixel lies on the screen when the picture covers its frame and is mirrored. Pure. */
import { type QuarterTurnDeg, turnedSize } from '../../core/geometry/quarter-turn.ts';
import type { Box, FrameSize, Point } from '../../core/observation.ts';

export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

/**
 * screen x = width − (frame x · scale + offsetX), since the picture is mirrored;
 * screen y = frame y · scale + offsetY. All in CSS pixels.
 */
export interface ViewTransform {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
  readonly width: number;
}

/**
 * The picture covers the view, and where there is picture to spare its middle
 * moves up towards the oval.
 * @param lift - Share of the view's height above the oval's centre, (0, 1).
 */
export function coverTransform(frame: FrameSize, view: ViewSize, lift: number): ViewTransform {
  const scale = Math.max(view.width / frame.widthPx, view.height / frame.heightPx);
  const spare = view.height - frame.heightPx * scale;
  return {
    scale,
    offsetX: (view.width - frame.widthPx * scale) / 2,
    offsetY: Math.min(0, Math.max(spare, view.height * lift - (frame.heightPx * scale) / 2)),
    width: view.width,
  };
}

/** Where a video element goes, in CSS pixels, before it is turned about its own middle and mirrored. */
export interface VideoPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Puts a video's picture where `transform` says that its frames lie.
 * @param video - As it comes from the camera.
 * @param transform - For the frames, which are turned.
 */
export function videoPlace(
  video: FrameSize,
  turnDeg: QuarterTurnDeg,
  { scale, offsetX, offsetY, width: viewWidth }: ViewTransform,
): VideoPlace {
  const { widthPx, heightPx } = turnedSize(video, turnDeg);
  const [width, height] = [video.widthPx * scale, video.heightPx * scale];
  return {
    left: viewWidth - (offsetX + (widthPx * scale) / 2) - width / 2,
    top: offsetY + (heightPx * scale) / 2 - height / 2,
    width,
    height,
  };
}

export function toScreen(t: ViewTransform, point: Point): Point {
  return { x: t.width - (point.x * t.scale + t.offsetX), y: point.y * t.scale + t.offsetY };
}

/** A camera box as a screen box: mirroring makes its right edge the left one. */
export function boxToScreen(t: ViewTransform, box: Box): Box {
  const topLeft = toScreen(t, { x: box.x + box.width, y: box.y });
  return { x: topLeft.x, y: topLeft.y, width: box.width * t.scale, height: box.height * t.scale };
}

export interface Oval {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
}

/** Height of a head's oval over its width. */
const HEAD_RATIO = 1.3;

/**
 * The guide oval: a head's shape, centred across.
 * @param lift - Share of the height that lies above the oval's centre, (0, 1).
 * @param reach - Half the oval's height as a share of the view's, (0, 0.5).
 */
export function guideOval(view: ViewSize, lift: number, reach = 0.27): Oval {
  const radiusY = Math.min(view.height * reach, view.width * 0.36 * HEAD_RATIO);
  return { x: view.width / 2, y: view.height * lift, radiusX: radiusY / HEAD_RATIO, radiusY };
}

/**
 * What the landmarker's box lacks of the whole face, as shares of its height and width: it holds the contour from
 * hairline to chin.
 */
const PADDING = { above: 0.11, below: 0.05, beside: 0.08 };
/** A turned head has a narrow box; the oval stays a head's. */
const NARROWEST_RATIO = 1.45;
/** The progress ring and its arrows need this much, in CSS pixels. */
const SMALLEST_RADIUS = 56;

/** The oval around a tracked face, forehead and chin included. @param box - On the screen. */
export function faceOval(box: Box): Oval {
  const { above, below, beside } = PADDING;
  const radiusY = Math.max(SMALLEST_RADIUS, (box.height * (1 + above + below)) / 2);
  return {
    x: box.x + box.width / 2,
    y: box.y + (box.height * (1 + below - above)) / 2,
    radiusX: Math.max(radiusY / NARROWEST_RATIO, box.width * (0.5 + beside)),
    radiusY,
  };
}

/** The point of the screen that is `grow` pixels outside the oval. @param deg - Clockwise from the top. */
export function onOval(oval: Oval, deg: number, grow: number): Point {
  const angle = (deg * Math.PI) / 180;
  return {
    x: oval.x + Math.sin(angle) * (oval.radiusX + grow),
    y: oval.y - Math.cos(angle) * (oval.radiusY + grow),
  };
}
