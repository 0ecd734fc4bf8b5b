/**
 * @file A live face swap: one person's face, drawn in the same pose, over the head of another. What a swapping program
 * shows that makes no mistakes; it takes on the owner's complexion, and wears their glasses. Pure, so that it runs in a
 * page's worker too.
 */
import type { CutOut } from '../synthetic-face/develop.ts';
import { smoothstep } from '../synthetic-face/canvas.ts';
import { faceHeights, facePoint } from '../synthetic-face/head-shape.ts';
import type { Vector } from '../synthetic-face/mesh.ts';
import type { SyntheticPerson } from '../synthetic-face/person.ts';
import {
  type Detail,
  headPlacement,
  type Moment,
  Portrait,
  portraitCamera,
} from '../synthetic-face/portrait.ts';
import { place, project } from '../synthetic-face/raster.ts';

/** What is swapped: an oval from the brows to the chin, in millimetres, with a soft edge. */
const OVAL = { halfWidthMm: 52, aboveEyesMm: 34, edge: 0.25 };

export class SwappedPortrait {
  private readonly _head: Portrait;
  private readonly _face: Portrait;

  constructor(
    head: SyntheticPerson,
    private readonly _owner: SyntheticPerson,
    private readonly _detail: Detail,
  ) {
    const { skin, glasses } = _owner;
    this._head = new Portrait({ ...head, skin, glasses }, _detail);
    this._face = new Portrait(_owner, _detail);
  }

  drawCutOut(moment: Moment): CutOut {
    const head = this._head.drawCutOut(moment);
    const face = this._face.drawCutOut(moment);
    const { width, height } = head;
    const rgba = head.rgba.slice();
    const { middle, right, down } = this._oval(moment);
    const determinant = right.x * down.y - right.y * down.x;
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const [dx, dy] = [column - middle.x, row - middle.y];
        const u = (dx * down.y - dy * down.x) / determinant;
        const v = (right.x * dy - right.y * dx) / determinant;
        const share = 1 - smoothstep(1 - OVAL.edge, 1, Math.hypot(u, v));
        const at = (row * width + column) * 4;
        if (share === 0 || face.rgba[at + 3] === 0) continue;
        for (let channel = 0; channel < 3; channel += 1) {
          rgba[at + channel] += share * (face.rgba[at + channel] - rgba[at + channel]);
        }
      }
    }
    return { width, height, rgba };
  }

  /** Where the oval's middle, right edge and lower edge appear. */
  private _oval(moment: Moment): Record<'middle' | 'right' | 'down', { x: number; y: number }> {
    const camera = portraitCamera(this._detail.supersampling / this._detail.shrink);
    const head = headPlacement(moment);
    const seen = (point: Vector): { x: number; y: number } => {
      const { x, y } = project(place(point, head), camera);
      return { x: x / this._detail.supersampling, y: y / this._detail.supersampling };
    };
    const { chin } = faceHeights(this._owner);
    const middleY = (chin - OVAL.aboveEyesMm) / 2;
    const [, , depth] = facePoint(this._owner, 0, middleY + 30);
    const middle = seen([0, middleY, depth - 12]);
    const right = seen([OVAL.halfWidthMm, middleY, depth - 12]);
    const down = seen([0, chin - 4, depth - 12]);
    return {
      middle,
      right: { x: right.x - middle.x, y: right.y - middle.y },
      down: { x: down.x - middle.x, y: down.y - middle.y },
    };
  }
}
