/** @file The code that sets a hub up: nobody guesses it, and whoever tries keeps nobody else out. */
import { expect, it } from 'vitest';
import { SetUpCode } from '../../../scripts/lib/hub/set-up-code.ts';

it('is another each time, and has no letter that looks like another', () => {
  const texts = new Set(Array.from({ length: 50 }, () => new SetUpCode().text));
  expect(texts.size).toBe(50);
  for (const text of texts) expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/u);
});

it('makes an address wait after ten wrong tries, for a minute, and no other', () => {
  let nowMs = 0;
  const code = new SetUpCode(() => nowMs);
  for (let time = 0; time < 10; time++) expect(code.judge('AAAA', '10.0.0.7')).toBe('wrong');
  expect(code.judge(code.text, '10.0.0.7')).toBe('too many');
  expect(code.judge(code.text, '10.0.0.8')).toBe('right');
  nowMs = 59_999;
  expect(code.judge(code.text, '10.0.0.7')).toBe('too many');
  nowMs = 60_000;
  expect(code.judge(code.text, '10.0.0.7')).toBe('right');
});

it('counts also where somebody has very many addresses', () => {
  const code = new SetUpCode();
  for (let address = 0; address < 5_000; address++) code.judge('AAAA', `2001:db8::${address.toString(16)}`);
  for (let time = 0; time < 10; time++) code.judge('AAAA', '10.0.0.7');
  expect(code.judge(code.text, '10.0.0.7')).toBe('too many');
  expect(code.judge('', '10.0.0.8')).toBe('wrong');
});
