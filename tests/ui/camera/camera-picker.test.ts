// @vitest-environment happy-dom
/** @file The list of cameras in the language of the page. */
import { afterEach, expect, it } from 'vitest';
import { showLanguage } from '../../../src/locales/language.ts';
import { Camera } from '../../../src/runtime/camera.ts';
import '../../../src/ui/camera/camera-picker.ts';
import { find, mount, settle, wordsOf } from '../support/mount.ts';

afterEach(() => showLanguage('en'));

it('follows the language, also in what is chosen', async () => {
  const camera = new Camera();
  camera.devices = () => Promise.resolve([{ deviceId: 'a', label: '' }]);
  const picker = await mount('kiosk-camera-picker', { camera, value: 'a' });
  const select = find(picker, 'wa-select');
  expect(wordsOf(select)).toBe('Any camera Camera 1');
  await showLanguage('ru');
  await settle();
  expect(wordsOf(find(picker, 'wa-select'))).toBe('Любая камера Камера 1');
  // The element keeps the words of the chosen option, so there must be a new one.
  expect(find(picker, 'wa-select')).not.toBe(select);
  expect(find(picker, 'wa-select')).toMatchObject({ value: 'a' });
});
