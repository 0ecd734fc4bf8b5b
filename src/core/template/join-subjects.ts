/** @file Makes one subject of two records of the same person. Pure. */
import { cosine } from '../embedding/embedding.ts';
import { joinNeeds } from '../enrolment/entry-needs.ts';
import { DEFAULT_MAX_EMBEDDINGS, NEAR_DUPLICATE_SIMILARITY } from './build-template.ts';
import type { Subject, Template } from './types.ts';

/** From which of the two records something comes: the one whose id stays, or the one that goes. */
export type JoinSource = 'kept' | 'gone';

export interface JoinChoice {
  readonly name: JoinSource;
  /** Badge number and PIN, which go together. */
  readonly held: JoinSource;
  readonly consent: JoinSource;
}

/**
 * A suspension, the stricter rule and all accommodations of either stay.
 * @returns Shares embeddings with both.
 * @throws RangeError when their templates are of two models.
 */
export function joinSubjects(kept: Subject, gone: Subject, choice: JoinChoice): Subject {
  const of = { kept, gone };
  const { badge, pin } = of[choice.held];
  const qualities = [kept.meanQuality, gone.meanQuality].filter((quality) => quality !== null);
  return {
    id: kept.id,
    name: of[choice.name].name,
    badge,
    pin,
    consent: of[choice.consent].consent,
    enrolledAtMs: Math.max(kept.enrolledAtMs, gone.enrolledAtMs),
    meanQuality: qualities.length === 0 ? null : Math.min(...qualities),
    skippedViews: joinSkipped(kept, gone),
    suspendedAtMs: kept.suspendedAtMs ?? gone.suspendedAtMs,
    schedule: kept.schedule,
    ...joinNeeds(kept, gone),
    template: joinTemplates(kept.template, gone.template),
  };
}

/** A view is missing that neither has. Where it was not noted of one of two templates, nobody knows. */
function joinSkipped(kept: Subject, gone: Subject): Subject['skippedViews'] {
  if (kept.template === null) return gone.skippedViews;
  if (gone.template === null) return kept.skippedViews;
  const [one, other] = [kept.skippedViews, gone.skippedViews];
  return one === null || other === null ? null : one.filter((view) => other.includes(view));
}

/** Takes of each in turn, in the order of their choice, what adds something. */
function joinTemplates(one: Template | null, other: Template | null): Template | null {
  if (one === null || other === null) return one ?? other;
  if (one.modelSha256 !== other.modelSha256)
    throw new RangeError('Templates of two models cannot be joined.');
  const chosen: Float32Array[] = [];
  const rows = Math.max(one.embeddings.length, other.embeddings.length);
  for (let row = 0; row < rows; row += 1) {
    for (const embedding of [
      ...one.embeddings.slice(row, row + 1),
      ...other.embeddings.slice(row, row + 1),
    ]) {
      if (chosen.length === DEFAULT_MAX_EMBEDDINGS) break;
      if (chosen.every((before) => cosine(before, embedding) < NEAR_DUPLICATE_SIMILARITY))
        chosen.push(embedding);
    }
  }
  return { ...one, embeddings: chosen };
}
