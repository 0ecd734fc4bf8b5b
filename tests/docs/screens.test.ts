/** @file The documents for operators name what is on the screen by the words on the screen. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';

/** In these, quotation marks mean words of a screen. */
const FOR_OPERATORS = ['docs/deployment.md', 'docs/faq.md', 'docs/data-protection.md'];
/** The ways into the kiosk's own menus; others lead through a browser or a system. */
const MENUS = ['Operator', 'Settings'];
/** Of the systems that the page on tablets names. */
const OTHER_MENUS = ['Settings → Apps → Safari → Camera'];

const texts = [
  ...readFileSync(join(ROOT, 'src/locales/xliff/ru.xlf'), 'utf8').matchAll(/<source>(.*?)<\/source>/gsu),
].map(([, source]) =>
  source
    .replaceAll(/<x [^>]*\/>/gu, '…')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&'),
);
const whole = new Set(texts);

/** @returns Words in quotation marks that stand on no screen. */
function unseen(page: string): readonly string[] {
  return [...page.replaceAll(/\s+/gu, ' ').matchAll(/“([^”]+)”/gu)]
    .map(([, words]) => words.replace(/\.$/u, ''))
    .filter((words) => !texts.some((text) => text.includes(words)));
}

/** @returns Steps of ways through the kiosk's menus that no screen offers. */
function missingSteps(page: string): readonly string[] {
  return [...page.replaceAll(/\s+/gu, ' ').matchAll(/`([^`]+ → [^`]+)`/gu)]
    .map(([, way]) => way)
    .filter((way) => MENUS.includes(way.split(' → ')[0]) && !OTHER_MENUS.includes(way))
    .flatMap((way) => way.split(' → ').slice(1))
    .filter((step) => !whole.has(step));
}

it('finds words that stand on no screen, and steps that no menu offers', () => {
  expect(unseen('It says “Step in\nfront of the camera” and “Open, Sesame”.')).toEqual(['Open, Sesame']);
  expect(missingSteps('See `Operator → Health` and `Operator → Cellar`, and `Devices → Chrome`.')).toEqual([
    'Cellar',
  ]);
});

describe('documents', () => {
  it.each(FOR_OPERATORS)('%s quotes the screens', (document) => {
    const page = readFileSync(join(ROOT, document), 'utf8');
    expect(page).toContain('“');
    expect(unseen(page)).toEqual([]);
  });

  const all = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)];
  it.each(all.filter((name) => name.endsWith('.md')))(
    '%s leads through the menus that there are',
    (document) => {
      expect(missingSteps(readFileSync(join(ROOT, document), 'utf8'))).toEqual([]);
    },
  );
});
