/** @file Similarities of single images, drawn from the people of galleries. */
import { cosine } from '../../src/core/embedding/embedding.ts';
import { randomInteger, shuffled, type Rng } from '../../src/core/rng/rng.ts';
import type { EmbeddedPeople } from './galleries.ts';

/** Of each data set, so that none outweighs another. A rate of 1e-5 wants a million impostor pairs in all. */
const IMPOSTOR_PAIRS = 350_000;
/** Of each data set, and of each person. */
const GENUINE_PAIRS = 20_000;
const GENUINE_PER_PERSON = 100;

export interface ImageSimilarities {
  readonly genuine: Float64Array;
  readonly impostor: Float64Array;
}

/** Only images of people who search. */
export function drawSimilarities({ people, mayBeOne }: EmbeddedPeople, rng: Rng): ImageSimilarities {
  const searching = people.flatMap(({ searches }, at) => (searches === 'never' ? [] : at));
  const sets = new Set(searching.map((at) => people[at].set));
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const set of sets) {
    const members = searching.filter((at) => people[at].set === set);
    const enrolled = members.filter((at) => people[at].searches === 'enrolled');
    genuine.push(
      ...genuineOf(
        enrolled.map((at) => people[at].embeddings),
        rng,
      ),
    );
    const draw = (from: readonly number[]): number => from[randomInteger(rng, 0, from.length - 1)];
    const face = (person: number): Float32Array => {
      const { embeddings } = people[person];
      return embeddings[randomInteger(rng, 0, embeddings.length - 1)];
    };
    // A bound on the draws: people who all may be one would give no pair at all.
    for (let draws = 0, found = 0; found < IMPOSTOR_PAIRS && draws < 2 * IMPOSTOR_PAIRS; draws += 1) {
      const [one, other] = [draw(members), draw(searching)];
      if (one === other || mayBeOne(one, other)) continue;
      impostor.push(cosine(face(one), face(other)));
      found += 1;
    }
  }
  return { genuine: Float64Array.from(genuine), impostor: Float64Array.from(impostor) };
}

function genuineOf(people: readonly (readonly Float32Array[])[], rng: Rng): number[] {
  const all = people.flatMap((embeddings) => {
    const pairs = embeddings.flatMap((one, at) =>
      embeddings.slice(at + 1).map((other) => [one, other] as const),
    );
    return (
      pairs.length > GENUINE_PER_PERSON ? shuffled(rng, pairs).slice(0, GENUINE_PER_PERSON) : pairs
    ).map(([one, other]) => cosine(one, other));
  });
  return shuffled(rng, all).slice(0, GENUINE_PAIRS);
}
