/** @file A third party sees that nothing was taken out of a log: by signed heads alone, and with the log. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  followLog,
  type Heads,
  HEADS_FORMAT,
  lostBetween,
  readHeads,
  readLog,
} from '../../../scripts/lib/hub/verify-head.ts';
import { exportedEntry, recordsJson } from '../../../src/kiosk/records-export.ts';
import { EMPTY_HEAD, headAfter, nextEntry } from '../../../src/storage/log/audit-chain.ts';
import type { AuditEntry } from '../../../src/storage/types.ts';
import { signFile } from '../../../src/fleet/signed-file.ts';

const SIGNING = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const MADE_AT = '2026-01-02T03:04:05.000Z';

let keys: CryptoKeyPair;
let siteKey: string;
/** Of one door. */
const entries: AuditEntry[] = [];
beforeAll(async () => {
  keys = await crypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  siteKey = Buffer.from(await crypto.subtle.exportKey('raw', keys.publicKey)).toString('hex');
  for (let head = EMPTY_HEAD; head.count < 6; head = headAfter(head, entries.at(-1)!)) {
    entries.push(await nextEntry(head, { kind: 'unlocked' } as never, 1_000 * head.count, crypto));
  }
});

function headsAt(...ends: readonly (readonly [name: string, index: number])[]): Heads {
  const heads = ends.map(([name, index]) => ({
    device: `id of ${name}`,
    name,
    index,
    hash: entries[index].hash,
  }));
  return { siteName: 'Museum', siteKey, madeAt: MADE_AT, heads };
}

const signed = (heads: Heads): Promise<string> =>
  signFile(HEADS_FORMAT, { ...heads }, keys.privateKey, crypto);

async function saved(part: readonly AuditEntry[]): Promise<string> {
  let text = '';
  const parts = (async function* () {
    yield await Promise.resolve(part);
  })();
  for await (const piece of recordsJson(parts, 0)) text += piece;
  return text;
}

describe('readHeads', () => {
  it('takes what the site has signed, and nothing that was altered', async () => {
    const heads = headsAt(['North', 4]);
    const text = await signed(heads);
    expect(await readHeads(text)).toEqual(heads);
    expect(await readHeads(text, siteKey)).toEqual(heads);
    // In the readable half alone, and in both.
    expect(await readHeads(text.replace('"name": "North"', '"name": "South"'))).toEqual(heads);
    expect(await readHeads(text.replaceAll('North', 'South'))).toBeNull();
    expect(
      await readHeads(await signFile('facegate-other', { ...heads }, keys.privateKey, crypto)),
    ).toBeNull();
  });

  it('does not take another site’s word where the key is named', async () => {
    const other = await crypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
    const text = await signFile(HEADS_FORMAT, { ...headsAt(['North', 4]) }, other.privateKey, crypto);
    expect(await readHeads(text, siteKey)).toBeNull();
    await expect(readHeads(text, 'abc')).rejects.toThrow('130 hexadecimal digits');
    await expect(readHeads('{}')).rejects.toThrow('These are no heads of logs');
  });
});

describe('lostBetween', () => {
  it('is content where logs grew and doors came', () => {
    expect(lostBetween(headsAt(['North', 3]), headsAt(['North', 4], ['South', 0]))).toEqual([]);
    expect(lostBetween(headsAt(['North', 3]), headsAt(['North', 3]))).toEqual([]);
  });

  it('names what was taken out', () => {
    const before = headsAt(['North', 3], ['South', 2], ['West', 1]);
    const after = headsAt(['North', 2], ['South', 2]);
    const changed = after.heads.map((head) => ({ ...head, hash: 'ab'.repeat(32) }));
    expect(lostBetween(before, { ...after, heads: changed })).toEqual([
      'North: its log ended at 3 and now ends at 2.',
      'South: its entry 2 is another one now.',
      'West: the later file does not name this door.',
    ]);
    expect(lostBetween(before, { ...after, siteKey: 'another' })).toEqual([
      'The two files are of different sites.',
    ]);
  });
});

describe('followLog', () => {
  const heads = () => headsAt(['South', 0], ['North', 4]);

  it('leads from the first entry that is left to the head', async () => {
    const northAlone = headsAt(['North', 4]);
    const whole = readLog(await saved(entries));
    expect(followLog(northAlone, whole)).toEqual({ door: 'North', from: 0, to: 4, broken: null });
    const lately = readLog(await saved(entries.slice(2).toReversed()));
    expect(followLog(heads(), lately)).toEqual({ door: 'North', from: 2, to: 4, broken: null });
  });

  it('finds a gap, an entry of another chain, and a log that ends before the head', () => {
    const log = (part: readonly AuditEntry[]) => ({
      format: 'facegate-audit-log' as const,
      entries: part.map(exportedEntry),
    });
    const gap = entries.filter(({ index }) => index !== 0 && index !== 2);
    expect(followLog(heads(), log(gap))).toMatchObject({ door: 'North', broken: 3 });
    const other = entries
      .slice(1)
      .map((entry) => (entry.index === 2 ? { ...entry, hash: 'cd'.repeat(32) } : entry));
    expect(followLog(heads(), log(other))).toMatchObject({ door: 'North', broken: 3 });
    expect(followLog(heads(), log(entries.slice(1, 4)))).toMatchObject({ door: null });
  });
});
