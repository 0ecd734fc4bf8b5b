// @vitest-environment happy-dom
/** @file Which icons turn with the text. That they then point the other way, tests/e2e/screens.spec.ts shows. */
import { expect, it } from 'vitest';
import '../../../src/ui/elements/kiosk-icon.ts';
import { mount } from '../support/mount.ts';

it('lets “back” turn with the text, and no arrow that the face follows', async () => {
  const icon = await mount('kiosk-icon', { name: 'back' });
  expect(icon.hasAttribute('data-along')).toBe(true);
  icon.name = 'arrow-left';
  await icon.updateComplete;
  expect(icon.hasAttribute('data-along')).toBe(false);
});
