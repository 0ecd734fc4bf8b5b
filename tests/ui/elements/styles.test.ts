/** @file The kiosk's styles, as their sources write them: what Safari reads only by its own name, and broken words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/paths.ts';

/** Properties that Safari 17 reads by its own name only, as MDN tells (developer.mozilla.org/docs/Web/CSS). */
const PREFIXED = [
  'user-select',
  'backdrop-filter',
  'box-decoration-break',
  'initial-letter',
  'text-size-adjust',
  'user-modify',
];

const FILES = ['src', 'enroll'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|css|html)$/u.test(file))
    .map((file) => join(folder, file)),
);

/** The blocks of declarations of every style sheet and of every component's styles. */
const BLOCKS = FILES.flatMap((file) => {
  const source = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[^]*?\*\//gu, '');
  return [...source.matchAll(/([^{};]*)\{([^{}]*)\}/gu)].map(([, selector, declarations]) => ({
    ...{ file, selector: selector.trim(), declarations },
  }));
});

const valueOf = (property: string, declarations: string): string | null =>
  new RegExp(`(?:^|[;\\s])${property}:\\s*([^;]+);`, 'u').exec(declarations)?.[1] ?? null;

/** Blocks that declare the property. */
const declaring = (property: string) =>
  BLOCKS.map((block) => ({ ...block, value: valueOf(property, block.declarations) })).filter(
    ({ value }) => value !== null,
  );

describe('the styles', () => {
  it.each(PREFIXED)('give Safari its own %s beside the standard one', (property) => {
    const lacking = declaring(property).filter(
      ({ value, declarations }) => valueOf(`-webkit-${property}`, declarations) !== value,
    );
    expect(lacking).toEqual([]);
  });

  it('let nobody select the words of the door, nor call up a menu on them', () => {
    const [door] = declaring('user-select').filter(({ file }) => file.endsWith('door/check-styles.ts'));
    expect(door).toMatchObject({ value: 'none', selector: expect.stringContaining(':host') as string });
    expect(valueOf('-webkit-touch-callout', door.declarations)).toBe('none');
  });

  it('break long words only, and none of a button or a heading', () => {
    const hyphenated = declaring('hyphens').filter(({ value }) => value !== 'none');
    expect(hyphenated.map(({ file, selector }) => `${file} ${selector}`)).toEqual([
      'src/ui/elements/panel-styles.ts dt',
    ]);
    for (const { declarations } of hyphenated) {
      const [letters] = (valueOf('hyphenate-limit-chars', declarations) ?? '0').split(' ').map(Number);
      expect(letters).toBeGreaterThanOrEqual(12);
    }
  });
});
