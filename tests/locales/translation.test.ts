/** @file Every word of the interface has a translation, and what the kiosk loads is made of it. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';
import { targetLocales } from '../../src/locales/generated/codes.ts';

interface Config {
  readonly tsConfig: string;
  readonly output: { readonly mode: string };
  readonly interchange: { readonly format: string };
}

const LOCALES = join(ROOT, 'src', 'locales');
let folder: string;

/** Extracts and builds as `npm run translate` does, beside the committed files. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-locales-'));
  await cp(join(LOCALES, 'xliff'), join(folder, 'xliff'), { recursive: true });
  const config = JSON.parse(await readFile(join(ROOT, 'lit-localize.json'), 'utf8')) as Config;
  const file = join(folder, 'lit-localize.json');
  await writeFile(
    file,
    JSON.stringify({
      ...config,
      tsConfig: relative(folder, join(ROOT, config.tsConfig)),
      output: { ...config.output, outputDir: 'generated', localeCodesModule: 'generated/codes.ts' },
      interchange: { ...config.interchange, xliffDir: 'xliff' },
    }),
  );
  const tool = join(ROOT, 'node_modules', '.bin', 'lit-localize');
  for (const command of ['extract', 'build']) {
    await promisify(execFile)(tool, [command, '--config', file], { cwd: folder });
  }
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
  const files = targetLocales.flatMap((language) => [`xliff/${language}.xlf`, `generated/${language}.ts`]);
  for (const file of [...files, 'generated/codes.ts']) {
    expect(await readFile(join(LOCALES, file), 'utf8'), `${file}: npm run translate`).toBe(
      await readFile(join(folder, file), 'utf8'),
    );
  }
});
