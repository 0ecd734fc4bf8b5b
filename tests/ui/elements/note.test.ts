// @vitest-environment happy-dom
/** @file Notes: their words, their tone's icon, and another one where it is asked for. */
import { expect, it } from 'vitest';
import '../../../src/ui/elements/note.ts';
import { find, mount, wordsOf } from '../support/mount.ts';

it.each([
  ['info', 'info'],
  ['good', 'circle-check'],
  ['warn', 'triangle-alert'],
  ['bad', 'circle-alert'],
] as const)('has an icon of its own for the tone “%s”', async (tone, icon) => {
  const note = await mount('kiosk-note', { tone, textContent: 'Said' });
  expect(find(note, 'kiosk-icon').getAttribute('name')).toBe(icon);
  expect(note.getAttribute('tone')).toBe(tone);
  expect(wordsOf(note)).toBe('Said');
});

it('takes another icon', async () => {
  const note = await mount('kiosk-note', { tone: 'warn', icon: 'pause' });
  expect(find(note, 'kiosk-icon').getAttribute('name')).toBe('pause');
});
