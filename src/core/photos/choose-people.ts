/**
 * @file Which photos and which people of a folder are enrolled: the checks of the enrolment page, without a person
 * to ask. Pure: it reads no file and has no clock.
 */
import type { EmbedderEntry } from '../manifest/types.ts';
import { buildTemplate } from '../template/build-template.ts';
import { enrolmentThresholds, findDuplicates } from '../template/find-duplicates.ts';
import { matchedVectors } from '../template/matched-vectors.ts';
import type { Template } from '../template/types.ts';
import { ChosenFaces } from './chosen-faces.ts';

/** A photo good enough for a template. */
export interface GoodPhoto {
  readonly path: string;
  /** Unit vector [dimension]. */
  readonly embedding: Float32Array;
  /** `QualityReport.overall`. */
  readonly overall: number;
}

export interface Candidate {
  readonly name: string;
  /** At least one. */
  readonly photos: readonly GoodPhoto[];
}

export interface ChosenPerson {
  readonly name: string;
  readonly template: Template;
  /** Of the photos that the template holds, [0, 1]. */
  readonly meanQuality: number;
  /** Whose embeddings the template holds. */
  readonly used: readonly string[];
  /** Of this person, but with nothing to add to the template. */
  readonly spare: readonly string[];
  /** Names of people enrolled before this one who look alike. */
  readonly lookAlikes: readonly string[];
}

/**
 * `unlikeOthers`: one photo of several shows somebody else. `severalPeople`: so do all, and nobody can say which are
 * right. `known`: the door would take the person for somebody who is enrolled.
 */
export type Unchosen =
  | { readonly kind: 'unlikeOthers' | 'severalPeople'; readonly name: string }
  | { readonly kind: 'known'; readonly name: string; readonly as: readonly string[] };

export interface UnchosenPhoto {
  readonly path: string;
  readonly why: Unchosen;
}

export interface Choice {
  readonly chosen: readonly ChosenPerson[];
  readonly refused: readonly UnchosenPhoto[];
}

/** Who is enrolled already: the name of each face, by its number. */
export interface KnownFaces {
  readonly faces: ChosenFaces;
  readonly names: readonly string[];
}

/**
 * @param targetFpir - As the policy of the door has it; with the number of people it sets how near is too near.
 * @param onPerson - Called after each candidate.
 * @param known - Nobody of them is chosen once more. Its faces are overwritten in the end.
 * @returns Everybody, in the order given; who looks like somebody before them is refused.
 */
export function choosePeople(
  candidates: readonly Candidate[],
  embedder: Pick<EmbedderEntry, 'sha256' | 'dimension' | 'operatingPoints' | 'galleries'>,
  targetFpir: number,
  onPerson: () => void = () => undefined,
  known: KnownFaces = { faces: new ChosenFaces(), names: [] },
): Choice {
  const people = known.names.length + candidates.length;
  const thresholds = enrolmentThresholds(embedder, targetFpir, people);
  const chosen: ChosenPerson[] = [];
  const refused: UnchosenPhoto[] = [];
  const { faces } = known;
  const namesOf = (matches: readonly { readonly subjectId: string }[]): string[] =>
    matches.map(({ subjectId }) => {
      const number = Number(subjectId);
      return known.names[number] ?? chosen[number - known.names.length].name;
    });
  const choose = ({ name, photos }: Candidate): void => {
    const built = buildTemplate(
      photos.map((photo) => ({ ...photo, poseName: 'photo' })),
      { modelSha256: embedder.sha256, dimension: embedder.dimension },
    );
    const outliers = new Set(built.outliers.map(({ index }) => index));
    for (const index of outliers) {
      refused.push({ path: photos[index].path, why: { kind: 'unlikeOthers', name } });
    }
    const kept = photos.filter((_, index) => !outliers.has(index));
    const refuse = (why: Unchosen): void => void refused.push(...kept.map(({ path }) => ({ path, why })));
    if (built.cohesion < thresholds.onePerson) {
      refuse({ kind: 'severalPeople', name });
      return;
    }
    const vectors = matchedVectors(built.template.embeddings);
    const { duplicates, lookAlikes } = findDuplicates(faces.search(vectors), thresholds);
    if (duplicates.length > 0) {
      refuse({ kind: 'known', name, as: namesOf(duplicates) });
      return;
    }
    const used = new Set(built.chosen);
    faces.add(vectors);
    chosen.push({
      name,
      template: built.template,
      meanQuality: built.chosen.reduce((sum, index) => sum + photos[index].overall, 0) / built.chosen.length,
      used: photos.filter((_, index) => used.has(index)).map(({ path }) => path),
      spare: photos.filter((_, index) => !used.has(index) && !outliers.has(index)).map(({ path }) => path),
      lookAlikes: namesOf(lookAlikes),
    });
  };
  try {
    for (const candidate of candidates) {
      choose(candidate);
      onPerson();
    }
  } finally {
    faces.wipe();
  }
  return { chosen, refused };
}

/** Names of everybody who looks like somebody, whoever came first. */
export function namesOfLookAlikes(chosen: readonly ChosenPerson[]): ReadonlySet<string> {
  return new Set(
    chosen.flatMap(({ name, lookAlikes }) => (lookAlikes.length === 0 ? [] : [name, ...lookAlikes])),
  );
}
