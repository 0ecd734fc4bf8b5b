/** @file A soak's findings as text for a terminal and as Markdown. */
import type { Finding, Measure } from './judge.ts';
import type { Soak } from './run-soak.ts';

const NAMES: Readonly<Record<Measure, string>> = {
  heapMib: 'JavaScript heap of the page after collection, MiB',
  memoryMib: 'Memory of all the browser’s processes, MiB',
  gpuMemoryMib: 'Memory of the GPU process, MiB',
  nodes: 'DOM nodes',
  listeners: 'Event listeners',
  documents: 'Documents',
  workers: 'Workers',
  openFiles: 'Open files of all processes',
  verdictMs: 'From the first face to the verdict, ms',
};

export const HEADER = ['Measure', 'At first', 'In the end', 'Slope an hour (95 %)', 'Limit', 'Flat'];

export function rowsOf(findings: readonly Finding[]): readonly (readonly string[])[] {
  return findings.map(({ measure, first, last, slope, interval, limit, rising }) => [
    NAMES[measure],
    figure(first),
    figure(last),
    `${figure(slope)} (${figure(interval[0])} to ${figure(interval[1])})`,
    String(limit),
    rising ? 'no' : 'yes',
  ]);
}

export function soakMarkdown(soak: Soak, findings: readonly Finding[], day: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `# Soak of ${day}`,
    '',
    summaryOf(soak),
    '',
    line(HEADER),
    line(HEADER.map(() => '---')),
    ...rowsOf(findings).map(line),
    '',
  ].join('\n');
}

export function summaryOf({ minutes, visits, notGranted, kiosk }: Soak): string {
  const { provider, threads } = kiosk;
  return (
    `${visits} visits in ${minutes} minutes, ${visits - notGranted.length} of them let in ` +
    `(${provider}, threads: ${threads}).`
  );
}

function figure(value: number): string {
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}
