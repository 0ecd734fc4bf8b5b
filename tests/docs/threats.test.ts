/** @file Every threat of SECURITY.md says what defends, which tests show it, and what is still open. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';

const PARTS = ['**What defends.**', '**Shown by.**', '**Still open.**'];
/** Threats stand under these; the page's other parts are no threats. */
const PLACES = ['At the door', 'The tablet and its records', 'The program', 'A fleet', 'The door'];

const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const testFiles = readdirSync(join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' }).map(
  (path) => `/${path.replaceAll('\\', '/')}`,
);

function sectionsOf(text: string, mark: string): readonly (readonly [string, string])[] {
  return text
    .split(new RegExp(`^${mark} `, 'mu'))
    .slice(1)
    .map((section) => {
      const [heading, ...lines] = section.split('\n');
      return [heading, lines.join('\n')];
    });
}

const threats = sectionsOf(page, '##')
  .filter(([place]) => PLACES.includes(place))
  .flatMap(([, text]) => sectionsOf(text, '###'));

it('finds the threats of every place', () => {
  expect(sectionsOf(page, '##').map(([place]) => place)).toEqual(expect.arrayContaining(PLACES));
  expect(threats.length).toBeGreaterThan(25);
});

describe.each(threats)('%s', (_threat, text) => {
  it('says what defends, what shows it, and what is open, in this order', () => {
    const places = PARTS.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((first, second) => first - second));
  });

  it('names tests that are there, or says that nothing shows it', () => {
    const [shown = ''] = text.split(PARTS[1])[1].split(PARTS[2]);
    const named = [...shown.matchAll(/`([\w/-]+\.(?:test|spec)\.ts)`/gu)].map(([, name]) => name);
    if (named.length === 0) expect(shown.trim()).toMatch(/^Nothing\b/u);
    for (const name of named) {
      expect(
        testFiles.filter((file) => file.endsWith(`/${name}`)),
        name,
      ).toHaveLength(1);
    }
  });
});
