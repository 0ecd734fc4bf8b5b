/** @file The stages of the other engines where one of them is not installed. */
import { existsSync } from 'node:fs';
import { beforeEach, expect, it, vi } from 'vitest';
import { ENGINES, whyNoEngine } from '../../../scripts/lib/kiosk/engines/engines.ts';
import { openEngine } from '../../../scripts/lib/kiosk/engines/open-engine.ts';
import { runEngine } from '../../../scripts/lib/test-stages/e2e.ts';

vi.mock(import('node:fs'), async (original) => ({ ...(await original()), existsSync: vi.fn() }));
const exists = vi.mocked(existsSync);

beforeEach(() => {
  exists.mockReset();
});

it.each(ENGINES)('leaves %s out with one line that says how to get it', async (engine) => {
  exists.mockReturnValue(false);
  const said = vi.spyOn(console, 'log').mockReturnValue();
  expect(await runEngine(engine)(() => undefined)).toEqual({ passed: 0, failures: [], skipped: 1 });
  expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^left out: .*apt-get install \S/u));
  said.mockRestore();
});

it.each(ENGINES)('holds no drill in %s where it is not there', async (engine) => {
  exists.mockReturnValue(false);
  await expect(openEngine(engine, 'http://localhost/')).rejects.toThrow('is not installed');
});

it.each(ENGINES)('takes %s where Debian has put it', (engine) => {
  exists.mockReturnValue(true);
  expect(whyNoEngine(engine)).toBeNull();
});
