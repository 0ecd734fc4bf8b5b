/** @file Whom a face is compared with. Whoever is left out here never matches. */

/**
 * The subjects enrolled with the present model. Suspended ones and those outside their hours are among them: without
 * them their look-alike would be the nearest to their face. `refusalOf` refuses them once they are recognised. The
 * caller leaves out whose consent has run out: nobody may be compared with their template any more.
 * @param modelSha256 - SHA-256 of the embedder's file; templates of another model are never compared.
 */
export function matchableSubjects<One extends { readonly template: { readonly modelSha256: string } | null }>(
  subjects: readonly One[],
  modelSha256: string,
): readonly (One & { readonly template: NonNullable<One['template']> })[] {
  return subjects.filter(
    (subject): subject is One & { readonly template: NonNullable<One['template']> } =>
      subject.template?.modelSha256 === modelSha256,
  );
}
