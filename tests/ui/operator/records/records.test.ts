/** @file The records' files and filters: nothing that a spreadsheet runs, nothing that tells how near anybody came. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { makeSubject, verdictOf } from '../../../../simulator/builders.ts';
import type { AuditEntry } from '../../../../src/storage/types.ts';
import { drawBarChart } from '../../../../src/ui/operator/records/bar-chart.ts';
import { PeopleDirectory } from '../../../../src/kiosk/people-directory.ts';
import { recordsCsv } from '../../../../src/kiosk/records-csv.ts';
import { ENTRIES_PER_PART, type NameOf, recordsJson, without } from '../../../../src/kiosk/records-export.ts';
import { EVERYTHING, filterOf } from '../../../../src/kiosk/records-wish.ts';
import { logOf, NO_FILTER } from '../../../storage/log/support.ts';

const LOG = logOf([
  [0, { kind: 'enrolled', subjectId: 's1' }],
  [1_500, { kind: 'verdict', verdict: verdictOf({ margin: 0.123456 }) }],
  [2_000, { kind: 'settings', changed: ['policy', 'mode'] }],
]);

const csvOf = (log: readonly AuditEntry[], nameOf: NameOf): string => [...recordsCsv(log, nameOf)].join('');
const jsonOf = (log: readonly AuditEntry[]): string => [...recordsJson(log, 5)].join('');
const rowsOf = (csv: string): string[][] => parse(csv, { bom: true });
const nameIs = (name: string | null) => (): string | null => name;

describe('recordsCsv', () => {
  it('has a row for each entry', () => {
    const rows = rowsOf(csvOf(LOG, nameIs('A, "B"\nC')));
    expect(rows.length).toBe(4);
    expect(rows[0].slice(0, 7)).toEqual(['index', 'time', 'kind', 'outcome', 'reason', 'subject', 'name']);
    expect(rows[1].slice(0, 7)).toEqual([
      '0',
      '1970-01-01T00:00:00.000Z',
      'enrolled',
      '',
      '',
      's1',
      'A, "B"\nC',
    ]);
    expect(rows[2].slice(2, 5)).toEqual(['verdict', 'granted', 'matched']);
    expect(rows[2][7]).toBe(
      '{"mode":"identify","source":"camera","elapsedMs":400,"challengeFailure":null,"declined":[]}',
    );
    expect(rows[3][7]).toBe('{"changed":["policy","mode"]}');
    expect(rows[3][8]).toBe(LOG[2].hash);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '=HYPERLINK("http://x","y")'])(
    'neutralises a name such as %j',
    (name) => {
      for (const row of rowsOf(csvOf(LOG, nameIs(name)))) {
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
      }
      expect(rowsOf(csvOf(LOG, nameIs(name)))[1][6]).toBe(`'${name}`);
    },
  );

  it('neutralises what an altered entry may bring along', () => {
    const planted = [
      { ...LOG[0], event: { kind: '=cmd', subjectId: '@x' }, hash: '-1' },
    ] as unknown as AuditEntry[];
    const [, row] = rowsOf(csvOf(planted, nameIs(null)));
    expect([row[2], row[5], row[8]]).toEqual(["'=cmd", "'@x", "'-1"]);
  });
});

describe('what files leave out', () => {
  it.each([
    ['CSV', csvOf(LOG, nameIs(null))],
    ['JSON', jsonOf(LOG)],
  ])('is the margin, in %s', (_format, text) => {
    expect(text).not.toContain('0.123456');
    expect(text).not.toContain('"margin"');
  });

  it('is nothing else, in JSON', () => {
    const { entries } = JSON.parse(jsonOf(LOG)) as { entries: Record<string, unknown>[] };
    expect(entries[1]).toEqual({
      index: 1,
      time: '1970-01-01T00:00:01.500Z',
      event: { kind: 'verdict', verdict: without({ ...verdictOf() }, ['margin']) },
      previousHash: LOG[1].previousHash,
      hash: LOG[1].hash,
    });
  });
});

describe('filterOf', () => {
  const people = new PeopleDirectory([makeSubject(1, { name: 'Ann' }), makeSubject(2, { name: 'Bob' })]);

  it('filters nothing at first', () => {
    expect(filterOf(EVERYTHING, people, 'UTC')).toEqual(NO_FILTER);
  });

  it('takes in the whole of the last day of the site’s zone', () => {
    const { fromMs, untilMs } = filterOf(
      { ...EVERYTHING, fromDay: '2026-02-28', toDay: '2026-02-28' },
      people,
      'Asia/Tokyo',
    );
    expect(new Date(fromMs!).toISOString()).toBe('2026-02-27T15:00:00.000Z');
    expect(new Date(untilMs!).toISOString()).toBe('2026-02-28T15:00:00.000Z');
  });

  it('finds a person by name, and by the id when the name is gone', () => {
    const ids = (person: string) => [...filterOf({ ...EVERYTHING, person }, people, 'UTC').subjectIds!];
    expect(ids('ann')).toContain(makeSubject(1).id);
    expect(ids('ann')).not.toContain(makeSubject(2).id);
    expect(ids(' ABC-1 ')).toEqual(['abc-1']);
  });
});

describe('drawBarChart', () => {
  it('is a picture with every category, safe to show under the strict policy', () => {
    const svg = drawBarChart(
      {
        categories: ['Mon <b>', 'Tue'],
        series: [
          { name: 'In', colour: '#00734f', values: [1, 2] },
          { name: 'Out', colour: '#b23c00', values: [3, 0] },
        ],
        lying: false,
      },
      { widthPx: 400, heightPx: 200, font: 'sans-serif', ink: '#000', line: '#ccc' },
    );
    expect(svg).toMatch(/^<svg /);
    for (const text of ['Mon &lt;b&gt;', 'Tue', 'In', 'Out']) expect(svg).toContain(text);
    expect(svg).not.toMatch(/<script|<style|<foreignObject|\son\w+=/i);
  });
});

describe('long logs', () => {
  it.each([0, 1, ENTRIES_PER_PART, ENTRIES_PER_PART + 1])(
    'are the same file in parts: %d entries',
    (length) => {
      const log = Array.from({ length }, (_, index) => ({ ...LOG[0], index }));
      expect(rowsOf(csvOf(log, nameIs(null))).length).toBe(length + 1);
      const { entries } = JSON.parse(jsonOf(log)) as { entries: { index: number }[] };
      expect(entries.map(({ index }) => index)).toEqual(log.map(({ index }) => index));
    },
  );
});
