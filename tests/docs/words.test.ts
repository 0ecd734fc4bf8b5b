/**
 * @file The documents read at once: short sentences, a short README, and links and paths that lead to a file.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';
import { sentencesOf, wordsOf } from './sentences.ts';

const README_WORDS = 1_200;
const LONG_SENTENCE_WORDS = 25;
const LONG_SHARE = 0.05;

const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
/** Written for people from the first word to the last; a model's card is written by `export`. */
const PROSE = [...markdownIn('.'), ...markdownIn('docs'), ...markdownIn('training')];
const DOCUMENTS = [...PROSE, ...markdownIn('models')];

const read = (document: string): string => readFileSync(join(ROOT, document), 'utf8');

describe('sentencesOf', () => {
  it.each([
    ['two sentences over a line break', 'One\ntwo. Three.', ['One two.', 'Three.']],
    ['no end before a small letter', 'As e.g. here, p. 3, and 3.7 MB.', ['As e.g. here, p. 3, and 3.7 MB.']],
    ['an end within quotes', 'He said “No.” Then he went.', ['He said “No.”', 'Then he went.']],
    [
      'headings and items',
      '# A title\n\n- an item\n- another\n  one\n1. first',
      ['A title', 'an item', 'another one', 'first'],
    ],
    ['cells', '| A | B c |\n| - | --- |\n| **d** | e. F |', ['A', 'B c', 'd', 'e.', 'F']],
    ['no code blocks', 'Before.\n\n```sh\nnpm start\n```\n\nAfter.', ['Before.', 'After.']],
    ['markup', 'See [the _page_](https://a.b/c) or `npm run a b`.', ['See the page or Code.']],
  ])('reads %s', (_, markdown, sentences) => {
    expect(sentencesOf(markdown)).toEqual(sentences);
  });

  it('counts words, not signs', () => {
    expect(wordsOf('A well-made door – 3 × 4 → ok')).toBe(6);
  });
});

describe('documents', () => {
  it('README.md has at most 1,200 words', () => {
    expect(read('README.md').split(/\s+/).length).toBeLessThanOrEqual(README_WORDS);
  });

  it.each(PROSE)('%s has hardly a sentence of more than 25 words', (document) => {
    const sentences = sentencesOf(read(document));
    const long = sentences.filter((sentence) => wordsOf(sentence) > LONG_SENTENCE_WORDS);
    expect(sentences.length).toBeGreaterThan(5);
    expect(long.length / sentences.length, long.join('\n')).toBeLessThan(LONG_SHARE);
  });

  it.each(DOCUMENTS)('%s links to files that exist', (document) => {
    const missing = [...read(document).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target)
      .filter((target) => !existsSync(join(ROOT, dirname(document), target)));
    expect(missing).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names files that exist', (document) => {
    const named =
      /(?<![\w./-])(?:src|enroll|training|scripts|simulator|bench|tests|docs)\/[\w./-]+\.(?:ts|mjs|md|json|webp|xlf)\b/g;
    const missing = [...read(document).matchAll(named)]
      .map(([path]) => path)
      .filter((path) => !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, dirname(document), path)));
    expect(missing).toEqual([]);
  });
});
