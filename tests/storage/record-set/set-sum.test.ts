/** @file Sums over sets: equal for equal sets alone, and the members named in which two sets differ. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  differing,
  MOST_FOUND,
  NO_SUMS,
  residue,
  sumOf,
  withMember,
  type Member,
  type Sums,
} from '../../../src/storage/record-set/set-sum.ts';

const PRIME = 2n ** 255n - 19n;
const random = (text: string) => residue(createHmac('sha256', 'key').update(text).digest('hex'));
const member = (id: number, version = 0): Member => ({
  weight: random(`weight ${id}`),
  tag: random(`tag ${id} ${version}`),
});
const people = (count: number, from = 0) => Array.from({ length: count }, (_, at) => member(from + at));
const sums = (members: readonly Member[]): Sums =>
  members.reduce((all, one) => withMember(all, one, 1), NO_SUMS);

/** Of members 0 to 199: those that the sums name. */
function named(one: Sums, other: Sums) {
  const found = differing(one, other);
  if (found === null) return null;
  const ids = Array.from({ length: 200 }, (_, id) => id).filter((id) => found.has(member(id).weight));
  return { members: found.members, ids };
}

describe('sums over a set', () => {
  it('are sums of tags times powers of weights, in whatever order members come and go', () => {
    const all = people(20);
    const expected = NO_SUMS.map((_, power) =>
      all.reduce((sum, { weight, tag }) => (sum + tag * weight ** BigInt(power)) % PRIME, 0n),
    );
    expect(sums(all)).toEqual(expected);
    expect(sums(all.toReversed())).toEqual(expected);
    expect(sumOf(all.map(({ tag }) => tag))).toBe(expected[0]);
    expect(withMember(withMember(sums(all), member(99), 1), member(99), -1)).toEqual(expected);
  });

  it('name nobody where the sets are the same', () => {
    expect(named(sums(people(50)), sums(people(50)))).toEqual({ members: 0, ids: [] });
  });

  it.each(Array.from({ length: MOST_FOUND }, (_, at) => at + 1))(
    'name %d members that are other, missing or added',
    (count) => {
      const differ = Array.from({ length: count }, (_, at) => 7 + 11 * at);
      const [before, after]: Member[][] = [[], []];
      for (let id = 0; id < 100; id += 1) {
        const at = differ.indexOf(id);
        if (at === -1 || at % 3 !== 2) before.push(member(id));
        if (at === -1 || at % 3 === 2) after.push(member(id));
        else if (at % 3 === 0) after.push(member(id, 1));
      }
      expect(named(sums(before), sums(after))).toEqual({ members: count, ids: differ });
    },
  );

  it.each([MOST_FOUND + 1, MOST_FOUND + 2, 40])('say that %d are too many to be named', (count) => {
    const after = people(100).map((one, id) => (id < count ? member(id, 1) : one));
    expect(named(sums(people(100)), sums(after))).toBeNull();
  });

  it('tell a member that is twice there from one', () => {
    expect(named(sums(people(10)), sums([...people(10), member(3)]))).toEqual({ members: 1, ids: [3] });
  });
});
