/** @file What an attempt is judged by now: the site's policy, the thresholds and the people. */
import { type DoorRule, entryOf } from '../core/decision/entry.ts';
import { refusalOf } from '../core/decision/refusal.ts';
import type { DecisionContext, Refusal } from '../core/decision/types.ts';
import { similarityThreshold } from '../core/fusion/similarity-threshold.ts';
import type { PipelineReport } from '../workers/bridge.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { ExpiryWatch } from './expiry-watch.ts';
import type { FleetDoor } from './fleet-door.ts';
import type { FaceClosure } from './face-closure.ts';
import type { People } from './people.ts';
import type { RecordWatch } from './record-watch.ts';
import type { Site } from './site.ts';

/** What decides whether somebody who was recognised may pass. */
export interface RefusingKiosk {
  readonly people: Pick<People, 'subjects'>;
  readonly site: Pick<Site, 'rules' | 'rulesDistrusted'>;
  readonly clock: Pick<ClockWatch, 'trust'>;
  readonly records: Pick<RecordWatch, 'isDoubted'>;
}

export interface JudgingKiosk extends RefusingKiosk {
  readonly people: Pick<People, 'subjects' | 'recognisable' | 'similarityThresholdFor'>;
  readonly site: Pick<Site, 'rules' | 'rulesDistrusted' | 'settings' | 'policy'>;
  readonly pipeline: {
    readonly report: Pick<PipelineReport, 'embedder' | 'fakeDetector' | 'attackDetector'> | null;
  };
  readonly demo: boolean;
  /** Null while no drill runs. */
  readonly drill: object | null;
  readonly expiry: Pick<ExpiryWatch, 'check'>;
  readonly faceClosure: FaceClosure | null;
  readonly fleet: Pick<FleetDoor, 'isHubOverdue'>;
}

/** @returns null while nobody can be judged: no model, locked, nobody to recognise, or nobody is let in by face. */
export function decisionContext(kiosk: JudgingKiosk, mode: DecisionContext['mode']): DecisionContext | null {
  const { people, site } = kiosk;
  const { report } = kiosk.pipeline;
  kiosk.expiry.check();
  // With nobody to recognise, every passer-by would be refused and logged.
  if (!report || people.recognisable === 0 || kiosk.faceClosure !== null) return null;
  const { policy } = site;
  return {
    policy,
    mode,
    similarityThreshold: people.similarityThresholdFor(policy),
    continuityThreshold: similarityThreshold(report.embedder.operatingPoints, CONTINUITY_FMR, 1).threshold,
    fakeThreshold: report.fakeDetector?.threshold ?? null,
    attackThreshold: report.attackDetector?.threshold ?? null,
    random: secureRandom,
    subjectCount: people.recognisable,
    refusalOf: (subjectId) => refusalAt(kiosk, subjectId),
    entryOf: (subjectId) => entryOf(people.subjects.get(subjectId), doorRule(kiosk)),
    rehearsal: kiosk.demo || kiosk.drill !== null,
  };
}

/** Whoever is suspended or erased elsewhere may still be known here: more is asked while the hub is not heard. */
function doorRule({ site, fleet }: Pick<JudgingKiosk, 'site' | 'fleet'>): DoorRule {
  return fleet.isHubOverdue ? 'faceBadgeAndPin' : site.settings.entryRule;
}

/** Why the subject may not pass now, however they were recognised; null for one who may. */
export function refusalAt(
  { people, site, clock, records }: RefusingKiosk,
  subjectId: string,
): Refusal | null {
  // The same words as for somebody who is suspended: whoever put a record back learns nothing at the door.
  if (records.isDoubted(subjectId)) return 'notPermitted';
  const schedules = site.rulesDistrusted ? null : site.rules.schedules;
  return refusalOf(people.subjects.get(subjectId), schedules, clock.trust);
}

/** False match rate at which a frame is taken to go on from the one before. */
const CONTINUITY_FMR = 1e-2;

/** [0, 1) of 32 bits that nobody can foresee. */
function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;
}
