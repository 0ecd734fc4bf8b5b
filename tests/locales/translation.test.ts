/** @file Every word of the interface has a translation, and what the kiosk loads is made of it. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ConfigFile } from '@lit/localize-tools/lib/types/config.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';
import { CONSOLE_WORDS_FOLDER, translate } from '../../scripts/lib/translate/translate.ts';
import { targetLocales } from '../../src/locales/generated/codes.ts';

const LOCALES = join(ROOT, 'src', 'locales');
let folder: string;

/** Extracts and builds as `npm run translate` does, beside the committed files. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-locales-'));
  await cp(join(LOCALES, 'xliff'), join(folder, 'xliff'), { recursive: true });
  const config = JSON.parse(await readFile(join(ROOT, 'lit-localize.json'), 'utf8')) as ConfigFile;
  await translate(
    {
      ...config,
      output: {
        mode: 'runtime',
        outputDir: 'generated',
        localeCodesModule: join(folder, 'generated', 'codes.ts'),
      },
      interchange: { format: 'xliff', xliffDir: 'xliff' },
      tsConfig: join(ROOT, 'tsconfig.app.json'),
      baseDir: folder,
      resolve: (path) => resolve(folder, path),
    },
    'console',
  );
}, 600_000);

afterAll(() => rm(folder, { recursive: true }));

const unitsOf = (xliff: string): string[] => xliff.match(/<trans-unit [\s\S]*?<\/trans-unit>/g) ?? [];

const isTranslated = (unit: string): boolean => /<target>[^<]*\S|<target><x /.test(unit);

it.each(targetLocales)('translates every message: %s', async (language) => {
  const units = unitsOf(await readFile(join(folder, 'xliff', `${language}.xlf`), 'utf8'));
  expect(units.length).toBeGreaterThan(300);
  expect(units.filter((unit) => !isTranslated(unit))).toEqual([]);
});

it('isolates in Arabic whatever is put into a sentence: names and numbers keep their own direction', async () => {
  const units = unitsOf(await readFile(join(LOCALES, 'xliff', 'ar.xlf'), 'utf8')).filter(isTranslated);
  const targets = units.map((unit) => /<target>([\s\S]*)<\/target>/.exec(unit)?.[1] ?? '');
  expect(targets.filter((target) => target.includes('<x ')).length).toBeGreaterThan(100);
  const alone = /\u2068<x [^>]*>\u2069/g;
  expect(targets.filter((target) => /<x |[\u2066-\u2069]/.test(target.replaceAll(alone, '')))).toEqual([]);
});

it('commits what the messages and translations give', async () => {
  const files = targetLocales.flatMap((language) => [
    [join(LOCALES, 'xliff', `${language}.xlf`), `xliff/${language}.xlf`],
    [join(LOCALES, 'generated', `${language}.ts`), `generated/${language}.ts`],
    [join(ROOT, CONSOLE_WORDS_FOLDER, `${language}.ts`), `console/${language}.ts`],
  ]);
  for (const [committed, made] of [
    ...files,
    [join(LOCALES, 'generated', 'codes.ts'), 'generated/codes.ts'],
  ]) {
    expect(await readFile(committed, 'utf8'), `${committed}: npm run translate`).toBe(
      await readFile(join(folder, made), 'utf8'),
    );
  }
});

it('keeps from the kiosk what the console alone shows, and loses nothing of it', async () => {
  const idsOf = (text: string): string[] => [...text.matchAll(/^\s*'(s[0-9a-f]+)':/gmu)].map(([, id]) => id);
  for (const language of targetLocales) {
    const [kiosk, ofConsole, units] = await Promise.all(
      [`generated/${language}.ts`, `console/${language}.ts`, `xliff/${language}.xlf`].map((file) =>
        readFile(join(folder, file), 'utf8'),
      ),
    );
    const all = unitsOf(units).map((unit) => /id="([^"]+)"/u.exec(unit)?.[1]);
    expect([...idsOf(kiosk), ...idsOf(ofConsole)].sort()).toEqual(all.sort());
    const idOf = (source: string): string =>
      new RegExp(`id="([^"]+)">\\n  <source>${source}</source>`, 'u').exec(units)![1];
    // Of the console; of both; of an element that both use.
    expect(idsOf(ofConsole)).toContain(idOf('Save the signed heads'));
    for (const shared of ['Cancel', 'Passphrase']) expect(idsOf(kiosk)).toContain(idOf(shared));
  }
});
