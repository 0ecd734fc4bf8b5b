import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  canonicalJson,
  ChainFollower,
  chainCheck,
  EMPTY_HEAD,
  EMPTY_START,
  FIRST_PREVIOUS_HASH,
  hashEntry,
  headAfter,
  nextEntry,
  type AuditHead,
  type FoundEntry,
} from '../../../src/storage/log/audit-chain.ts';
import type { AuditEntry } from '../../../src/storage/types.ts';

let entries: AuditEntry[];
let head: AuditHead;

beforeAll(async () => {
  entries = [];
  head = EMPTY_HEAD;
  for (let number = 0; number < 6; number += 1) {
    const entry = await nextEntry(head, { kind: 'enrolled', subjectId: `s${number}` }, 100 + number, crypto);
    entries.push(entry);
    head = headAfter(head, entry);
  }
});

const replaced = (at: number, entry: AuditEntry): AuditEntry[] =>
  entries.map((old, index) => (index === at ? entry : old));

const broken = (firstBroken: number, count = 6) => ({ intact: false, entries: count, firstBroken });

/** As the log is verified, in one part. */
async function checkChain(log: readonly FoundEntry[], end: AuditHead | null) {
  const follower = new ChainFollower(EMPTY_START, end?.lostAt ?? null, crypto);
  await follower.follow(log);
  return chainCheck(log.length, follower.finish(end, log.length));
}

describe('canonicalJson', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(canonicalJson({ b: 1, a: { d: [1, { z: 0, y: null }], c: 'x' } })).toBe(
      '{"a":{"c":"x","d":[1,{"y":null,"z":0}]},"b":1}',
    );
    expect(canonicalJson({ a: undefined, b: Infinity })).toBe('{"b":null}');
  });
});

describe('nextEntry', () => {
  it('hashes the canonical JSON with SHA-256', () => {
    const json = `{"atMs":100,"event":{"kind":"enrolled","subjectId":"s0"},"index":0,"previousHash":"${'0'.repeat(64)}"}`;
    expect(entries[0].hash).toBe(createHash('sha256').update(json).digest('hex'));
    expect(entries[0].previousHash).toBe(FIRST_PREVIOUS_HASH);
    expect(entries[3].previousHash).toBe(entries[2].hash);
  });
});

describe('checkChain', () => {
  it('finds nothing in an untouched log, full or empty', async () => {
    expect(await checkChain(entries, head)).toEqual({ intact: true, entries: 6 });
    expect(await checkChain([], EMPTY_HEAD)).toEqual({ intact: true, entries: 0 });
  });

  it('names an altered entry', async () => {
    for (let at = 0; at < 6; at += 1) {
      const altered = replaced(at, { ...entries[at], atMs: 7 });
      expect(await checkChain(altered, head)).toEqual(broken(at));
    }
  });

  it('names the entry after an altered one whose own hash was made to fit, or the last one by the head', async () => {
    for (let at = 0; at < 6; at += 1) {
      const altered = { ...entries[at], atMs: 7 };
      const log = replaced(at, { ...altered, hash: await hashEntry(altered, crypto) });
      expect(await checkChain(log, head)).toEqual(broken(Math.min(at + 1, 5)));
    }
  });

  it('notices a whole log that was written anew', async () => {
    const forged: AuditEntry[] = [];
    let forgedHead = EMPTY_HEAD;
    for (const { event } of entries) {
      forged.push(await nextEntry(forgedHead, event, 9, crypto));
      forgedHead = headAfter(forgedHead, forged[forged.length - 1]);
    }
    expect(await checkChain(forged, head)).toEqual(broken(5));
  });

  it('names a deletion, in the middle and at the end', async () => {
    for (let at = 0; at < 6; at += 1) {
      expect(
        await checkChain(
          entries.filter((_, index) => index !== at),
          head,
        ),
      ).toEqual(broken(at, 5));
    }
    expect(await checkChain([], head)).toEqual(broken(0, 0));
  });

  it('names the first of two exchanged entries', async () => {
    const exchanged = [0, 4, 2, 3, 1, 5].map((index) => entries[index]);
    expect(await checkChain(exchanged, head)).toEqual(broken(1));
  });

  it('names an added entry', async () => {
    const added = await nextEntry(head, { kind: 'locked' }, 9, crypto);
    expect(await checkChain([...entries, added], head)).toEqual(broken(6, 7));
  });

  it('names an unreadable entry', async () => {
    expect(await checkChain([...entries.slice(0, 2), null, ...entries.slice(3)], head)).toEqual(broken(2));
  });

  it('does not vouch for a log without its head', async () => {
    expect(await checkChain(entries, null)).toEqual(broken(6));
  });
});
