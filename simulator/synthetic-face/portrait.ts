/** @file Draws one frame: a person at a moment before a kiosk's wall, with the true places of the five points. */
import type { AlignmentPoints } from '../../src/core/observation.ts';
import { ears, glassesFrame, headMesh, SKIN_GLOSS } from './body.ts';
import type { Canvas } from './canvas.ts';
import { cutOut, develop } from './develop.ts';
import type { CutOut, Picture } from './develop.ts';
import { paintEye } from './eye-texture.ts';
import { hairSurfaces } from './hair.ts';
import { faceHeights, facePoint } from './head-shape.ts';
import type { Vector } from './mesh.ts';
import { openedSkin } from './mouth.ts';
import type { SyntheticPerson } from './person.ts';
import { place, project, Raster } from './raster.ts';
import type { Camera, Placement, Surface } from './raster.ts';
import { paintSkin } from './skin-texture.ts';
import { neck, torso } from './torso.ts';
import { paintWall } from './wall.ts';

/** How a person stands at one moment. Angles as in `Pose`. */
export interface Moment {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
  /** The head's shift to the right, down and towards the camera. */
  readonly swayMm: Vector;
  /** 0 shut to 1 open. */
  readonly eyesOpen: number;
  /** 0 shut to 1 wide open. */
  readonly mouthOpen: number;
}

export interface Frame extends Picture {
  /** Where the five points truly are. */
  readonly points: AlignmentPoints;
}

/** How finely a portrait is drawn. */
export interface Detail {
  /** Pixels drawn per output pixel and axis. */
  readonly supersampling: number;
  /** Output pixels are this many times coarser than 640×480. */
  readonly shrink: number;
  /** Of the skin. */
  readonly texelsPerMm: number;
  /** 1 for the usual number of vertices. */
  readonly fineness: number;
}

const FULL: Detail = { supersampling: 2, shrink: 1, texelsPerMm: 3, fineness: 1 };
/** Many times quicker, 320×240: enough for small crops. */
export const DRAFT: Detail = { supersampling: 1, shrink: 2, texelsPerMm: 1, fineness: 0.5 };

export const FRAME_WIDTH = 640;
export const FRAME_HEIGHT = 480;
/** @param scale - Pixels drawn for each of a 640×480 picture. */
export function portraitCamera(scale: number): Camera {
  return { focalPx: 772 * scale, distanceMm: 650, centreX: 320 * scale, centreY: 205 * scale };
}

export const AT_REST: Moment = {
  ...{ yawDeg: 0, pitchDeg: 0, rollDeg: 0, swayMm: [0, 0, 0] },
  ...{ eyesOpen: 1, mouthOpen: 0 },
};

/** The joint between head and neck. */
const PIVOT: Vector = [0, 75, -15];
/** Eye textures are kept at this many openings. */
const EYE_STEPS = 5;
/** Heads are kept at this many openings of the mouth. */
const MOUTH_STEPS = 9;
const AT_ORIGIN: Placement = {
  rotation: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  shift: [0, 0, 0],
};

export class Portrait {
  private readonly _raster: Raster;
  private readonly _camera: Camera;
  /** The wall, neck and shoulders, which stay as they are. */
  private readonly _still: Raster;
  private readonly _skin: Canvas;
  private readonly _skins = new Map<string, Canvas>();
  private readonly _heads = new Map<number, Surface['mesh']>();
  private readonly _onHead: readonly Surface[];

  constructor(
    private readonly _person: SyntheticPerson,
    private readonly _detail: Detail = FULL,
  ) {
    const { supersampling, shrink, texelsPerMm, fineness } = _detail;
    const scale = supersampling / shrink;
    this._raster = new Raster(Math.round(FRAME_WIDTH * scale), Math.round(FRAME_HEIGHT * scale));
    this._camera = portraitCamera(scale);
    this._still = new Raster(this._raster.width, this._raster.height);
    this._still.colour.set(paintWall(this._raster.width, this._raster.height));
    // Cloth and neck need no more texels than this for their soft shades.
    const body = [neck(_person, texelsPerMm / 3), torso(_person, texelsPerMm / 3)];
    for (const surface of body) this._still.draw(surface, AT_ORIGIN, this._camera);
    this._skin = paintSkin(_person, texelsPerMm);
    const glasses = _person.glasses === null ? [] : glassesFrame(_person, _person.glasses);
    const hair = hairSurfaces(_person, texelsPerMm / 2, fineness);
    this._onHead = [...ears(_person), ...hair, ...glasses];
  }

  /** @param grainSeed - Seeds the camera's noise. */
  draw(moment: Moment, grainSeed: number): Frame {
    const head = this._drawPerson(moment);
    return { ...develop(this._raster, this._detail.supersampling, grainSeed), points: this._points(head) };
  }

  /** The person without wall and grain, for a picture that is put together later. */
  drawCutOut(moment: Moment): CutOut {
    this._drawPerson(moment);
    return cutOut(this._raster, this._detail.supersampling);
  }

  /** @returns Where the head is. */
  private _drawPerson(moment: Moment): Placement {
    const head = headPlacement(moment);
    const eyes = stepOf(moment.eyesOpen, EYE_STEPS);
    const mouth = stepOf(moment.mouthOpen, MOUTH_STEPS);
    const skin = { mesh: this._headWith(mouth), texture: this._skinWith(eyes, mouth) };
    this._raster.copyFrom(this._still);
    this._raster.draw({ ...skin, gloss: SKIN_GLOSS, twoSided: false }, head, this._camera);
    for (const surface of this._onHead) this._raster.draw(surface, head, this._camera);
    return head;
  }

  private _headWith(mouthOpen: number): Surface['mesh'] {
    let mesh = this._heads.get(mouthOpen);
    if (mesh === undefined) {
      mesh = headMesh(this._person, this._skin, this._detail.fineness, mouthOpen);
      this._heads.set(mouthOpen, mesh);
    }
    return mesh;
  }

  private _skinWith(eyesOpen: number, mouthOpen: number): Canvas {
    const key = `${eyesOpen} ${mouthOpen}`;
    let skin = this._skins.get(key);
    if (skin === undefined) {
      skin = mouthOpen === 0 ? this._skin.copy() : openedSkin(this._skin, this._person, mouthOpen);
      for (const side of [-1, 1] as const) paintEye(skin, this._person, side, eyesOpen);
      this._skins.set(key, skin);
    }
    return skin;
  }

  private _points(head: Placement): AlignmentPoints {
    const { noseTip, mouth } = faceHeights(this._person);
    const eye = this._person.eyeDistanceMm / 2;
    const corner = this._person.mouthWidthMm / 2;
    const seen = (x: number, y: number): { x: number; y: number } => {
      const point = project(place(facePoint(this._person, x, y), head), this._camera);
      return { x: point.x / this._detail.supersampling, y: point.y / this._detail.supersampling };
    };
    return [seen(-eye, 0), seen(eye, 0), seen(0, noseTip), seen(-corner, mouth), seen(corner, mouth)];
  }
}

/** The nearest of `steps` values from 0 to 1. */
function stepOf(share: number, steps: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * (steps - 1)) / (steps - 1);
}

/** Where the head is. */
export function headPlacement(moment: Moment): Placement {
  const [swayX, swayY, swayZ] = moment.swayMm;
  const rotation = rotationOf(moment);
  const [pivotX, pivotY, pivotZ] = place(PIVOT, { rotation, shift: [0, 0, 0] });
  return {
    rotation,
    shift: [PIVOT[0] - pivotX + swayX, PIVOT[1] - pivotY + swayY, PIVOT[2] - pivotZ + swayZ],
  };
}

/** Angles as in `Pose`. */
export function rotationOf({
  yawDeg,
  pitchDeg,
  rollDeg,
}: Pick<Moment, 'yawDeg' | 'pitchDeg' | 'rollDeg'>): Placement['rotation'] {
  const [yaw, pitch, roll] = [yawDeg, pitchDeg, rollDeg].map((deg) => (deg * Math.PI) / 180);
  const turned = ([x, y, z]: Vector): Vector => {
    const y1 = y * Math.cos(pitch) - z * Math.sin(pitch);
    const z1 = y * Math.sin(pitch) + z * Math.cos(pitch);
    const x2 = x * Math.cos(yaw) + z1 * Math.sin(yaw);
    const z2 = z1 * Math.cos(yaw) - x * Math.sin(yaw);
    return [x2 * Math.cos(roll) - y1 * Math.sin(roll), x2 * Math.sin(roll) + y1 * Math.cos(roll), z2];
  };
  const [a, b, c] = [turned([1, 0, 0]), turned([0, 1, 0]), turned([0, 0, 1])];
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}
