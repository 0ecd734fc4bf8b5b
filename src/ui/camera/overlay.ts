/**
 * @file Draws the oval with the name under it, the face box and the landmarks on a canvas over the picture.
 *
 * Draws what it is given: it decides nothing and keeps no state.
 */
import type { Box } from '../../core/observation.ts';
import { type Oval, type ViewTransform, toScreen } from './view-geometry.ts';

/**
 * How the oval looks: `invite` dashed, `seek` a plain line, `hold` a heavy line, `good` a heavy double line, `bad` a
 * heavy broken line. So people can tell them apart without colour.
 */
export type GuideState = 'hidden' | 'invite' | 'seek' | 'hold' | 'good' | 'bad';

export interface OverlayColours {
  readonly line: string;
  readonly good: string;
  readonly bad: string;
  readonly scrim: string;
  readonly ink: string;
  readonly font: string;
}

/** A face that reaches out of the view keeps its name plate above this share of the height. */
const LABEL_LIMIT = 0.88;
/** Below the double line of a grant. */
const LABEL_GAP_PX = 26;
const FULL_TURN = 2 * Math.PI;

/** Darkens everything outside the oval. */
export function drawScrim(
  ctx: CanvasRenderingContext2D,
  width: number,
  height: number,
  oval: Oval,
  colour: string,
) {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.rect(0, 0, width, height);
  ctx.ellipse(oval.x, oval.y, oval.radiusX, oval.radiusY, 0, 0, FULL_TURN);
  ctx.fill('evenodd');
}

function strokeOval(ctx: CanvasRenderingContext2D, oval: Oval, grow: number, width: number, dash: number[]) {
  ctx.setLineDash(dash);
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.ellipse(oval.x, oval.y, oval.radiusX + grow, oval.radiusY + grow, 0, 0, FULL_TURN);
  ctx.stroke();
  ctx.setLineDash([]);
}

export function drawGuide(
  ctx: CanvasRenderingContext2D,
  oval: Oval,
  guide: GuideState,
  colours: OverlayColours,
) {
  ctx.lineCap = 'round';
  ctx.strokeStyle = guide === 'good' ? colours.good : guide === 'bad' ? colours.bad : colours.line;
  switch (guide) {
    case 'hidden':
      return;
    case 'invite':
      strokeOval(ctx, oval, 0, 3, [2, 14]);
      break;
    case 'seek':
      strokeOval(ctx, oval, 0, 3, []);
      break;
    case 'hold':
      strokeOval(ctx, oval, 0, 5, []);
      break;
    case 'good':
      strokeOval(ctx, oval, 0, 8, []);
      strokeOval(ctx, oval, 14, 3, []);
      break;
    case 'bad':
      strokeOval(ctx, oval, 0, 8, [34, 22]);
      break;
  }
}

/** Four rounded corners around the face, which hide less of it than a full box. */
export function drawBox(ctx: CanvasRenderingContext2D, box: Box, colour: string) {
  const arm = Math.min(box.width, box.height) * 0.14;
  const round = arm * 0.45;
  const { x, y, width, height } = box;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.5;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.beginPath();
  for (const [cornerX, cornerY, inX, inY] of [
    [x, y, 1, 1],
    [x + width, y, -1, 1],
    [x + width, y + height, -1, -1],
    [x, y + height, 1, -1],
  ] as const) {
    ctx.moveTo(cornerX, cornerY + inY * arm);
    ctx.arcTo(cornerX, cornerY, cornerX + inX * arm, cornerY, round);
    ctx.lineTo(cornerX + inX * arm, cornerY);
  }
  ctx.stroke();
}

/** A name plate centred under the face's oval, kept inside the canvas. */
export function drawLabel(
  ctx: CanvasRenderingContext2D,
  oval: Oval,
  text: string,
  width: number,
  height: number,
  colours: OverlayColours,
) {
  ctx.font = `600 18px ${colours.font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'center';
  const plateWidth = ctx.measureText(text).width + 28;
  const plateHeight = 36;
  const left = Math.max(8, Math.min(width - plateWidth - 8, oval.x - plateWidth / 2));
  const top = Math.max(8, Math.min(height * LABEL_LIMIT - plateHeight, oval.y + oval.radiusY + LABEL_GAP_PX));
  ctx.fillStyle = colours.scrim;
  ctx.beginPath();
  ctx.roundRect(left, top, plateWidth, plateHeight, plateHeight / 2);
  ctx.fill();
  ctx.fillStyle = colours.ink;
  ctx.fillText(text, left + plateWidth / 2, top + plateHeight / 2 + 1);
}

/** @param landmarks - x, y pairs in camera pixels. */
export function drawLandmarks(
  ctx: CanvasRenderingContext2D,
  transform: ViewTransform,
  landmarks: Float32Array,
  colour: string,
) {
  const radius = landmarks.length > 100 ? 1.2 : 4;
  ctx.fillStyle = colour;
  ctx.beginPath();
  for (let i = 0; i + 1 < landmarks.length; i += 2) {
    const point = toScreen(transform, { x: landmarks[i], y: landmarks[i + 1] });
    ctx.moveTo(point.x + radius, point.y);
    ctx.arc(point.x, point.y, radius, 0, FULL_TURN);
  }
  ctx.fill();
}
