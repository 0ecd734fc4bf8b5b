/**
 * @file Every citation leads somewhere: to a fact or a system of docs/sources.md, never to a document that is not in
 * this repository.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';

const FOLDERS = ['src', 'enroll', 'training', 'scripts', 'simulator', 'bench', 'tests', 'docs', 'models'];
const TEXT = /\.(ts|mjs|js|md|html|css)$/;
/** Installed packages, machine-made texts, and this file, whose samples are wrong on purpose. */
const SKIPPED =
  /(^|\/)node_modules\/|^src\/locales\/generated\/|^models\/local\/|^tests\/docs\/citations\.test\.ts$/;

/** Documents that engineers have beside the repository, and words that name no system. */
const OUTSIDE =
  /\b(?:spec|design|anchors|style) ?§|\b(?:spec|design|anchors|style)\.md\b|\bsource systems?\b/gi;
const FACTS = /docs\/sources\.md (#\d+(?:(?:,| and|, and| or) #\d+)*)/g;
const SYSTEMS = /\bsystems? (\d+(?:(?:, and |, | and | or )\d+)*)/gi;

interface Sources {
  readonly facts: ReadonlySet<string>;
  readonly systems: ReadonlySet<string>;
}

const SOURCES = readSources(readFileSync(join(ROOT, 'docs/sources.md'), 'utf8'));

function readSources(page: string): Sources {
  const headings = (pattern: RegExp): ReadonlySet<string> =>
    new Set([...page.matchAll(pattern)].map(([, number]) => number));
  return { facts: headings(/^### (\d+)$/gm), systems: headings(/^### System (\d+)$/gm) };
}

/** @returns The citations of `text` that lead nowhere. */
function faultsOf(text: string, { facts, systems }: Sources): string[] {
  // A citation may go on in the next line of a comment.
  const flat = text.replace(/\s*\n\s*(?:\*|\/\/)?[ \t]*/g, ' ');
  const missing = (pattern: RegExp, known: ReadonlySet<string>, name: string): string[] =>
    [...flat.matchAll(pattern)]
      .flatMap(([, list]) => list.match(/\d+/g) ?? [])
      .filter((number) => !known.has(number))
      .map((number) => `${name}${number} has no entry in docs/sources.md`);
  return [
    ...[...flat.matchAll(OUTSIDE)].map(([found]) => `“${found}” is not in this repository`),
    ...missing(FACTS, facts, '#'),
    ...missing(SYSTEMS, systems, 'system '),
  ];
}

function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .filter((path) => TEXT.test(path) && !SKIPPED.test(path));
}

describe('citations', () => {
  it.each([
    ['a fact', '/** Text (docs/sources.md #12). */', []],
    ['facts over a line break', '// See docs/sources.md #1 and\n// #2, as system 0.', []],
    ['no fact', 'docs/sources.md #7', ['#7 has no entry in docs/sources.md']],
    ['the second of two', 'docs/sources.md #1, #8', ['#8 has no entry in docs/sources.md']],
    ['no system', 'as systems 0 and\n * 5 do', ['system 5 has no entry in docs/sources.md']],
    ['a document beside the repository', '(spec §4)', ['“spec §” is not in this repository']],
    ['its file', 'see Design.md', ['“Design.md” is not in this repository']],
    ['a system without a name', 'the source\n * systems', ['“source systems” is not in this repository']],
  ])('judges %s', (_, text, faults) => {
    const known = { facts: new Set(['1', '2', '12']), systems: new Set(['0']) };
    expect(faultsOf(text, known)).toEqual(faults);
  });

  it('finds the systems and the facts of docs/sources.md, each number once', () => {
    expect([...SOURCES.systems]).toEqual(['0', '1', '2', '3', '4']);
    expect([...SOURCES.facts]).toEqual(Array.from({ length: SOURCES.facts.size }, (_, at) => String(at + 1)));
    expect(SOURCES.facts.size).toBeGreaterThan(50);
  });

  it('lead to an entry, in every file', () => {
    const top = readdirSync(ROOT).filter((name) => TEXT.test(name));
    const files = [...top, ...FOLDERS.flatMap(filesOf)];
    expect(files.length).toBeGreaterThan(500);
    const faults = files.flatMap((file) =>
      faultsOf(readFileSync(join(ROOT, file), 'utf8'), SOURCES).map((fault) => `${file}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it('lead from one fact to another that exists', () => {
    const page = readFileSync(join(ROOT, 'docs/sources.md'), 'utf8');
    const cited = [...page.matchAll(/(?<=\bas |\bof )#(\d+)/g)].map(([, number]) => number);
    expect(cited).not.toEqual([]);
    expect(cited.filter((number) => !SOURCES.facts.has(number))).toEqual([]);
  });
});
