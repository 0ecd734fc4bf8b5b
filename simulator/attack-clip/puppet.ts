/**
 * @file A picture of a face that is warped as if it were a head: turned, nodded, its eyes shut, its mouth opened. All
 * that it has is one photo and the shape of an average head. Pure, so that it runs in a page's worker too.
 */
import { type CutOut, cutOut } from '../synthetic-face/develop.ts';
import { faceHeights, headPoint, skullPoint } from '../synthetic-face/head-shape.ts';
import { gridMesh, type Mesh, type Vector } from '../synthetic-face/mesh.ts';
import { type SyntheticPerson, syntheticPerson } from '../synthetic-face/person.ts';
import {
  FRAME_HEIGHT,
  FRAME_WIDTH,
  type Moment,
  portraitCamera,
  rotationOf,
} from '../synthetic-face/portrait.ts';
import { place, Raster } from '../synthetic-face/raster.ts';
import { smoothstep, type Texture } from '../synthetic-face/canvas.ts';
import { drawnPhoto, type FacePhoto } from './face-photo.ts';

/** An average head, whoever is on the photo; only eyes and mouth are put where the photo has them. */
const AVERAGE: SyntheticPerson = {
  ...syntheticPerson(1),
  ...{ headWidth: 1, jawWidth: 1, faceLength: 1, eyeDistanceMm: 63, noseWidthMm: 15, noseHeightMm: 20.5 },
  ...{ mouthWidthMm: 50, lipFullness: 1, browHeightMm: 20 },
};
/** Of the warped grid; millimetres of the photo. */
const REACH = { left: -200, right: 200, top: -150, bottom: 200 };
const STEP_MM = 5;
/** Where the joint between head and neck lies, and the depth of what does not turn. */
const JOINT: Vector = [0, 75, -15];
const STILL_MM = 60;
/** Half-axes of what turns, around the middle of the face; it fades out over as much again. */
const TURNS = { x: 76, y: 112, middleY: 10, fades: 0.7 };
const JAW_FALLS_MM = 16;
const FLAT_LIGHT = 0.92;
const GAPE = [46, 18, 20] as const;
const LIDS = { halfWidthMm: 17, halfHeightMm: 8 };

export class Puppet {
  private readonly _raster = new Raster(FRAME_WIDTH, FRAME_HEIGHT);
  private readonly _blank = new Raster(FRAME_WIDTH, FRAME_HEIGHT);
  private readonly _photo: FacePhoto;
  private readonly _open: Texture;
  private readonly _shut: Texture;
  private readonly _eyesY: number;
  private _mesh: { readonly key: string; readonly mesh: Mesh } | null = null;

  constructor(person: SyntheticPerson) {
    this._photo = drawnPhoto(person);
    const { width, height, rgb } = this._photo.picture;
    this._open = { width, height, data: Float32Array.from(rgb) };
    this._eyesY = -faceHeights(person).noseTip;
    this._shut = this._withLids(person.eyeDistanceMm);
  }

  /** @returns 640×480: the whole picture, of which only the head moves. */
  drawCutOut(moment: Moment): CutOut {
    this._raster.copyFrom(this._blank);
    const texture = moment.eyesOpen < 0.5 ? this._shut : this._open;
    const gaping = moment.mouthOpen > 0.05 ? this._gaping(texture, moment.mouthOpen) : texture;
    this._raster.draw(
      { mesh: this._warped(moment), texture: gaping, gloss: 0, twoSided: true },
      {
        rotation: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        shift: [0, 0, 0],
      },
      portraitCamera(1),
    );
    return cutOut(this._raster, 1);
  }

  private _warped(moment: Moment): Mesh {
    const key = [moment.yawDeg, moment.pitchDeg, moment.mouthOpen].map((value) => value.toFixed(1)).join();
    if (this._mesh?.key === key) return this._mesh.mesh;
    const rotation = rotationOf(moment);
    const [jointX, jointY, jointZ] = place(JOINT, { rotation, shift: [0, 0, 0] });
    const shift: Vector = [JOINT[0] - jointX, JOINT[1] - jointY, JOINT[2] - jointZ];
    const columns = (REACH.right - REACH.left) / STEP_MM + 1;
    const rows = (REACH.bottom - REACH.top) / STEP_MM + 1;
    const { noseTip, pxPerMm } = this._photo;
    const mesh = gridMesh(columns, rows, (u, v) => {
      const x = REACH.left + u * (REACH.right - REACH.left);
      const y = REACH.top + v * (REACH.bottom - REACH.top);
      const turns = turning(x, y);
      const still: Vector = [x, y, STILL_MM];
      const turned = place([x, y + jawFall(y, moment.mouthOpen), depthAt(x, y)], { rotation, shift });
      const position: Vector = [0, 1, 2].map(
        (axis) => still[axis] + turns * (turned[axis] - still[axis]),
      ) as unknown as Vector;
      return { position, texel: [noseTip.x + x * pxPerMm, noseTip.y + (y + this._eyesY) * pxPerMm] };
    });
    // The light on the photo is in the photo.
    for (let at = 0; at < mesh.normals.length; at += 3) mesh.normals.set([0, 0, FLAT_LIGHT], at);
    this._mesh = { key, mesh };
    return mesh;
  }

  /** The photo with the skin from above the eyes drawn over them. */
  private _withLids(eyeDistanceMm: number): Texture {
    const { noseTip, pxPerMm } = this._photo;
    const { width, height } = this._open;
    const data = this._open.data.slice();
    for (const side of [-1, 1]) {
      const middleX = noseTip.x + (side * eyeDistanceMm * pxPerMm) / 2;
      const middleY = noseTip.y + this._eyesY * pxPerMm;
      const [halfWidth, halfHeight] = [LIDS.halfWidthMm * pxPerMm, LIDS.halfHeightMm * pxPerMm];
      paintEllipse(middleX, middleY, halfWidth, halfHeight, (column, row) => {
        const above = Math.round(middleY - halfHeight * 1.1);
        const from = (Math.max(0, above) * width + column) * 3;
        const to = (row * width + column) * 3;
        if (row < height) data.set(this._open.data.subarray(from, from + 3), to);
      });
    }
    return { width, height, data };
  }

  private _gaping(texture: Texture, mouthOpen: number): Texture {
    const { noseTip, pxPerMm } = this._photo;
    const { width, height } = texture;
    const data = texture.data.slice();
    const mouthY = noseTip.y + (faceHeights(AVERAGE).mouth + this._eyesY) * pxPerMm;
    const half = AVERAGE.mouthWidthMm * 0.32 * pxPerMm;
    paintEllipse(noseTip.x, mouthY, half, half * 0.55 * mouthOpen, (column, row) => {
      data.set(GAPE, (row * width + column) * 3);
    });
    return { width, height, data };
  }
}

function paintEllipse(
  middleX: number,
  middleY: number,
  halfWidth: number,
  halfHeight: number,
  paint: (column: number, row: number) => void,
): void {
  for (let row = Math.ceil(middleY - halfHeight); row <= middleY + halfHeight; row += 1) {
    for (let column = Math.ceil(middleX - halfWidth); column <= middleX + halfWidth; column += 1) {
      if (((column - middleX) / halfWidth) ** 2 + ((row - middleY) / halfHeight) ** 2 <= 1)
        paint(column, row);
    }
  }
}

/** 1 on the face, 0 beside the head. */
function turning(x: number, y: number): number {
  const out = Math.hypot(x / TURNS.x, (y - TURNS.middleY) / TURNS.y);
  return 1 - smoothstep(1, 1 + TURNS.fades, out);
}

/** Of the average head; beside it as at its edge. */
function depthAt(x: number, y: number): number {
  const [halfWidth] = skullPoint(AVERAGE, Math.PI / 2, Math.max(-110, Math.min(110, y)));
  const share = Math.max(-0.98, Math.min(0.98, x / Math.max(20, halfWidth)));
  const [, , z] = headPoint(AVERAGE, Math.asin(share), Math.max(-110, Math.min(110, y)));
  return z;
}

function jawFall(y: number, mouthOpen: number): number {
  return JAW_FALLS_MM * mouthOpen * smoothstep(66, 84, y);
}
