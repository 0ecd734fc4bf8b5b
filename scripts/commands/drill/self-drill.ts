/**
 * @file A drill on what the project makes itself: attacks simulated from real clips where FACEGATE_CLIPS names some,
 * from drawn people otherwise, and a drawn person who does what the door asks.
 */
import { basename } from 'node:path';
import type { DrillCamera } from '../../lib/drill/drill-kiosk.ts';
import type { Presenter } from '../../lib/drill/run-drill.ts';
import { NO_REAL_CLIPS, realClips } from '../../lib/photos/real-clips.ts';
import { openFaceFinder } from '../../../training/prepare/face-finder.ts';
import {
  attackClip,
  type ClipSpecies,
  everyGestureClip,
  faceChangeClip,
} from '../../../simulator/attack-clip.ts';
import { deepfakeClip } from '../../../simulator/deepfake-clip.ts';
import { clipScripts } from '../../../simulator/clip-camera.ts';
import { type ResponderOptions, responderScripts } from '../../../simulator/responder.ts';
import { DRILL_PEOPLE, renderSyntheticClip } from '../../../simulator/synthetic-face.ts';

export const SELF_SPECIES = [
  'bonaFide',
  'stillPhoto',
  'movedPhoto',
  'phoneReplay',
  'loop',
  'everyGesture',
  'faceSwap',
  'faceChange',
  'faceChangeOnPrompt',
  'faceChangeUnseen',
  'faceChangeTurned',
  'flatPhotoByHand',
  'rolledPhotoByHand',
  'pressedPhotoByHand',
  'puppet',
  'liveSwap',
  'grabber',
  'grabberByName',
] as const;
export type SelfSpecies = (typeof SELF_SPECIES)[number];

export interface SelfDrillOptions {
  /** Of each species; the responder is shown twice as often. */
  readonly attempts: number;
  /** Use drawn people only. */
  readonly drawn: boolean;
  readonly species: readonly SelfSpecies[];
  /** Browsers that play no file as their camera get clips by a script. */
  readonly playsFiles: boolean;
  readonly onStep: (step: string) => void;
}

export interface SelfDrill {
  readonly enrolled: readonly Pick<Presenter, 'name' | 'camera'>[];
  readonly presenters: readonly Presenter[];
  readonly notes: readonly string[];
}

/** Whose clips are attacked with. */
interface Victims {
  /** Clip of the enrolled person. */
  readonly owner: string;
  /** Clip of somebody else. */
  readonly stranger: string;
  readonly real: boolean;
}

const RESPONDER = DRILL_PEOPLE.owner;
const IMPOSTOR = DRILL_PEOPLE.other;
const CLIP_SECONDS = 4;
const DEEPFAKE_SEED = 1;

/** Makes what is to be shown, or takes it from `.facegate/fixtures`. */
export async function selfDrill(options: SelfDrillOptions): Promise<SelfDrill> {
  const { drawn, species, attempts, playsFiles, onStep } = options;
  const victims = await victimsOf(drawn);
  const play = (file: string): DrillCamera => (playsFiles ? { file } : { scripts: () => clipScripts(file) });
  const responder = { scripts: () => responderScripts({ bearer: RESPONDER }) };
  const presenters: Presenter[] = [];
  for (const name of species) {
    onStep(`making ${name}`);
    presenters.push(
      name === 'bonaFide'
        ? { species: null, name: 'drawn responder', camera: responder, attempts: 2 * attempts }
        : { species: name, ...(await attack(name, victims, play)), attempts },
    );
  }
  return {
    enrolled: [
      { name: 'Drawn person', camera: responder },
      ...(victims.real ? [{ name: 'Owner of the clip', camera: play(victims.owner) }] : []),
    ],
    presenters,
    notes: [
      'Attacks are simulations made by simulator/attack-clip.ts: no print, phone or mask was before a camera. ' +
        'The bona fide presentations are a drawn head that follows the prompts (simulator/responder.ts).',
      victims.real
        ? `Photos, replays, loops and swaps are of the person of ${basename(victims.owner)}; the other two of a drawn one.`
        : `All attacks are of a drawn person.${drawn ? '' : ` ${NO_REAL_CLIPS}`}`,
      ...(playsFiles
        ? []
        : [
            'This engine plays no file as its camera, so a script shows it the clips. It leaves no species out.',
          ]),
    ],
  };
}

async function attack(
  species: Exclude<SelfSpecies, 'bonaFide'>,
  { owner, stranger }: Victims,
  play: (file: string) => DrillCamera,
): Promise<Pick<Presenter, 'name' | 'camera' | 'unwatchedCamera'>> {
  const played = (file: string) => ({ name: basename(owner), camera: play(file) });
  switch (species) {
    case 'stillPhoto':
    case 'movedPhoto':
    case 'phoneReplay':
    case 'loop':
      return played(await attackClip(species, owner));
    case 'everyGesture':
      return { name: 'drawn responder', camera: play(await everyGestureClip(RESPONDER)) };
    case 'faceSwap':
      return played(await swapped(owner, stranger));
    case 'faceChange':
      return played(await faceChangeClip(stranger, owner));
    default:
      return {
        name: 'drawn responder',
        camera: { scripts: () => responderScripts({ bearer: RESPONDER, ...ADAPTIVE[species] }) },
        unwatchedCamera: ADAPTIVE[species].camera !== undefined,
      };
  }
}

type AdaptiveSpecies = Exclude<
  SelfSpecies,
  'bonaFide' | 'everyGesture' | 'faceSwap' | 'faceChange' | ClipSpecies
>;

/**
 * A program that reads the prompts and answers with what it has. The same program moves the genuine responder, who is
 * let in: what is refused here is refused for what is shown.
 */
const ADAPTIVE: Readonly<Record<AdaptiveSpecies, Omit<ResponderOptions, 'bearer'>>> = {
  faceChangeOnPrompt: { challenger: IMPOSTOR },
  faceChangeUnseen: { challenger: IMPOSTOR, change: 'leaving' },
  faceChangeTurned: { challenger: IMPOSTOR, change: 'turned' },
  flatPhotoByHand: { trick: { kind: 'photo', paper: 'flat' } },
  // As narrow as a head: what the depth cue takes for one most often.
  rolledPhotoByHand: { trick: { kind: 'photo', paper: 'rolledNarrow' } },
  pressedPhotoByHand: { trick: { kind: 'photo', paper: 'pressed' } },
  puppet: { trick: { kind: 'puppet' } },
  liveSwap: { trick: { kind: 'swap', head: IMPOSTOR } },
  // Plugged in in the camera's place: it feeds the best that there is.
  grabber: {
    trick: { kind: 'swap', head: IMPOSTOR },
    camera: { label: 'USB Camera (1bcf:2c99)', deviceId: 'another-device' },
  },
  grabberByName: {
    trick: { kind: 'swap', head: IMPOSTOR },
    camera: { label: 'USB3.0 HD Video Capture (534d:2109)', deviceId: 'another-device' },
  },
};

async function victimsOf(drawn: boolean): Promise<Victims> {
  const [owner, stranger] = drawn ? [] : realClips();
  if (owner && stranger) return { owner, stranger, real: true };
  const clipOf = (person: typeof RESPONDER): Promise<string> =>
    renderSyntheticClip({ person, seconds: CLIP_SECONDS, motion: 'turns' });
  return { owner: await clipOf(RESPONDER), stranger: await clipOf(IMPOSTOR), real: false };
}

/** The owner's face on the stranger's moving head. */
async function swapped(owner: string, stranger: string): Promise<string> {
  const finder = await openFaceFinder();
  try {
    return await deepfakeClip({ face: owner, head: stranger, seed: DEEPFAKE_SEED, finder });
  } finally {
    await finder.close();
  }
}
