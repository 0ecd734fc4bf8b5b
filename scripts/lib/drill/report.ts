/** @file What a drill says of itself: lines for a terminal, and a page of Markdown. Pure. */
import { percent } from '../../../src/core/metrics/percent.ts';
import type { PresentationRate } from '../../../src/core/metrics/attack-rates.ts';
import { textTable } from '../terminal/text-table.ts';
import type { DrillPresentation, DrillResult } from './run-drill.ts';

const HEADER = ['presented', 'times', 'errors', 'rate', '95 % interval', 'below, at 95 %', 'no answer'];
const NUMBERS = [1, 2, 3, 4, 5, 6];

/** For a terminal. */
export function describeDrill(result: DrillResult, notes: readonly string[]): string[] {
  return [
    `Policy ${result.policy}; ${kioskWords(result)}.`,
    '',
    ...textTable(HEADER, rows(result), NUMBERS),
    '',
    ...closingLines(result),
    ...notes,
  ];
}

/** @param date - Such as 2026-01-31. */
export function drillMarkdown(result: DrillResult, notes: readonly string[], date: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `# Attack drill, ${date}`,
    '',
    `Policy \`${result.policy}\`; ${kioskWords(result)}.`,
    '',
    line(HEADER),
    line(HEADER.map((_, column) => (NUMBERS.includes(column) ? '---:' : '---'))),
    ...rows(result).map(line),
    '',
    ...closingLines(result).flatMap((text) => [text, '']),
    ...notes.flatMap((text) => [text, '']),
    ...['## What came of each', ''],
    line(['#', 'presented', 'video', 'answer', 'reason', 'ms from first face']),
    line(['---:', '---', '---', '---', '---', '---:']),
    ...result.presentations.map((presentation, index) => line([String(index + 1), ...answer(presentation)])),
    '',
  ].join('\n');
}

function answer(presentation: DrillPresentation): string[] {
  const { species, name, response, reason, challengeFailure, fromFirstFaceMs } = presentation;
  return [
    ...[species ?? 'bona fide', name, response],
    challengeFailure === null ? reason : `${reason} (${challengeFailure})`,
    fromFirstFaceMs === null ? '–' : String(fromFirstFaceMs),
  ];
}

function kioskWords({ browser, cores, kiosk: { embedder, provider, threads } }: DrillResult): string {
  const share = cores === null ? '' : ` with ${String(cores)} of a core`;
  return `${embedder} on ${provider}, ${threads} thread(s), in ${browser}${share}`;
}

function rows({ rates: { attacks, bonaFide } }: DrillResult): string[][] {
  return [
    ...attacks.map((attack) => [`${attack.species} (APCER)`, ...cells(attack)]),
    ['bona fide (BPCER)', ...cells(bonaFide)],
  ];
}

function cells({ presentations, nonResponses, errors, rate, interval, bound }: PresentationRate): string[] {
  return [
    String(presentations),
    String(errors),
    rate === null ? '–' : percent(rate),
    interval === null ? '–' : `${percent(interval[0])} to ${percent(interval[1])}`,
    bound === null ? '–' : percent(bound),
    String(nonResponses),
  ];
}

function closingLines({ rates: { worst } }: DrillResult): string[] {
  const rate = worst?.rate ?? null;
  return [
    worst === null || rate === null
      ? 'No attack was answered.'
      : `APCER over all species is that of the worst: ${percent(rate)} (${worst.species}).`,
    'An error is an attack that was granted, or a bona fide presentation that was refused. Those without an answer are ' +
      'counted apart (APNRR, BPNRR).',
  ];
}
