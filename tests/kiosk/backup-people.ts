/** @file People as a backup and a kiosk have them, made of whole subjects. */
import { createMatcher } from '../../src/core/matcher/matcher.ts';
import { packGallery } from '../../src/core/matcher/pack-gallery.ts';
import { matchedVectors } from '../../src/core/template/matched-vectors.ts';
import { personOf, type Subject } from '../../src/core/template/types.ts';
import type { FaceModel } from '../../src/kiosk/near-faces.ts';
import type { PersonHere, PersonInFile } from '../../src/storage/types.ts';

/** @param unchanged - The same is here. */
export function inFile(subject: Subject, unchanged = false): PersonInFile {
  const { id, name, template } = subject;
  const vectors = template === null ? [] : matchedVectors(template.embeddings);
  return { ...personOf(subject), name, fileId: id, vectors, unchanged };
}

export function here(subject: Subject): PersonHere {
  return { ...personOf(subject), name: subject.name, digest: '' };
}

/** What the recognition worker answers while these people are in its gallery. */
export function galleryOf(subjects: readonly Subject[]): FaceModel['gallery'] {
  const faces = subjects.flatMap(({ id, template }) =>
    template === null ? [] : { id, embeddings: matchedVectors(template.embeddings) },
  );
  const matcher = createMatcher(packGallery(faces, faces.at(0)?.embeddings[0].length ?? 1));
  const search = (vector: Float32Array) => (faces.length === 0 ? [] : matcher.search(vector, 20));
  return {
    identify: (vector) => Promise.resolve(search(vector)),
    nearTo: (ids, least) =>
      Promise.resolve(
        ids.map((id) =>
          matcher
            .vectorsOf(id)
            .flatMap(search)
            .filter(({ subjectId, similarity }) => subjectId !== id && similarity >= least),
        ),
      ),
  };
}
