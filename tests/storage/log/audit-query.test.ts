/** @file Questions to the log, answered by hand for short logs. */
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/core/decision/types.ts';
import { verdictOf } from '../../../simulator/builders.ts';
import { filterEntries, lastSeen, LogFigures, subjectIdOf } from '../../../src/storage/log/audit-query.ts';
import type { AuditEvent } from '../../../src/storage/types.ts';
import { logOf, NO_FILTER } from './support.ts';

/** Gathered entry by entry, as from parts. */
function figuresOf(log: ReturnType<typeof logOf>, lastMs = 0, days = 1, timeZone = 'UTC'): LogFigures {
  const figures = new LogFigures(lastMs, days, timeZone);
  for (const entry of log) figures.add([entry]);
  return figures;
}

const refused = (reason: Verdict['reason'], outcome: Verdict['outcome'] = 'denied'): Verdict =>
  verdictOf({ outcome, reason });

const granted = (subjectId: string, margin = 0.2): AuditEvent => ({
  kind: 'verdict',
  verdict: verdictOf({ subjectId, margin }),
});
const indices = (entries: ReturnType<typeof logOf>): number[] => entries.map(({ index }) => index);

const LOG = logOf([
  [10, { kind: 'unlocked' }],
  [20, { kind: 'enrolled', subjectId: 's1' }],
  [30, granted('s1')],
  [40, { kind: 'verdict', verdict: refused('unknownSubject') }],
  [50, { kind: 'verdict', verdict: refused('faceLost', 'timedOut') }],
  [60, granted('s2')],
  [70, { kind: 'suspended', subjectId: 's1' }],
]);

describe('filterEntries', () => {
  it('lets everything through without a filter', () => {
    expect(filterEntries(LOG, NO_FILTER)).toEqual(LOG);
  });

  it.each([
    [{ kind: 'enrolled' }, [1]],
    [{ outcome: 'denied' }, [3]],
    [{ outcome: 'granted' }, [2, 5]],
    [{ kind: 'unlocked', outcome: 'granted' }, []],
    // The range includes its first moment and not its end.
    [{ fromMs: 30, untilMs: 50 }, [2, 3]],
    [{ subjectIds: new Set(['s1']) }, [1, 2, 6]],
    [{ subjectIds: new Set(['s1']), outcome: 'granted' }, [2]],
    [{ subjectIds: new Set<string>() }, []],
  ] as const)('%o', (filter, expected) => {
    expect(indices(filterEntries(LOG, { ...NO_FILTER, ...filter }))).toEqual(expected);
  });
});

describe('of whom and when', () => {
  it('finds the subject of an entry', () => {
    expect(LOG.map(subjectIdOf)).toEqual([null, 's1', 's1', null, null, 's2', 's1']);
  });

  it('was seen last at the latest grant before the camera', () => {
    const demo: AuditEvent = { kind: 'verdict', verdict: verdictOf({ source: 'file' }) };
    const log = logOf([
      [30, granted('s1')],
      [20, granted('s1')],
      [90, demo],
      [60, granted('s2')],
    ]);
    expect([...lastSeen(log)]).toEqual([
      ['s1', 30],
      ['s2', 60],
    ]);
  });
});

describe('counts', () => {
  /** In Tokyo, nine hours before UTC, whatever the device is set to. */
  const at = (day: number, hour: number): number => Date.UTC(2026, 2, day, hour - 9);

  it('counts each of the last days of the zone, empty ones too', () => {
    const log = logOf([
      [at(27, 12), granted('s1')],
      [at(28, 1), granted('s1')],
      [at(28, 23), { kind: 'verdict', verdict: refused('faceLost', 'timedOut') }],
      [at(30, 0), { kind: 'verdict', verdict: refused('unknownSubject') }],
      [at(30, 5), { kind: 'verdict', verdict: verdictOf({ source: 'file' }) }],
    ]);
    expect(figuresOf(log, at(30, 1), 3, 'Asia/Tokyo').days).toEqual([
      { day: '2026-03-28', granted: 1, denied: 0, timedOut: 1 },
      { day: '2026-03-29', granted: 0, denied: 0, timedOut: 0 },
      { day: '2026-03-30', granted: 0, denied: 1, timedOut: 0 },
    ]);
  });

  it('counts refusals and time-outs by reason, the most frequent first', () => {
    const log = logOf([
      ...LOG.map(({ atMs, event }) => [atMs, event] as const),
      [80, { kind: 'verdict', verdict: refused('faceLost', 'timedOut') }],
    ]);
    expect(figuresOf(log).reasons).toEqual([
      { reason: 'faceLost', count: 2 },
      { reason: 'unknownSubject', count: 1 },
    ]);
  });
});

describe('margins', () => {
  it('takes those of grants, without saying whose', () => {
    expect(figuresOf(LOG).margins).toEqual([0.2, 0.2]);
  });

  it('begins anew with a new template, another policy or another mode', () => {
    const setting = (field: 'policy' | 'mode' | 'retentionDays'): AuditEvent => ({
      kind: 'settings',
      changed: [field],
    });
    const margins = (...events: AuditEvent[]) => [
      ...figuresOf(logOf(events.map((event, at) => [at, event]))).comparable,
    ];
    const before = [granted('s1', 0.5), granted('s2', 0.4)];
    const after = [granted('s1', 0.3), granted('s1', 0.2)];
    expect(margins(...before, setting('retentionDays'), ...after)).toEqual([
      ['s1', [0.5, 0.3, 0.2]],
      ['s2', [0.4]],
    ]);
    expect(margins(...before, setting('policy'), ...after)).toEqual([['s1', [0.3, 0.2]]]);
    expect(margins(...before, setting('mode'), ...after)).toEqual([['s1', [0.3, 0.2]]]);
    expect(margins(...before, { kind: 'reenrolled', subjectId: 's1' }, ...after)).toEqual([
      ['s2', [0.4]],
      ['s1', [0.3, 0.2]],
    ]);
  });
});
