// @vitest-environment happy-dom
/** @file What the administrator writes and chooses for the door’s own face. */
import { afterEach, expect, it, vi } from 'vitest';
import '../../../../src/ui/operator/settings/door-face-panel.ts';
import { PLAIN_DOOR_FACE } from '../../../../src/core/site/door-face.ts';
import { all, find, mount, press, settle, tick, type, wordsOf } from '../../support/mount.ts';
import { openSession } from '../../support/session.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const pick = async (panel: HTMLElement) => {
  find(panel, 'kiosk-file-picker').dispatchEvent(new CustomEvent('pick', { detail: new Blob(['<svg/>']) }));
  await vi.waitFor(() => {
    expect(all(panel, '[role=alert], img')).not.toEqual([]);
  });
  await settle();
};

it('stores names, help and clock, without the spaces around them', async () => {
  const session = await openSession();
  const panel = await mount('kiosk-door-face-panel', { session });
  const done = vi.fn();
  panel.addEventListener('done', done);
  await type(panel, 'Name of the site', ' Works ');
  await type(panel, 'Name of this door, for visitors', 'North entrance');
  await type(panel, 'Help', 'Call 123');
  await tick(panel, 'Show a clock');
  await press(panel, 'Save');
  await vi.waitFor(() => {
    expect(done).toHaveBeenCalledOnce();
  });
  const written = { siteName: 'Works', door: 'North entrance', help: 'Call 123', clock: true };
  expect(session.site.rules.doorFace).toEqual({ ...PLAIN_DOOR_FACE, ...written });
});

it('refuses a file that is no picture in one sentence, and keeps what was there', async () => {
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('no', 'InvalidStateError')));
  const session = await openSession();
  const panel = await mount('kiosk-door-face-panel', { session });
  await pick(panel);
  expect(wordsOf(find(panel, '[role=alert]'))).toBe(
    'This file is no picture that can be used. Choose a PNG, JPEG or WebP file.',
  );
  expect(all(panel, 'img')).toEqual([]);
});

it('shows the logo that it made, and takes it away again', async () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
  const sizes: string[] = [];
  vi.stubGlobal('createImageBitmap', () =>
    Promise.resolve({ width: 2_000, height: 400, close: () => undefined }),
  );
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      constructor(width: number, height: number) {
        sizes.push(`${width}×${height}`);
      }
      getContext() {
        return { drawImage: () => undefined };
      }
      // The first is too large as a file.
      convertToBlob() {
        const bytes = sizes.length === 1 ? new Uint8Array(100_000) : png;
        return Promise.resolve({ size: bytes.length, arrayBuffer: () => Promise.resolve(bytes.buffer) });
      }
    },
  );
  const session = await openSession();
  const panel = await mount('kiosk-door-face-panel', { session });
  await pick(panel);
  expect(sizes).toEqual(['480×96', '360×72']);
  expect(find(panel, 'img').getAttribute('src')).toBe('data:image/png;base64,iVBORw0KGgoAAAAN');
  await press(panel, 'Remove the logo');
  expect(all(panel, 'img')).toEqual([]);
});
