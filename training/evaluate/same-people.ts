/**
 * @file Who is in a data set, or in two, under two names: found by two networks, which both took a photo of the one for
 * the other with a cosine of at least 0.52. Photos at that limit were looked at: above it nearly all pairs show one
 * person, a few are twins. Such two are no strangers to each other.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Two names to a line, as {@link digestOf} has them: who somebody is is nobody's business. */
const LIST = new URL('one-person-twice.txt', import.meta.url);

/** The first half of the SHA-256, in hex. */
function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** @returns Of each name the places of others in `names` that may mean the same person; those alike among them. */
export function otherNames(names: readonly string[]): readonly ReadonlySet<number>[] {
  const places = new Map<string, number[]>();
  for (const [at, name] of names.entries()) {
    const digest = digestOf(name);
    places.set(digest, [...(places.get(digest) ?? []), at]);
  }
  const others = names.map(() => new Set<number>());
  const join = (some: readonly number[]): void => {
    for (const one of some) for (const other of some) if (one !== other) others[one].add(other);
  };
  for (const same of places.values()) join(same);
  for (const line of readFileSync(LIST, 'utf8').split('\n')) {
    const [one = [], other = []] = line.split(' ').map((digest) => places.get(digest) ?? []);
    if (one.length > 0 && other.length > 0) join([...one, ...other]);
  }
  return others;
}
