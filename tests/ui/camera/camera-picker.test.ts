// @vitest-environment happy-dom
/** @file The list of cameras in the language of the page. */
import { afterEach, expect, it } from 'vitest';
import { showLanguage } from '../../../src/locales/language.ts';
import { Camera } from '../../../src/runtime/camera.ts';
import '../../../src/ui/camera/camera-picker.ts';
import { all, mount, settle, wordsOf } from '../support/mount.ts';

afterEach(() => showLanguage('en'));

it('follows the language, also in what is chosen', async () => {
  const camera = new Camera();
  camera.devices = () => Promise.resolve([{ deviceId: 'a', label: '' }]);
  const picker = await mount('kiosk-camera-picker', { camera, value: 'a' });
  const shown = () => all(picker, 'wa-select')[0];
  const select = shown();
  expect(wordsOf(select)).toBe('Any camera Camera 1');
  await showLanguage('ru');
  await settle();
  expect(wordsOf(shown())).toBe('Любая камера Камера 1');
  // The element keeps the words of the chosen option, so there must be a new one.
  expect(shown()).not.toBe(select);
  expect(shown()).toMatchObject({ value: 'a' });
});

it('tells how the picture is to be turned', async () => {
  const picker = await mount('kiosk-camera-picker', { camera: new Camera(), turnDeg: 180 });
  const turns: unknown[] = [];
  picker.addEventListener('turn', (event) => turns.push((event as CustomEvent).detail));
  const select = all(picker, 'wa-select')[1] as HTMLElement & { value: string };
  expect(select.value).toBe('180');
  select.value = '270';
  select.dispatchEvent(new Event('change'));
  expect(turns).toEqual([270]);
});
