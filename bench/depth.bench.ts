/**
 * @file What the kiosk's own tracker and the depth cue make of heads and of photos on paper that turn to a side: drawn
 * people, and, where they are given, real clips and stills.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { realClips } from '../scripts/lib/photos/real-clips.ts';
import { decode } from '../simulator/attack-clip/picture.ts';
import { drawnPhoto, type FacePhoto, photoFrom } from '../simulator/attack-clip/face-photo.ts';
import { type Bend, Sheet } from '../simulator/attack-clip/sheet.ts';
import { jpegsIn } from '../simulator/mjpeg.ts';
import { encodeJpeg, type SyntheticPerson, syntheticPerson } from '../simulator/synthetic-face.ts';
import type { Picture } from '../simulator/synthetic-face/develop.ts';
import { AT_REST, Portrait, portraitCamera } from '../simulator/synthetic-face/portrait.ts';
import { judgeDepth, type TurnedShape } from '../src/core/liveness/depth.ts';
import { LANDMARKER_SHAPE } from '../src/core/liveness/face-shape.ts';
import type { CueState } from '../src/core/liveness/types.ts';
import { type FaceFinder, type FoundFace, openFaceFinder } from '../training/prepare/face-finder.ts';

/** One presentation: a turn from ahead to a side, or the pairs of stills of one person. */
export interface DepthTrial {
  readonly species: string;
  /** Null where nobody knows. */
  readonly distanceMm: number | null;
  /**
   * Of the whole turn; of a sheet `passed` if it passed at any moment of it, since an attacker stops where it looks
   * best.
   */
  readonly state: CueState;
  readonly relief: number | null;
  readonly untoldDeg: number | null;
  /** The furthest that the tracker told. */
  readonly toldDeg: number;
}

export interface DepthBenchOptions {
  /** The first seed, and how many. */
  readonly from: number;
  readonly people: number;
  /** A folder with one sub-folder of stills for each person. */
  readonly stills: string | undefined;
  readonly onStep: (step: string) => void;
}

const FPS = 15;
const DISTANCES_MM = [400, 600, 850];
/** What the door asks for, and what people make of it. */
const HEAD_TURNS_DEG = [17, 28];
const HEAD_FRAMES = { rest: 6, turn: 7, hold: 9 };
const SHEET_TURN_DEG = 62;
const SHEET_FRAMES = { rest: 4, turn: 26 };
const NO_FACE: Picture = { width: 640, height: 480, rgb: new Uint8ClampedArray(640 * 480 * 3).fill(120) };

const BENDS: Readonly<Record<string, Bend>> = {
  flat: { kind: 'flat' },
  'rolled, 200 mm wide': { kind: 'rolled', along: 'upright', radiusMm: 100 },
  'rolled, 120 mm wide': { kind: 'rolled', along: 'upright', radiusMm: 60 },
  'rolled level, 160 mm': { kind: 'rolled', along: 'level', radiusMm: 80 },
  'folded by 50°': { kind: 'folded', along: 'upright', halfDeg: 25 },
  'folded by 90°': { kind: 'folded', along: 'upright', halfDeg: 45 },
  'folded level by 60°': { kind: 'folded', along: 'level', halfDeg: 30 },
  'pressed 20 mm, narrow': { kind: 'pressed', heightMm: 20, widthMm: 18 },
  'pressed 20 mm, wide': { kind: 'pressed', heightMm: 20, widthMm: 30 },
  'pressed 35 mm': { kind: 'pressed', heightMm: 35, widthMm: 20 },
};

export async function benchDepth(options: DepthBenchOptions): Promise<readonly DepthTrial[]> {
  const { from, people, stills, onStep } = options;
  const trials: DepthTrial[] = [];
  const video = await openFaceFinder({ fps: FPS });
  try {
    for (let seed = from; seed < from + people; seed += 1) {
      const person = syntheticPerson(seed);
      onStep(`drawn person ${seed}: heads`);
      trials.push(...(await drawnHeads(person, video)));
      onStep(`drawn person ${seed}: sheets`);
      trials.push(...(await sheets(drawnPhoto(person), '', video)));
    }
    for (const clip of realClips()) {
      onStep(basename(clip));
      const jpegs = jpegsIn(await readFile(clip));
      const faces = await track(jpegs, video);
      trials.push(trialOf('clip, as it is', null, [faces]));
      const photo = await photoOf(jpegs, faces);
      if (photo) trials.push(...(await sheets(photo, ', from a clip', video)));
    }
  } finally {
    await video.close();
  }
  if (stills !== undefined) trials.push(...(await turnedStills(stills, onStep)));
  return trials;
}

async function drawnHeads(person: SyntheticPerson, video: FaceFinder): Promise<DepthTrial[]> {
  const portrait = new Portrait(person);
  const trials: DepthTrial[] = [];
  for (const distanceMm of DISTANCES_MM) {
    for (const turnDeg of HEAD_TURNS_DEG.flatMap((deg) => [deg, -deg])) {
      const { rest, turn, hold } = HEAD_FRAMES;
      const frames = Array.from({ length: rest + turn + hold }, (_, index) => {
        const sway = swayAt(index, person.seed);
        const share = smooth((index - rest) / turn);
        return portrait.draw(
          {
            ...AT_REST,
            yawDeg: turnDeg * share + 1.5 * sway(1.7),
            pitchDeg: 5 + 1.5 * sway(1.3) + 2 * share,
            rollDeg: sway(3) + 2 * share,
            swayMm: [3 * sway(2), 2 * sway(2.4), portraitCamera(1).distanceMm - distanceMm + 4 * sway(3)],
          },
          index + person.seed * 1_000,
        );
      });
      const faces = await track(await Promise.all(frames.map(encodeJpeg)), video);
      trials.push(trialOf(person.glasses ? 'head, glasses' : 'head', distanceMm, [faces]));
    }
  }
  return trials;
}

async function sheets(photo: FacePhoto, suffix: string, video: FaceFinder): Promise<DepthTrial[]> {
  const sheet = new Sheet(photo, 1);
  const trials: DepthTrial[] = [];
  for (const [name, bend] of Object.entries(BENDS)) {
    for (const distanceMm of DISTANCES_MM) {
      for (const side of [1, -1]) {
        const { rest, turn } = SHEET_FRAMES;
        const jpegs: Buffer[] = [];
        for (let index = 0; index < rest + turn; index += 1) {
          const sway = swayAt(index, 1);
          const yawDeg = side * SHEET_TURN_DEG * Math.max(0, (index + 1 - rest) / turn) + sway(2);
          const pose = { yawDeg, pitchDeg: sway(1.7), rollDeg: sway(3), distanceMm };
          jpegs.push(await encodeJpeg(sheet.draw(bend, pose, index)));
        }
        const faces = await track(jpegs, video);
        const moments = Array.from({ length: turn }, (_, at) => faces.slice(0, rest + at + 1));
        trials.push(trialOf(name + suffix, distanceMm, moments));
      }
    }
  }
  return trials;
}

/** Frontal stills of a person, each with a turned one, as if it were two frames of a video. */
async function turnedStills(folder: string, onStep: (step: string) => void): Promise<DepthTrial[]> {
  const finder = await openFaceFinder();
  const trials: DepthTrial[] = [];
  try {
    for (const person of await readdir(folder, { withFileTypes: true })) {
      if (!person.isDirectory()) continue;
      onStep(`stills of ${person.name}`);
      const files = (await readdir(join(folder, person.name))).map((name) => join(folder, person.name, name));
      const photos = await Promise.all(
        files.map(async (file) => ({
          bytes: new Uint8Array(await readFile(file)),
          margins: [0, 0.25],
        })),
      );
      const faces = facesOf(await finder.find(photos));
      const pairs = faces.flatMap((ahead) =>
        faces
          .filter((turned) => isTurnedFrom(ahead, turned))
          .map((turned) => [shapeOf(ahead), shapeOf(turned)] as const),
      );
      const found = pairs.map((pair) => judgeDepth(pair)).filter(({ relief }) => relief !== null);
      if (found.length < LEAST_PAIRS) continue;
      const middle = found.sort((a, b) => (a.relief ?? 0) - (b.relief ?? 0))[found.length >> 1];
      const { state, relief, untoldDeg } = middle;
      trials.push({
        ...{ state, relief, untoldDeg },
        species: 'stills of a person, middle pair',
        distanceMm: null,
        toldDeg: 0,
      });
    }
  } finally {
    await finder.close();
  }
  return trials;
}

/** Of one person: single pairs differ in camera and expression. */
const LEAST_PAIRS = 6;
const AHEAD_DEG = 9;
const STILL_TURNS_DEG = [12.8, 30] as const;
const SAME_PITCH_DEG = 8;

function isTurnedFrom(ahead: FoundFace, turned: FoundFace): boolean {
  const yawDeg = Math.abs(turned.yawDeg - ahead.yawDeg);
  const [least, most] = STILL_TURNS_DEG;
  return (
    Math.abs(ahead.yawDeg) <= AHEAD_DEG &&
    yawDeg >= least &&
    yawDeg <= most &&
    Math.abs(turned.pitchDeg - ahead.pitchDeg) <= SAME_PITCH_DEG
  );
}

/** @param moments - What was seen until then, each longer than the one before it. */
function trialOf(
  species: string,
  distanceMm: number | null,
  moments: readonly (readonly FoundFace[])[],
): DepthTrial {
  const findings = moments.map((faces) => judgeDepth(faces.map(shapeOf)));
  const judged = findings.filter(({ state }) => state !== 'pending');
  const passed = judged.find(({ state }) => state === 'passed');
  const best = judged.reduce<(typeof judged)[number] | null>(
    (most, finding) => ((most?.relief ?? -Infinity) < (finding.relief ?? 0) ? finding : most),
    null,
  );
  const last = moments[moments.length - 1];
  return {
    ...{ species, distanceMm, state: passed?.state ?? best?.state ?? 'pending' },
    ...{ relief: best?.relief ?? null, untoldDeg: best?.untoldDeg ?? null },
    toldDeg: Math.max(0, ...last.map(({ yawDeg }) => Math.abs(yawDeg - last[0].yawDeg))),
  };
}

async function track(jpegs: readonly Buffer[], video: FaceFinder): Promise<FoundFace[]> {
  const blank = await encodeJpeg(NO_FACE);
  const photos = [blank, blank, blank, ...jpegs].map((jpeg) => ({
    bytes: new Uint8Array(jpeg),
    margins: [0],
  }));
  return facesOf(await video.find(photos));
}

function facesOf(found: Awaited<ReturnType<FaceFinder['find']>>): FoundFace[] {
  return found.flatMap((photo) => (typeof photo === 'string' ? [] : (photo.face ?? [])));
}

/** The frame that looks straightest ahead, as a photo to print. */
async function photoOf(jpegs: readonly Buffer[], faces: readonly FoundFace[]): Promise<FacePhoto | null> {
  if (faces.length !== jpegs.length) return null;
  const offAxis = ({ yawDeg, pitchDeg }: FoundFace): number => Math.hypot(yawDeg, pitchDeg);
  const at = faces.reduce((best, face, index) => (offAxis(face) < offAxis(faces[best]) ? index : best), 0);
  const [left, right, noseTip] = faces[at].points;
  return photoFrom(await decode(jpegs[at]), [left, right], noseTip);
}

function shapeOf({ yawDeg, pitchDeg, landmarks }: FoundFace): TurnedShape {
  return {
    yawDeg,
    pitchDeg,
    shape: LANDMARKER_SHAPE.flatMap((at) => [landmarks[2 * at], landmarks[2 * at + 1]]),
  };
}

/** Nobody holds anything quite still. */
function swayAt(index: number, seed: number): (everyS: number) => number {
  return (everyS) => Math.sin((2 * Math.PI * index) / FPS / everyS + seed * everyS);
}

function smooth(share: number): number {
  const t = Math.min(1, Math.max(0, share));
  return t * t * t * (10 - 15 * t + 6 * t * t);
}
