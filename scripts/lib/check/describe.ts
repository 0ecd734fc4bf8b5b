/**
 * @file What `npm run check` says of its attempts. Pure.
 */
import { textTable } from '../terminal/text-table.ts';
import type { Attempt } from '../kiosk/attempts.ts';

const WORDS: Readonly<Record<Attempt['outcome'], string>> = {
  granted: 'granted',
  denied: 'denied',
  timedOut: 'timed out',
  none: 'no verdict',
};

export function describeAttempts(attempts: readonly Attempt[], timeoutMs: number): string[] {
  const rows = attempts.map(({ outcome, subjectName, reason, fromFirstFaceMs }, index) => [
    String(index + 1),
    WORDS[outcome],
    subjectName ?? '–',
    reason,
    fromFirstFaceMs === null ? '–' : String(fromFirstFaceMs),
  ]);
  const granted = attempts.filter(({ outcome }) => outcome === 'granted').length;
  const lines = [
    ...textTable(['#', 'verdict', 'subject', 'reason', 'ms from first face'], rows, [0, 4]),
    '',
    `${granted} of ${attempts.length} granted.`,
  ];
  if (attempts.every(({ reason }) => reason === 'noFaceFound')) {
    lines.push(`No face was ever found in the clip, ${timeoutMs / 1_000} s for each attempt.`);
  }
  return lines;
}
