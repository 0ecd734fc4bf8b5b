/**
 * @file Sentences of a Markdown text, as a reader meets them: without code blocks, markup and addresses. A table's
 * cell, a list's item and a heading each end a sentence.
 */

const FENCE = /^ {0,3}(```|~~~)/;
const TABLE_RULE = /^\|?[\s:|-]+\|?$/;
/** Begins a block of its own without a blank line before it: a heading, a list's item, a quotation. */
const NEW_BLOCK = /^\s*(#{1,6}\s|[-*+]\s|\d+\.\s|>\s?)/;
/** Not after "e.g." or "p. 3", where no capital follows. */
const SENTENCE_END = /(?<=[.!?][”’)"']?)\s+(?=[“‘("'`*_]*\p{Lu})/u;

/** @returns One line of plain text each. */
export function sentencesOf(markdown: string): string[] {
  return blocksOf(markdown)
    .flatMap((block) => plain(block).split(SENTENCE_END))
    .filter((sentence) => wordsOf(sentence) > 0);
}

/** A number, a word with a hyphen, and a piece of code are one word each. */
export function wordsOf(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
}

function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  let fenced = false;
  let open = false;
  for (const line of markdown.split('\n')) {
    if (FENCE.test(line)) {
      fenced = !fenced;
      open = false;
    } else if (fenced || line.trim() === '') {
      open = false;
    } else if (line.trimStart().startsWith('|')) {
      open = false;
      if (!TABLE_RULE.test(line.trim())) blocks.push(...line.split(/(?<!\\)\|/));
    } else if (open && !NEW_BLOCK.test(line)) {
      blocks[blocks.length - 1] += ` ${line.trim()}`;
    } else {
      blocks.push(line.replace(NEW_BLOCK, ''));
      open = !line.startsWith('#');
    }
  }
  return blocks;
}

function plain(block: string): string {
  return block
    .replace(/`[^`]+`/g, 'Code')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\*\*|__|(?<!\w)[*_]|[*_](?!\w)/g, '')
    .trim();
}
