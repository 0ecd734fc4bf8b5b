/** @file The records' files and filters: nothing that a spreadsheet runs, nothing that tells how near anybody came. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { makeSubject, verdictOf } from '../../../../simulator/builders.ts';
import type { AuditEntry } from '../../../../src/storage/types.ts';
import { drawBarChart } from '../../../../src/ui/operator/records/bar-chart.ts';
import { recordsCsv } from '../../../../src/kiosk/records-csv.ts';
import { type NameOf, recordsJson, without } from '../../../../src/kiosk/records-export.ts';
import { EVERYTHING, filterOf } from '../../../../src/kiosk/records-wish.ts';
import { logOf, NO_FILTER } from '../../../storage/log/support.ts';

const LOG = logOf([
  [0, { kind: 'enrolled', subjectId: 's1' }],
  [1_500, { kind: 'verdict', verdict: verdictOf({ margin: 0.123456 }) }],
  [2_000, { kind: 'settings', changed: ['policy', 'mode'] }],
]);

const PART = 3;
const whole = async (texts: AsyncIterable<string>): Promise<string> => {
  let all = '';
  for await (const text of texts) all += text;
  return all;
};
async function* partsOf(log: readonly AuditEntry[]) {
  await Promise.resolve();
  for (let at = 0; at < log.length; at += PART) yield log.slice(at, at + PART);
}
const csvOf = (log: readonly AuditEntry[], nameOf: NameOf) => whole(recordsCsv(partsOf(log), nameOf));
const jsonOf = (log: readonly AuditEntry[]) => whole(recordsJson(partsOf(log), 5));
const rowsOf = (csv: string): string[][] => parse(csv, { bom: true });
const nameIs = (name: string | null) => (): string | null => name;

describe('recordsCsv', () => {
  it('has a row for each entry', async () => {
    const rows = rowsOf(await csvOf(LOG, nameIs('A, "B"\nC')));
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
    async (name) => {
      for (const row of rowsOf(await csvOf(LOG, nameIs(name)))) {
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
      }
      expect(rowsOf(await csvOf(LOG, nameIs(name)))[1][6]).toBe(`'${name}`);
    },
  );

  it('neutralises what an altered entry may bring along', async () => {
    const planted = [
      { ...LOG[0], event: { kind: '=cmd', subjectId: '@x' }, hash: '-1' },
    ] as unknown as AuditEntry[];
    const [, row] = rowsOf(await csvOf(planted, nameIs(null)));
    expect([row[2], row[5], row[8]]).toEqual(["'=cmd", "'@x", "'-1"]);
  });
});

describe('what files leave out', () => {
  it.each([
    ['CSV', () => csvOf(LOG, nameIs(null))],
    ['JSON', () => jsonOf(LOG)],
  ])('is the margin, in %s', async (_format, made) => {
    const text = await made();
    expect(text).not.toContain('0.123456');
    expect(text).not.toContain('"margin"');
  });

  it('is nothing else, in JSON', async () => {
    const { entries } = JSON.parse(await jsonOf(LOG)) as { entries: Record<string, unknown>[] };
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
  it('filters nothing at first', () => {
    expect(filterOf(EVERYTHING, 'UTC', [])).toEqual(NO_FILTER);
  });

  it('takes in the whole of the last day of the site’s zone', () => {
    const { fromMs, untilMs } = filterOf(
      { ...EVERYTHING, fromDay: '2026-02-28', toDay: '2026-02-28' },
      'Asia/Tokyo',
      [],
    );
    expect(new Date(fromMs!).toISOString()).toBe('2026-02-27T15:00:00.000Z');
    expect(new Date(untilMs!).toISOString()).toBe('2026-02-28T15:00:00.000Z');
  });

  it('finds a person by name, and by the id when the name is gone', () => {
    const ids = (person: string, found: readonly string[]) => [
      ...filterOf({ ...EVERYTHING, person }, 'UTC', found).subjectIds!,
    ];
    expect(ids('ann', [makeSubject(1).id])).toContain(makeSubject(1).id);
    expect(ids(' ABC-1 ', [])).toEqual(['abc-1']);
  });
});

describe('drawBarChart', () => {
  const LOOK = {
    ...{ widthPx: 400, heightPx: 200, font: 'sans-serif', ink: '#000', line: '#ccc', ground: '#fff' },
    mirrored: false,
    countText: String,
  };

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
      LOOK,
    );
    expect(svg).toMatch(/^<svg /);
    for (const text of ['Mon &lt;b&gt;', 'Tue', 'In', 'Out']) expect(svg).toContain(text);
    expect(svg).not.toMatch(/<script|<style|<foreignObject|\son\w+=/i);
  });

  it.each([
    [false, ['Mon', 'Tue']],
    [true, ['Tue', 'Mon']],
  ])('runs as the text does: from right to left, %s', (mirrored, fromLeft) => {
    const series = [{ name: 'In', colour: '#00734f', values: [1, 2] }];
    const svg = drawBarChart({ categories: ['Mon', 'Tue'], series, lying: false }, { ...LOOK, mirrored });
    const xOf = (text: string): number =>
      Number(new RegExp(`<text x="([\\d.]+)"[^>]*>${text}<`, 'u').exec(svg)?.[1]);
    expect(['Mon', 'Tue'].sort((a, b) => xOf(a) - xOf(b))).toEqual(fromLeft);
  });

  it.each([false, true])(
    'keeps everything within the picture and as high as it is many, mirrored: %s',
    (mirrored) => {
      const days = Array.from({ length: 30 }, (_, day) => `${String(day + 1)} September`);
      const series = ['Let in', 'Refused', 'Out of time'].map((name, at) => ({
        ...{ name, colour: '#00734f' },
        values: days.map((_, day) => (day * (at + 1)) % 7),
      }));
      const reasons = { ...series[0], values: [1_234, 17, 0] };
      const charts = [
        drawBarChart({ categories: days, series, lying: false }, { ...LOOK, mirrored }),
        drawBarChart({ categories: ['A', 'B', 'C'], series: [reasons], lying: true }, { ...LOOK, mirrored }),
      ];
      for (const svg of charts) {
        const rects = [...svg.matchAll(/<rect x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"/gu)].map(
          (found) => found.slice(1).map(Number),
        );
        expect(rects.length).toBeGreaterThan(2);
        for (const [x, y, width, height] of rects) {
          expect(Math.min(x, y, width, height)).toBeGreaterThanOrEqual(-0.1);
          expect(x + width).toBeLessThanOrEqual(LOOK.widthPx + 0.2);
          expect(y + height).toBeLessThanOrEqual(LOOK.heightPx + 0.2);
        }
        for (const [, x] of svg.matchAll(/<text x="(\S+)"/gu)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(LOOK.widthPx);
        }
      }
      const [, lying] = charts;
      const widths = [...lying.matchAll(/width="([\d.]+)" height="10.0"/gu)].map(([, width]) =>
        Number(width),
      );
      expect(widths[1] / widths[0]).toBeCloseTo(17 / 1_234, 2);
      expect(widths[2]).toBe(0);
      // Of 30 names a few fit side by side.
      const named = days.filter((day) => charts[0].includes(`>${day}<`)).length;
      expect(named).toBeGreaterThan(2);
      expect(named).toBeLessThan(6);
    },
  );

  it('writes counts as the language does, in even steps', () => {
    const series = [{ name: 'In', colour: '#00734f', values: [1_700, 0] }];
    const countText = (count: number): string => `<${String(count)}>`;
    const svg = drawBarChart({ categories: ['Mon', 'Tue'], series, lying: false }, { ...LOOK, countText });
    for (const tick of [0, 500, 1_000, 1_500, 2_000]) expect(svg).toContain(`>&lt;${String(tick)}&gt;<`);
  });
});

describe('long logs', () => {
  it.each([0, 1, PART, PART + 1])('are the same file in parts: %d entries', async (length) => {
    const log = Array.from({ length }, (_, index) => ({ ...LOG[0], index }));
    expect(rowsOf(await csvOf(log, nameIs(null))).length).toBe(length + 1);
    const { entries } = JSON.parse(await jsonOf(log)) as { entries: { index: number }[] };
    expect(entries.map(({ index }) => index)).toEqual(log.map(({ index }) => index));
  });
});
