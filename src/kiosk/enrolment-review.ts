/**
 * @file Reviews a finished capture before it is stored: does it show one person, is that person enrolled already, does
 * somebody else look alike? It stores nothing and asks nobody: the page does.
 */
import { CAPTURE_POSES } from '../core/enrolment/capture-state.ts';
import type { CapturePose, CaptureResult } from '../core/enrolment/types.ts';
import { buildTemplate } from '../core/template/build-template.ts';
import { enrolmentThresholds, findDuplicates } from '../core/template/find-duplicates.ts';
import { matchedVectors } from '../core/template/matched-vectors.ts';
import type { NamedPerson, Template } from '../core/template/types.ts';
import type { Policy } from '../core/decision/policies.ts';
import type { EmbedderEntry } from '../core/manifest/types.ts';
import type { Match } from '../core/observation.ts';
import type { People } from './people.ts';

/** More subjects than this near one face are not listed to the operator. */
const NEAREST = 5;

/** What a review needs of the kiosk. */
export interface ReviewKiosk {
  readonly people: Pick<People, 'named' | 'comparedCount' | 'isCurrent' | 'refresh'>;
  readonly site: { readonly policy: Pick<Policy, 'targetFpir'> };
  readonly pipeline: {
    start(): Promise<{
      readonly report: {
        readonly embedder: Pick<EmbedderEntry, 'sha256' | 'dimension' | 'operatingPoints' | 'galleries'>;
      };
      /** The nearest subjects of the gallery, best first. */
      identify(embedding: Float32Array, limit: number): Promise<readonly Match[]>;
      /** How near the nearest of `vectors` is to that subject; null for nobody of the gallery. */
      similarityTo(subjectId: string, vectors: readonly Float32Array[]): Promise<number | null>;
    }>;
  };
}

export type Review =
  /** The frames do not hang together: perhaps two people were in them. */
  | { readonly kind: 'mixed' }
  | {
      readonly kind: 'ready';
      readonly template: Template;
      /** Of the template's frames, [0, 1]. */
      readonly meanQuality: number;
      /** Views that were asked for and are not in it. */
      readonly skippedViews: readonly CapturePose[];
      /** The door would take the new template for these; nearest first. */
      readonly duplicates: readonly NamedPerson[];
      /** Near enough to be mistaken now and then; nearest first. */
      readonly lookAlikes: readonly NamedPerson[];
      /** Enrolling anew: the face is not the one on record. */
      readonly differsFromRecord: boolean;
    };

/**
 * @param again - The subject who enrols anew and is meant to match; null for somebody new.
 * @throws PipelineError when the workers do not run, StorageError when the people cannot be read.
 */
export async function review(
  kiosk: ReviewKiosk,
  captured: CaptureResult,
  again: Pick<NamedPerson, 'id' | 'template'> | null,
): Promise<Review> {
  const { people, site } = kiosk;
  const pipeline = await kiosk.pipeline.start();
  // Somebody may be stored of whom the gallery was never told: they must not be stored twice.
  if (!people.isCurrent) await people.refresh();
  const { embedder } = pipeline.report;
  const { sha256, dimension } = embedder;
  const thresholds = enrolmentThresholds(embedder, site.policy.targetFpir, people.comparedCount);
  const { template, chosen, cohesion, outliers } = buildTemplate(captured.candidates, {
    modelSha256: sha256,
    dimension,
  });
  if (cohesion < thresholds.onePerson) return { kind: 'mixed' };
  // The gallery has suspended people too, so that they do not come in under another name.
  const vectors = matchedVectors(template.embeddings);
  const searches = await Promise.all(vectors.map((vector) => pipeline.identify(vector, NEAREST)));
  const { duplicates, lookAlikes } = findDuplicates(searches, thresholds, again?.id ?? null);
  const known = (matches: typeof duplicates): Promise<readonly NamedPerson[]> =>
    people.named(matches.map(({ subjectId }) => subjectId));
  // Templates of different models cannot be compared, so those never differ.
  const toRecord =
    again?.template?.modelSha256 === sha256 ? await pipeline.similarityTo(again.id, vectors) : null;
  return {
    kind: 'ready',
    template,
    meanQuality: chosen.reduce((sum, at) => sum + captured.candidates[at].overall, 0) / chosen.length,
    skippedViews: viewsMissing(
      captured,
      outliers.map(({ index }) => index),
    ),
    duplicates: await known(duplicates),
    lookAlikes: await known(lookAlikes),
    differsFromRecord: toRecord !== null && toRecord < thresholds.duplicate,
  };
}

/** A view is missing that was skipped, or of which every picture was left out of the template as an outlier. */
function viewsMissing(
  { candidates, skipped }: CaptureResult,
  outliers: readonly number[],
): readonly CapturePose[] {
  return CAPTURE_POSES.filter((pose) => {
    const own = candidates.flatMap(({ poseName }, at) => (poseName === pose ? [at] : []));
    return skipped.includes(pose) || (own.length > 0 && own.every((at) => outliers.includes(at)));
  });
}
