/** @file The kiosk's styles, as their sources write them: what Safari reads only by its own name, broken words,
 * and sides that would not turn with the text. */
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

/** What lies over the mirrored picture: left is left there in every language. */
const BEFORE_THE_CAMERA = ['src/ui/camera/', 'enroll/steps/progress-ring.ts'];
/** Where elements and their styles are. */
const SHOWN = /^(?:src\/ui|enroll)\//u;
const SIDE = /^(?:left|right|(?:[a-z]+-)*(?:left|right)(?:-[a-z]+)*)$/u;
const SIDED_VALUE =
  /^(?:left|right)\b|gradient\(to (?:left|right)|safe-area-inset-(?:left|right)|translateX?\((?!calc\([^)]*--kiosk-sign)/u;
const CENTRED = 'translate(-50%';

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

/** By spaces that lie in no bracket. */
const partsOf = (value: string): readonly string[] =>
  value.match(/(?:[^\s(]|\((?:[^()]|\([^()]*\))*\))+/gu) ?? [];

/** Whether a shorthand says something else of the left than of the right. */
function isLopsided(property: string, value: string): boolean {
  const [first, second = first, third = first, fourth = second] = partsOf(value);
  if (property === 'border-radius') return first !== second || third !== fourth;
  return /^(?:inset|margin|padding|border-(?:width|style|color))$/u.test(property) && second !== fourth;
}

/** Declarations that name a side of the screen instead of one of the text. */
const sidedIn = (declarations: string): readonly string[] =>
  [...declarations.matchAll(/(?:^|[;\s])(-{0,2}[a-z][a-z-]*):\s+([^;{}]+);/gu)].flatMap(
    ([, property, value]) => {
      const sided =
        SIDE.test(property) ||
        (!property.startsWith('--') && SIDED_VALUE.test(value) && !value.startsWith(CENTRED)) ||
        isLopsided(property, value);
      return sided ? [`${property}: ${value}`] : [];
    },
  );

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

  it('name sides of the text, not of the screen, but before the camera', () => {
    const sided = BLOCKS.filter(
      ({ file }) => SHOWN.test(file) && !BEFORE_THE_CAMERA.some((place) => file.startsWith(place)),
    );
    expect(
      sided.flatMap(({ file, declarations }) => sidedIn(declarations).map((one) => `${file} ${one}`)),
    ).toEqual([]);
  });

  it.each([
    'margin-left: 1rem',
    'border-top-right-radius: 4px',
    'left: 0',
    'text-align: right',
    'inset: 0 36% 0 0',
    'inset: 0 0 0 calc(100% - var(--cross))',
    'padding: 1px 2px 3px calc(2px + 1px)',
    'border-radius: 4px 0 0 4px',
    'background: linear-gradient(to right, red, blue)',
    'transform: translateX(18%)',
    'padding-inline: env(safe-area-inset-left)',
  ])('would be found naming a side: %s', (declaration) => {
    expect(sidedIn(`color: red; ${declaration};`)).toEqual([declaration]);
  });

  it.each([
    'margin-inline-start: 1rem',
    'inset: 0 0 auto',
    'padding: 1px calc(2px + 1px) 3px calc(2px + 1px)',
    'border-radius: 4px 4px 0 0',
    'transform: translateX(calc(18% * var(--kiosk-sign)))',
    'text-align: start',
  ])('turn with the text: %s', (declaration) => {
    expect(sidedIn(`color: red; ${declaration};`)).toEqual([]);
  });

  it('leave arrows to the left and right to the face: those along the text are “back” and “next”', () => {
    const pointing = FILES.filter((file) =>
      /arrow-(?:left|right)['"]/u.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(pointing.sort()).toEqual(['src/ui/door/check-words.ts', 'src/ui/elements/kiosk-icon.ts']);
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
