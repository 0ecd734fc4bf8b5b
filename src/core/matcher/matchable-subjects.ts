/** @file Who may be in the gallery at all. Whoever is left out here never matches. */
import type { Subject, SubjectWithTemplate } from '../template/types.ts';

/**
 * The subjects who may be recognised: enrolled with the present model, and not suspended.
 * @param modelSha256 - SHA-256 of the embedder's file; templates of another model are never compared.
 */
export function matchableSubjects(
  subjects: readonly Subject[],
  modelSha256: string,
): readonly SubjectWithTemplate[] {
  return subjects.filter(
    (subject): subject is SubjectWithTemplate =>
      subject.template?.modelSha256 === modelSha256 && subject.suspendedAtMs === null,
  );
}
