/**
 * @file What an attacker with a program that reads the prompts may show: photos moved by hand, a puppet, a face swap,
 * somebody else who answers. Each is drawn in a person's place.
 */
import { drawnPhoto } from '../attack-clip/face-photo.ts';
import { PAPERS } from '../attack-clip/paper.ts';
import { Puppet } from '../attack-clip/puppet.ts';
import { type Bend, Sheet } from '../attack-clip/sheet.ts';
import { SwappedPortrait } from '../attack-clip/swapped-portrait.ts';
import type { SyntheticPerson } from '../synthetic-face/person.ts';
import { Behaviour, type Stance } from './behaviour.ts';
import type { Mishap, Prompt, Trick } from './messages.ts';
import { PaperHand } from './paper-hand.ts';
import { LEVEL_PITCH_DEG, LIVE, type Performer } from './scene.ts';

/** Who decides how the bearer, or what stands in for them, is held. */
export interface Mover {
  stanceAt(nowMs: number, prompt: Prompt, mishap: Mishap | null): Stance;
}

export interface Act {
  readonly mover: Mover;
  readonly performer: Performer;
}

/** Of a hand that holds a photo. */
const ARM_MM = 600;
/** The thumb pushes as the photo turns, and no longer before. */
const PUSHED_AT_DEG = 15;

/** @param random - [0, 1). */
export function actOf(trick: Trick, bearer: SyntheticPerson, random: () => number): Act {
  switch (trick.kind) {
    case 'photo':
      return {
        mover: new PaperHand(PAPERS[trick.paper], random),
        performer: heldPhoto(bearer, PAPERS[trick.paper].bend),
      };
    case 'puppet':
      return { mover: new Behaviour(random), performer: level(new Puppet(bearer)) };
    case 'swap':
      return { mover: new Behaviour(random), performer: new SwappedPortrait(trick.head, bearer, LIVE) };
  }
}

function heldPhoto(person: SyntheticPerson, bend: Bend): Performer {
  const sheet = new Sheet(drawnPhoto(person), 1);
  return level({
    drawCutOut: ({ yawDeg, pitchDeg, rollDeg }) =>
      sheet.drawCutOut(pushed(bend, yawDeg), { yawDeg, pitchDeg, rollDeg, distanceMm: ARM_MM }),
  });
}

function pushed(bend: Bend, yawDeg: number): Bend {
  if (bend.kind !== 'pressed') return bend;
  const heightMm = Math.round(bend.heightMm * Math.min(1, Math.abs(yawDeg) / PUSHED_AT_DEG));
  return { ...bend, heightMm };
}

/** A picture is level where a head would be. */
function level(performer: Performer): Performer {
  return {
    drawCutOut: (moment) => performer.drawCutOut({ ...moment, pitchDeg: moment.pitchDeg - LEVEL_PITCH_DEG }),
  };
}
