/** @file What a drill says: every rate with its bound, and nothing that was not measured. */
import { describe, expect, it } from 'vitest';
import { describeDrill, drillMarkdown } from '../../../scripts/lib/drill/report.ts';
import type { DrillPresentation, DrillResult } from '../../../scripts/lib/drill/run-drill.ts';
import { attackRates, type PresentationResponse } from '../../../src/core/metrics/attack-rates.ts';

const presentation = (
  species: string | null,
  response: PresentationResponse,
  challengeFailure: string | null = null,
): DrillPresentation => ({
  ...{ species, response, name: 'a.mjpeg', reason: 'unknownSubject', challengeFailure },
  fromFirstFaceMs: response === 'none' ? null : 1_234,
});

const PRESENTATIONS = [
  ...Array.from({ length: 20 }, () => presentation('print', 'refused')),
  presentation('mask', 'accepted'),
  presentation('mask', 'none'),
  presentation(null, 'accepted'),
  presentation(null, 'refused', 'tooSlow'),
];

const RESULT: DrillResult = {
  policy: 'standard',
  browser: 'Firefox 153.8.0',
  cores: null,
  kiosk: { provider: 'wasm', threads: 2, embedder: 'toy' },
  presentations: PRESENTATIONS,
  rates: attackRates(PRESENTATIONS),
};

describe('describeDrill', () => {
  it('gives each species its rate, interval and bound, and the worst as the whole’s', () => {
    const lines = describeDrill(RESULT, ['A note.']);
    const text = lines.join('\n');
    expect(text).toMatch(/print \(APCER\)\s+20\s+0\s+0 %\s+0 % to 16\.1 %\s+15 %\s+0/);
    expect(text).toMatch(/mask \(APCER\)\s+2\s+1\s+100 %.*–\s+1/);
    expect(text).toMatch(/bona fide \(BPCER\)\s+2\s+1\s+50 %/);
    expect(text).toContain('that of the worst: 100 % (mask)');
    expect(lines.at(-1)).toBe('A note.');
    expect(describeDrill({ ...RESULT, cores: 0.5 }, [])[0]).toContain('Firefox 153.8.0 with 0.5 of a core.');
  });
});

describe('drillMarkdown', () => {
  it('is a page with a table of rates and a row for each presentation', () => {
    const page = drillMarkdown(RESULT, [], '2026-01-31');
    expect(page).toMatch(/^# Attack drill, 2026-01-31\n/);
    expect(page).toContain('| print (APCER) | 20 | 0 | 0 % |');
    expect(page).toContain('| 22 | mask | a.mjpeg | none | unknownSubject | – |');
    expect(page).toContain('unknownSubject (tooSlow)');
    expect(page.split('\n').filter((line) => /^\| \d+ \|/.test(line))).toHaveLength(24);
  });
});
