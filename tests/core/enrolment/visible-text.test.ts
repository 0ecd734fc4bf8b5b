import { describe, expect, it } from 'vitest';
import { checkDetails } from '../../../src/core/enrolment/details.ts';
import { printable, printableJson, visibleText } from '../../../src/core/enrolment/visible-text.ts';

/** What names and emoji need: a Persian verb, Malayalam and Devanagari forms, a family, a heart, a Japanese glyph. */
const NEEDED = [
  '\u0645\u06cc\u200c\u0634\u0648\u062f',
  '\u0d28\u0d4d\u200d\u0d31',
  '\u0915\u094d\u200d\u0937',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\u2764\ufe0f',
  '\u{1f469}\u{1f3fd}\u200d\u{1f680}',
  '\u845b\u{e0100}\u57ce',
];

/** What hides or steers: each between two Latin letters. */
const HIDDEN = [
  ...[
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u034f',
    '\u115f',
    '\u3164',
    '\uffa0',
    '\u2800',
  ],
  ...[
    '\u202a',
    '\u202b',
    '\u202c',
    '\u202d',
    '\u202e',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
    '\u200e',
    '\u200f',
    '\u061c',
  ],
  ...[
    '\u0000',
    '\u0007',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u009b',
    '\u2028',
    '\u2029',
    '\ufe0f',
    '\u{e0041}',
    '\u{e0100}',
  ],
  ...['\ud800', '\ue000', '\u180b', '\ufff9'],
];

describe('visibleText', () => {
  it.each(NEEDED)('keeps what the script of %j needs', (text) => {
    expect(visibleText(text)).toBe(text);
    expect(printable(text)).toBe(text);
    expect(checkDetails({ name: text, badge: '' }, [])).toMatchObject({
      details: { name: text.normalize('NFC') },
    });
  });

  it.each(HIDDEN)('takes %j out, which makes two names look alike', (hidden) => {
    expect(visibleText(`A${hidden}B`)).toBe('AB');
    expect(printable(`A${hidden}B`)).toBe('A\ufffdB');
  });

  it('takes joiners out where they join nothing', () => {
    expect(visibleText('\u200c\u0645\u200c')).toBe('\u0645');
    expect(visibleText('\u0645\u200c\u200c\u0634')).toBe('\u0645\u0634');
    expect(visibleText('\u{1f468}\u200d')).toBe('\u{1f468}');
  });

  it('lets no name steer a terminal, nor its JSON', () => {
    const name = 'Ada\u001b[2J\u202e\u009b31m';
    expect(printable(name)).toBe('Ada\ufffd[2J\ufffd\ufffd31m');
    const json = printableJson({ name, kept: NEEDED });
    expect(json).toContain('\\u202e');
    for (const steering of ['\u001b', '\u202e', '\u009b']) expect(json).not.toContain(steering);
    expect(JSON.parse(json)).toEqual({ name, kept: NEEDED });
  });
});
