/**
 * @file What stands between a finished capture and the store: is it one person, is that person enrolled already,
 * does somebody else look alike. It stores nothing and asks nobody: the page does.
 */
import type { CaptureResult } from '../src/core/enrolment/types.ts';
import { cosine } from '../src/core/embedding/embedding.ts';
import { buildTemplate } from '../src/core/template/build-template.ts';
import { enrolmentThresholds, findDuplicates } from '../src/core/template/find-duplicates.ts';
import type { Subject, Template } from '../src/core/template/types.ts';
import type { KioskSession } from '../src/ui/session.ts';

/** More subjects than this near one face are not listed to the operator. */
const NEAREST = 5;

export type Review =
  /** The frames do not hang together: perhaps two people were in them. */
  | { readonly kind: 'mixed' }
  | {
      readonly kind: 'ready';
      readonly template: Template;
      /** The door would take the new template for these; nearest first. */
      readonly duplicates: readonly Subject[];
      /** Near enough to be mistaken now and then; nearest first. */
      readonly lookAlikes: readonly Subject[];
      /** Enrolling anew: the face is not the one on record. */
      readonly differsFromRecord: boolean;
    };

/**
 * @param again - The subject who enrols anew and is meant to match; null for somebody new.
 * @throws PipelineError when the workers do not run.
 */
export async function review(
  session: KioskSession,
  captured: CaptureResult,
  again: Subject | null,
): Promise<Review> {
  const pipeline = await session.startPipeline();
  const { sha256, dimension, operatingPoints } = pipeline.report.embedder;
  const thresholds = enrolmentThresholds(operatingPoints, session.policy.targetFpir, session.comparisonCount);
  const { template, cohesion } = buildTemplate(captured.candidates, { modelSha256: sha256, dimension });
  if (cohesion < thresholds.onePerson) return { kind: 'mixed' };
  const searches = await Promise.all(
    template.embeddings.map((embedding) => pipeline.identify(embedding, NEAREST)),
  );
  const { duplicates, lookAlikes } = findDuplicates(template, searches, thresholds, again?.id ?? null);
  const known = (matches: typeof duplicates): Subject[] =>
    matches.flatMap(({ subjectId }) => session.subjects.get(subjectId) ?? []);
  return {
    kind: 'ready',
    template,
    duplicates: known(duplicates),
    lookAlikes: known(lookAlikes),
    differsFromRecord: again?.template ? differs(template, again.template, thresholds.duplicate) : false,
  };
}

/** Templates of different models cannot be compared, so those never differ. */
function differs(fresh: Template, recorded: Template, threshold: number): boolean {
  if (fresh.modelSha256 !== recorded.modelSha256) return false;
  return fresh.embeddings.every((one) =>
    recorded.embeddings.every((other) => cosine(one, other) < threshold),
  );
}
