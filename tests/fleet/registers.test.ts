import { describe, expect, test } from 'vitest';
import { HybridClock, makeStamp, MOST_AHEAD_MS, stampMs } from '../../src/fleet/clock.ts';
import {
  clampRegisters,
  editRegisters,
  erasedRegisters,
  isSameRegisters,
  mergeRegisters,
  NO_REGISTERS,
  type Registers,
} from '../../src/fleet/registers.ts';

const TRIPLES = 20_000;
const NOON_MS = Date.UTC(2026, 10, 30, 12);
const YEAR_MS = 365 * 86_400_000;

/** Repeatable, in [0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Times and writers are few, so that ties are many. */
function anyRegisters(next: () => number): Registers {
  const pick = (count: number): number => Math.floor(next() * count);
  const stamp = () => makeStamp(NOON_MS + pick(4), pick(2), ['site', 'a', 'b'][pick(3)]);
  if (next() < 0.08) return erasedRegisters(stamp());
  const fields = Object.fromEntries(
    ['name', 'badge', 'suspendedAtMs', 'schedule', 'template']
      .filter(() => next() < 0.7)
      .map((name) => [name, { v: [null, 1, 2, { b: 1, a: [2] }][pick(4)], at: stamp() }]),
  );
  return { fields, erasedAt: null };
}

describe('merging', () => {
  test(`is commutative, associative and idempotent, ${TRIPLES} times`, () => {
    const next = random(21);
    for (let at = 0; at < TRIPLES; at += 1) {
      const [a, b, c] = [anyRegisters(next), anyRegisters(next), anyRegisters(next)];
      const merged = mergeRegisters(a, b);
      const facts = [
        isSameRegisters(merged, mergeRegisters(b, a)),
        isSameRegisters(mergeRegisters(merged, c), mergeRegisters(a, mergeRegisters(b, c))),
        isSameRegisters(mergeRegisters(a, a), a),
        isSameRegisters(mergeRegisters(merged, a), merged),
      ];
      expect(facts, JSON.stringify([a, b, c])).toEqual([true, true, true, true]);
    }
  });

  const person = (name: string, suspendedAtMs: number | null, at: string, suspendedAt = at): Registers => ({
    fields: { name: { v: name, at }, suspendedAtMs: { v: suspendedAtMs, at: suspendedAt } },
    erasedAt: null,
  });

  test('keeps both edits of two operators who edited different fields', () => {
    const [t0, t1, t2] = [0, 1, 2].map((ms) => makeStamp(NOON_MS + ms, 0, 'site'));
    const merged = mergeRegisters(person('Ann', 5, t0, t2), person('Anna', null, t1, t0));
    expect(merged).toEqual(person('Anna', 5, t1, t2));
  });

  test('at the same time a suspension wins over its end, whoever wrote it', () => {
    const [a, b] = ['a', 'b'].map((writer) => makeStamp(NOON_MS, 0, writer));
    expect(mergeRegisters(person('Ann', 5, a), person('Ann', null, b)).fields.suspendedAtMs.v).toBe(5);
    expect(mergeRegisters(person('Ann', null, a), person('Ann', 5, b)).fields.suspendedAtMs.v).toBe(5);
    const later = makeStamp(NOON_MS + 1, 0, 'a');
    expect(mergeRegisters(person('Ann', 5, b), person('Ann', null, later)).fields.suspendedAtMs.v).toBeNull();
  });

  test('an erasure absorbs every edit, earlier or later', () => {
    const erased = erasedRegisters(makeStamp(NOON_MS, 0, 'a'));
    const later = person('Ann', null, makeStamp(NOON_MS + 9, 0, 'b'));
    expect(mergeRegisters(erased, later)).toEqual(erased);
    expect(editRegisters(erased, { name: 'Ann' }, () => makeStamp(NOON_MS + 10, 0, 'b'))).toBe(erased);
  });
});

describe('editing', () => {
  test('stamps the fields that differ, and no others', () => {
    const [t0, t1] = [0, 1].map((ms) => makeStamp(NOON_MS + ms, 0, 'a'));
    const before = editRegisters(NO_REGISTERS, { name: 'Ann', consent: { b: 1, a: 2 } }, () => t0);
    const after = editRegisters(before, { name: 'Anna', consent: { a: 2, b: 1 } }, () => t1);
    expect(after.fields).toEqual({ name: { v: 'Anna', at: t1 }, consent: { v: { b: 1, a: 2 }, at: t0 } });
    expect(editRegisters(after, { name: 'Anna' }, () => t1)).toBe(after);
  });
});

describe('clocks', () => {
  test.each([3 * YEAR_MS, -3 * YEAR_MS])(
    'off by %d ms: a later edit of another device wins soon',
    (offMs) => {
      const wrong = new HybridClock('wrong', () => NOON_MS + offMs);
      const byWrong: Registers = { fields: { name: { v: 'Ann', at: wrong.next() } }, erasedAt: null };
      const heard = clampRegisters(byWrong, NOON_MS);
      expect(stampMs(heard.fields.name.at)).toBeLessThanOrEqual(NOON_MS + MOST_AHEAD_MS);
      const right = new HybridClock('right', () => NOON_MS + MOST_AHEAD_MS + 1);
      right.hear(heard.fields.name.at);
      const edited = editRegisters(heard, { name: 'Anna' }, () => right.next());
      expect(mergeRegisters(heard, edited).fields.name.v).toBe('Anna');
      // What the wrong clock writes after it heard of that follows it.
      const [taken] = Object.values(clampRegisters(edited, NOON_MS + MOST_AHEAD_MS + 1).fields);
      wrong.hear(taken.at);
      expect(wrong.next() > taken.at).toBe(true);
    },
  );

  test('stamps of one clock rise, though time stands still or goes back', () => {
    let nowMs = NOON_MS;
    const clock = new HybridClock('a', () => nowMs);
    let last = clock.next();
    for (let at = 0; at < 1_000; at += 1) {
      nowMs -= at % 7;
      const next = clock.next();
      expect(next > last).toBe(true);
      last = next;
    }
  });
});
