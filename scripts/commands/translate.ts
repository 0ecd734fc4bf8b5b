/**
 * @file `npm run translate`: takes new messages over into `src/locales/xliff`, and what is translated there into the
 * words that pages load.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { ROOT } from '../lib/paths.ts';
import { main } from '../lib/terminal/main.ts';
import { CONSOLE_WORDS_FOLDER, translate, type WordsConfig } from '../lib/translate/translate.ts';

await main(
  new Command('npm run translate --')
    .description('Take new messages over into src/locales/xliff, and what is translated there back.')
    .action(async () => {
      const file = JSON.parse(await readFile(join(ROOT, 'lit-localize.json'), 'utf8')) as WordsConfig;
      const place = { baseDir: ROOT, resolve: (path: string) => resolve(ROOT, path) };
      const count = await translate({ ...file, ...place }, CONSOLE_WORDS_FOLDER);
      console.log(`There are ${count} messages. Translate those without a target, then run this again.`);
    }),
);
