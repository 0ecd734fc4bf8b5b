/** @file Deals a pool's people to the batches of an epoch so that no two of a batch may be the same person. */
import type { Rng } from '../../src/core/rng/rng.ts';
import { randomInteger, shuffled } from '../../src/core/rng/rng.ts';
import type { Person } from './pool.ts';
import { take } from './take.ts';

/**
 * Everybody is dealt once before anybody is twice. A group goes to the batches with the most places left, one person
 * each (Gale 1957: whenever a table with these sums exists, this finds it). Of a group with more people than there
 * are batches a random part sits the epoch out.
 *
 * @param places - Of this pool in each batch.
 * @returns People by batch, `places` of each.
 * @throws RangeError when a batch has more places than the pool has groups.
 */
export function dealPeople(rng: Rng, people: readonly Person[], places: readonly number[]): Person[][] {
  const groupCount = new Set(people.map(({ group }) => group)).size;
  const most = places.reduce((a, b) => Math.max(a, b), 0);
  if (most > groupCount) {
    throw new RangeError(
      `A batch wants ${most} people who are surely different, the pool has ${groupCount}. ` +
        'Ask for fewer people per batch, or give the pool a smaller share.',
    );
  }
  const total = places.reduce((sum, count) => sum + count, 0);
  const batches: Person[][] = places.map(() => []);
  const byPlacesLeft = bucketsOf(places);
  for (const members of byGroup(take(rng, people, total))) {
    dealGroup(rng, members, byPlacesLeft, batches);
  }
  for (const [batch, dealt] of batches.entries()) {
    while (dealt.length < places[batch]) {
      const taken = new Set(dealt.map(({ group }) => group));
      const others = people.filter(({ group }) => !taken.has(group));
      dealt.push(others[randomInteger(rng, 0, others.length - 1)]);
    }
  }
  // The order of dealing must not show in the order within a batch.
  return batches.map((dealt) => shuffled(rng, dealt));
}

/** Batch numbers by how many places they have left. */
function bucketsOf(places: readonly number[]): number[][] {
  const buckets: number[][] = [];
  for (const [batch, count] of places.entries()) {
    while (buckets.length <= count) buckets.push([]);
    buckets[count].push(batch);
  }
  return buckets;
}

function byGroup(people: readonly Person[]): Person[][] {
  const groups = new Map<number, Person[]>();
  for (const person of people) {
    const members = groups.get(person.group);
    if (members) members.push(person);
    else groups.set(person.group, [person]);
  }
  return [...groups.values()];
}

/** Moves one batch per member a bucket down. */
function dealGroup(rng: Rng, members: readonly Person[], buckets: number[][], batches: Person[][]): void {
  const served: { readonly batch: number; readonly left: number }[] = [];
  let left = buckets.length - 1;
  for (const person of members) {
    while (left > 0 && buckets[left].length === 0) left -= 1;
    if (left <= 0) break;
    const bucket = buckets[left];
    const at = randomInteger(rng, 0, bucket.length - 1);
    const batch = bucket[at];
    bucket[at] = bucket[bucket.length - 1];
    bucket.pop();
    batches[batch].push(person);
    served.push({ batch, left: left - 1 });
  }
  for (const { batch, left: now } of served) buckets[now].push(batch);
}
