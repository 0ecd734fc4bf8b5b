/** @file Shows one video after the other to a real kiosk and notes what came of each. Keeps results only. */
import { basename } from 'node:path';
import type { PolicyName } from '../../../src/core/decision/policies.ts';
import { attackRates, type AttackRates, type Presentation } from '../../../src/core/metrics/attack-rates.ts';
import { type Attempt, attempts } from '../kiosk/attempts.ts';
import { type CameraClip, cameraClip } from '../kiosk/camera-clip.ts';
import { changeSettings, enrolSubject, setUpKiosk, unlockKiosk } from '../kiosk/drive-kiosk.ts';
import type { Engine } from '../kiosk/engines/engines.ts';
import type { KioskFacts } from '../kiosk/kiosk-facts.ts';
import { type DrillCamera, DrillKiosk } from './drill-kiosk.ts';
import type { DrillVideo } from './media.ts';

/** Somebody or something that is shown to the kiosk. */
export interface Presenter {
  /** Null for a bona fide one. */
  readonly species: string | null;
  /** For the report. */
  readonly name: string;
  readonly camera: DrillCamera;
  /** How often it is shown. */
  readonly attempts: number;
  /** An attacker changed the camera, and no administrator looks at it. */
  readonly unwatchedCamera?: boolean;
}

export interface DrillPlan {
  /** Who is enrolled, in this order, before anything is shown. */
  readonly enrolled: readonly Pick<Presenter, 'name' | 'camera'>[];
  readonly presenters: readonly Presenter[];
  readonly policy: PolicyName;
  /** For each attempt. */
  readonly timeoutMs: number;
  /** A folder that stands in for the build's `models/`; undefined for the kiosk's own. */
  readonly models: string | undefined;
  /** In Chromium's place; its cameras are scripts. */
  readonly engine?: Engine | undefined;
  /** What the whole browser gets of the processors once the kiosk is unlocked; undefined for all. */
  readonly cores?: number | undefined;
  /** Called with a plain word on what happens now, since it takes a while. */
  readonly onStep: (step: string) => void;
}

/** One attempt; nothing in it says how near anybody came. */
export interface DrillPresentation extends Presentation {
  readonly name: string;
  /** The verdict's reason code, or `doorShut`, `noFaceFound` or `noVerdict`. */
  readonly reason: string;
  /** What was wrong with the answer to a challenge; null where that was not the reason. */
  readonly challengeFailure: string | null;
  /** From the first frame with a face until the page announced the verdict; null without a verdict. */
  readonly fromFirstFaceMs: number | null;
}

export interface DrillResult {
  readonly policy: PolicyName;
  /** With its version where it is not Chromium. */
  readonly browser: string;
  /** As in the plan; null for all. */
  readonly cores: number | null;
  readonly kiosk: KioskFacts;
  readonly presentations: readonly DrillPresentation[];
  readonly rates: AttackRates;
}

/** Of the kiosk that lives as long as the drill. */
const PASSPHRASE = 'a kiosk for one drill only';

/** @throws Error, in words for a person, when the drill cannot be held. */
export async function runDrill(plan: DrillPlan): Promise<DrillResult> {
  const { policy, onStep } = plan;
  onStep('starting the kiosk');
  const kiosk = await DrillKiosk.open(plan.models, plan.engine ?? null);
  try {
    const facts = await enrolAll(kiosk, plan);
    const presentations: DrillPresentation[] = [];
    for (const presenter of plan.presenters) {
      const { species, name } = presenter;
      onStep(`${species ?? 'bona fide'}: ${name}`);
      for await (const attempt of present(kiosk, presenter, plan)) {
        presentations.push({ species, name, ...resultOf(attempt) });
      }
    }
    const browser = kiosk.engine ?? 'Chromium';
    const cores = plan.cores ?? null;
    return { policy, browser, cores, kiosk: facts, presentations, rates: attackRates(presentations) };
  } finally {
    await kiosk.close();
  }
}

async function enrolAll(kiosk: DrillKiosk, { enrolled, policy, onStep }: DrillPlan): Promise<KioskFacts> {
  let facts: KioskFacts | null = null;
  for (const [at, { name, camera }] of enrolled.entries()) {
    onStep(`enrolling the person of ${name}`);
    const visit = await kiosk.visit(camera);
    try {
      if (facts === null) await setUpKiosk(visit.page, PASSPHRASE);
      else await unlockKiosk(visit.page, PASSPHRASE);
      await enrolSubject(visit.page, { passphrase: PASSPHRASE, name });
      // The drill's own policy comes last: under `convenience` the kiosk may ask whether two of them are one person.
      if (at === enrolled.length - 1) await changeSettings(visit.page, PASSPHRASE, { policy });
      facts = visit.facts;
    } finally {
      await visit.leave();
    }
  }
  if (facts === null) throw new Error('A drill needs somebody who is enrolled.');
  return facts;
}

async function* present(
  kiosk: DrillKiosk,
  { camera, attempts: count, unwatchedCamera }: Presenter,
  { timeoutMs, cores }: DrillPlan,
): AsyncGenerator<Attempt> {
  const { page, limit, leave } = await kiosk.visit(camera);
  try {
    await unlockKiosk(page, PASSPHRASE);
    if (cores !== undefined) await limit(cores);
    yield* attempts(page, { count, timeoutMs, unwatchedCamera, passphrase: PASSPHRASE });
  } finally {
    await leave();
  }
}

function resultOf({
  outcome,
  reason,
  challengeFailure,
  fromFirstFaceMs,
}: Attempt): Omit<DrillPresentation, 'species' | 'name'> {
  const response = outcome === 'granted' ? 'accepted' : outcome === 'none' ? 'none' : 'refused';
  return { response, reason, challengeFailure, fromFirstFaceMs };
}

/** Videos turned into what Chromium plays. */
export interface OpenVideos {
  readonly presenters: readonly Presenter[];
  /** Removes what was made for it. */
  discard(): Promise<void>;
}

/**
 * @param attempts - Of each video.
 * @throws Error naming the first video that cannot be read.
 */
export async function openVideos(videos: readonly DrillVideo[], attempts: number): Promise<OpenVideos> {
  const clips: CameraClip[] = [];
  const discard = async (): Promise<void> => {
    for (const clip of clips) await clip.discard();
  };
  try {
    const presenters: Presenter[] = [];
    for (const { species, path } of videos) {
      const clip = await cameraClip(path);
      clips.push(clip);
      presenters.push({ species, name: basename(path), camera: { file: clip.path }, attempts });
    }
    return { presenters, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}
