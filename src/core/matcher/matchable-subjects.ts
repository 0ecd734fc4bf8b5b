/** @file Whom a face is compared with. Whoever is left out here never matches. */
import type { Subject, SubjectWithTemplate } from '../template/types.ts';

/**
 * The subjects enrolled with the present model. Suspended ones and those outside their hours are among them: without
 * them their look-alike would be the nearest to their face. `refusalOf` refuses them once they are recognised. The
 * caller leaves out whose consent has run out: nobody may be compared with their template any more.
 * @param modelSha256 - SHA-256 of the embedder's file; templates of another model are never compared.
 */
export function matchableSubjects(
  subjects: readonly Subject[],
  modelSha256: string,
): readonly SubjectWithTemplate[] {
  return subjects.filter(
    (subject): subject is SubjectWithTemplate => subject.template?.modelSha256 === modelSha256,
  );
}
