// @vitest-environment happy-dom
/** @file What the door shows of its site: its words as they are written, a logo, and the time of the site. */
import { afterEach, expect, it, vi } from 'vitest';
import { type DoorFace, PLAIN_DOOR_FACE } from '../../../src/core/site/door-face.ts';
import { showTimesOf } from '../../../src/locales/moments.ts';
import '../../../src/ui/door/door-face.ts';
import { all, find, mount, wordsOf } from '../support/mount.ts';

afterEach(() => {
  vi.useRealTimers();
  showTimesOf(undefined);
});

const shown = (face: Partial<DoorFace>) =>
  mount('kiosk-door-face', { face: { ...PLAIN_DOOR_FACE, ...face } });

it('takes no room where nothing is set', async () => {
  expect(all(await shown({}), '*')).toEqual([]);
});

it('shows names in a direction of their own, and never as markup', async () => {
  const face = await shown({ siteName: 'שער <b>3</b>', door: 'Вход А' });
  expect(all(face, 'p[dir=auto]').map(wordsOf)).toEqual(['שער <b>3</b>', 'Вход А']);
  expect(all(face, 'b')).toEqual([]);
});

it('calls the logo by the site’s name where that stands beside it, else a logo', async () => {
  const logo = 'iVBORw0KGgoAAAANSUhEUg==';
  const image = find(await shown({ logo }), 'img');
  expect(image.getAttribute('src')).toBe(`data:image/png;base64,${logo}`);
  expect(image.getAttribute('alt')).toBe('Logo');
  expect(find(await shown({ logo, siteName: 'Works' }), 'img').getAttribute('alt')).toBe('');
});

it('shows the site’s time, and a new one with the next minute', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  vi.setSystemTime('2026-03-01T10:59:30Z');
  showTimesOf('Asia/Kolkata');
  const face = document.createElement('kiosk-door-face');
  face.face = { ...PLAIN_DOOR_FACE, clock: true };
  document.body.replaceChildren(face);
  await face.updateComplete;
  expect(wordsOf(find(face, 'time'))).toMatch(/^0?4:29/);
  await vi.advanceTimersByTimeAsync(30_000);
  await face.updateComplete;
  expect(wordsOf(find(face, 'time'))).toMatch(/^0?4:30/);
  face.remove();
  expect(vi.getTimerCount()).toBe(0);
});
