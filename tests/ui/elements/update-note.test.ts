// @vitest-environment happy-dom
/** @file The offer of a new version, and of the way back. */
import { expect, it, vi } from 'vitest';
import { OfflineCopy } from '../../../src/kiosk/offline-copy.ts';
import '../../../src/ui/elements/update-note.ts';
import { all, buttonsOf, find, mount, press, settle, wordsOf } from '../support/mount.ts';

/** @param ready - What there is to be offered. */
function offlineCopy(ready: 'updateReady' | 'mayGoBack' | null): OfflineCopy {
  const offline = new OfflineCopy('http://localhost/');
  if (ready !== null) vi.spyOn(offline, ready, 'get').mockReturnValue(true);
  return offline;
}

it.each(['update', 'back'] as const)('says nothing where there is nothing to offer (%s)', async (kind) => {
  const note = await mount('kiosk-update-note', { offline: offlineCopy(null), kind });
  expect(wordsOf(note)).toBe('');
});

it('offers the new version, and installs it once', async () => {
  const offline = offlineCopy('updateReady');
  const apply = vi.spyOn(offline, 'applyUpdate').mockReturnValue(new Promise(() => undefined));
  const note = await mount('kiosk-update-note', { offline });
  await press(note, 'Install the new version');
  await vi.waitFor(() => expect(apply).toHaveBeenCalledOnce());
  await expect(press(note, 'Install the new version')).rejects.toThrow('disabled');
});

it('offers the way back', async () => {
  const offline = offlineCopy('mayGoBack');
  const back = vi.spyOn(offline, 'goBack').mockResolvedValue();
  const note = await mount('kiosk-update-note', { offline, kind: 'back' });
  expect(buttonsOf(note)).toEqual(['Go back to the previous version']);
  await press(note, 'Go back to the previous version');
  await vi.waitFor(() => expect(back).toHaveBeenCalledOnce());
});

it('says why it did not work, and may be pressed again', async () => {
  const offline = offlineCopy('updateReady');
  vi.spyOn(offline, 'applyUpdate').mockRejectedValue(new Error('No network.'));
  const note = await mount('kiosk-update-note', { offline });
  await press(note, 'Install the new version');
  await vi.waitFor(() => expect(wordsOf(find(note, '[role=alert]'))).toContain('No network.'));
  await press(note, 'Install the new version');
});

it('appears when the new version is there', async () => {
  const offline = offlineCopy(null);
  const note = await mount('kiosk-update-note', { offline });
  vi.spyOn(offline, 'updateReady', 'get').mockReturnValue(true);
  offline.dispatchEvent(new Event('change'));
  await settle();
  expect(all(note, 'wa-button')).toHaveLength(1);
});
