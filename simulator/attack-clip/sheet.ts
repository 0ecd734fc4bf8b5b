/**
 * @file A photo on paper as a surface in space: flat, rolled, folded, or pushed out by a thumb, before the camera that
 * portraits are drawn with. Pure, so that it runs in a page's worker as well as in Node.
 */
import type { Texture } from '../synthetic-face/canvas.ts';
import { type CutOut, cutOut, develop, type Picture } from '../synthetic-face/develop.ts';
import { gridMesh, type Mesh, type Vector } from '../synthetic-face/mesh.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, portraitCamera, rotationOf } from '../synthetic-face/portrait.ts';
import { Raster } from '../synthetic-face/raster.ts';
import { paintWall } from '../synthetic-face/wall.ts';
import type { FacePhoto } from './face-photo.ts';

/** `upright` runs along the nose, `level` across it. */
type Line = 'upright' | 'level';

/** Lengths in millimetres; the face on the photo is as large as a real one. Every line runs through the nose's tip. */
export type Bend =
  | { readonly kind: 'flat' }
  /** Around a tube. */
  | { readonly kind: 'rolled'; readonly along: Line; readonly radiusMm: number }
  /** Both halves fall back by this angle. */
  | { readonly kind: 'folded'; readonly along: Line; readonly halfDeg: number }
  /** Pushed out from behind at the nose; `widthMm` is the bump's standard deviation. */
  | { readonly kind: 'pressed'; readonly heightMm: number; readonly widthMm: number };

/** How it is held. Angles as in `Pose`. */
export interface SheetPose {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
  /** From the camera to the nose's tip. */
  readonly distanceMm: number;
}

/** A4, upright; the nose is a little above its middle. */
const WIDTH_MM = 210;
const HEIGHT_MM = 297;
const ABOVE_MM = 130;
const COLUMNS = 71;
const ROWS = 99;
/** Paper shines a little. */
const GLOSS = 0.02;
const DEGREE = Math.PI / 180;
/** What the bend does over this length is drawn round, as paper has no sharp edge. */
const FOLD_ROUND_MM = 4;

export class Sheet {
  private readonly _texture: Texture;
  private readonly _raster: Raster;
  private readonly _wall: Raster;
  private _shape: { readonly bend: Bend; readonly mesh: Mesh } | null = null;

  /** @param supersampling - Pixels drawn for each of the picture, along each axis. */
  constructor(
    private readonly _photo: FacePhoto,
    private readonly _supersampling = 2,
  ) {
    const { width, height, rgb } = _photo.picture;
    // Beyond the photo's edge its last pixels go on.
    this._texture = { width, height, data: Float32Array.from(rgb) };
    this._raster = new Raster(FRAME_WIDTH * _supersampling, FRAME_HEIGHT * _supersampling);
    this._wall = new Raster(this._raster.width, this._raster.height);
    this._wall.colour.set(paintWall(this._raster.width, this._raster.height));
  }

  /** Before the wall. @param grainSeed - Seeds the camera's noise. */
  draw(bend: Bend, pose: SheetPose, grainSeed: number): Picture {
    this._place(bend, pose);
    return develop(this._raster, this._supersampling, grainSeed);
  }

  /** The sheet alone, without grain. */
  drawCutOut(bend: Bend, pose: SheetPose): CutOut {
    this._place(bend, pose);
    return cutOut(this._raster, this._supersampling);
  }

  private _place(bend: Bend, { distanceMm, ...angles }: SheetPose): void {
    const camera = portraitCamera(this._supersampling);
    this._raster.copyFrom(this._wall);
    this._raster.draw(
      { mesh: this._meshOf(bend), texture: this._texture, gloss: GLOSS, twoSided: true },
      { rotation: rotationOf(angles), shift: [0, 0, camera.distanceMm - distanceMm] },
      camera,
    );
  }

  private _meshOf(bend: Bend): Mesh {
    if (this._shape?.bend === bend) return this._shape.mesh;
    const { pxPerMm, noseTip } = this._photo;
    const mesh = gridMesh(COLUMNS, ROWS, (u, v) => {
      const x = (u - 0.5) * WIDTH_MM;
      const y = v * HEIGHT_MM - ABOVE_MM;
      return {
        position: bent(bend, x, y),
        texel: [noseTip.x + x * pxPerMm, noseTip.y + y * pxPerMm],
      };
    });
    this._shape = { bend, mesh };
    return mesh;
  }
}

/**
 * Where a place of the flat sheet comes to lie. Rolling and folding stretch nothing.
 * @param x - To the image's right of the nose's tip.
 * @param y - Below it.
 * @returns x, y, and z towards the camera; the nose's tip stays at the origin unless it is pushed out.
 */
export function bent(bend: Bend, x: number, y: number): Vector {
  switch (bend.kind) {
    case 'flat':
      return [x, y, 0];
    case 'pressed':
      return [x, y, bend.heightMm * Math.exp(-(x * x + y * y) / (2 * bend.widthMm ** 2))];
    case 'rolled':
      return across(bend.along, x, y, (s) => {
        const angle = s / bend.radiusMm;
        return [bend.radiusMm * Math.sin(angle), bend.radiusMm * (Math.cos(angle) - 1)];
      });
    case 'folded': {
      const [sin, cos] = [Math.sin(bend.halfDeg * DEGREE), Math.cos(bend.halfDeg * DEGREE)];
      return across(bend.along, x, y, (s) => [
        s * cos,
        -sin * (Math.hypot(s, FOLD_ROUND_MM) - FOLD_ROUND_MM),
      ]);
    }
  }
}

/** @param profile - From the distance to the line, along the paper, to the distance to its side and the depth. */
function across(
  along: Line,
  x: number,
  y: number,
  profile: (s: number) => readonly [number, number],
): Vector {
  if (along === 'upright') {
    const [side, depth] = profile(x);
    return [side, y, depth];
  }
  const [side, depth] = profile(y);
  return [x, side, depth];
}
