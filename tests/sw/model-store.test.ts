/** @file Which stored models the service worker drops. The cache is a list of addresses here. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { trackerEntry } from '../../simulator/builders.ts';
import type { ModelEntry } from '../../src/core/manifest/types.ts';
import { ModelStore } from '../../src/sw/model-store.ts';

const FOLDER = new URL('https://kiosk.example/models/');
const [OLD, NEW] = [trackerEntry('old'), trackerEntry('new')];
const addressOf = ({ file, sha256 }: ModelEntry) => `${FOLDER.href}${file}?sha256=${sha256}`;
const listsOf = (...models: object[]) => ({
  manifest: JSON.stringify({ version: 1, models }),
  status: '{"missing":[]}',
});

let stored: string[];
beforeEach(() => {
  stored = [addressOf(OLD), addressOf(NEW)];
  const cache = {
    keys: () => Promise.resolve(stored.map((url) => ({ url }))),
    delete: (dropped: string) => {
      stored = stored.filter((url) => url !== dropped);
      return Promise.resolve(true);
    },
  };
  vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
});
afterEach(() => vi.unstubAllGlobals());

const INNER = { ...trackerEntry('inner'), source: { kind: 'inside', file: NEW.file, entry: 'x' } } as const;

describe('ModelStore.keepOnly', () => {
  it('drops a model that another file holds, as an earlier version kept it', async () => {
    stored.push(addressOf(INNER));
    await new ModelStore(FOLDER).keepOnly([listsOf({ ...NEW, role: 'face-landmarker' }, INNER)]);
    expect(stored).toEqual([addressOf(NEW)]);
  });

  it('drops what no list needs', async () => {
    await new ModelStore(FOLDER).keepOnly([listsOf(NEW)]);
    expect(stored).toEqual([addressOf(NEW)]);
  });

  it('drops nothing beside a list of another version, whose models it cannot tell', async () => {
    const former = { ...OLD, source: { kind: 'npm', package: 'p', path: 'x' } };
    await new ModelStore(FOLDER).keepOnly([listsOf(former), listsOf(NEW)]);
    expect(stored).toHaveLength(2);
  });
});
