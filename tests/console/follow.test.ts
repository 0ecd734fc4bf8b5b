import { expect, it } from 'vitest';
import { follow } from '../../src/console/site/follow.ts';
import { MemoryHub } from './memory-link.ts';

const VALUE = new Uint8Array([1]);

it('reads a hub anew that was put back to an older copy and has gone on beyond what was read', async () => {
  const hub = new MemoryHub();
  const whole = hub.link();
  let cut = new AbortController();
  // One whose watches can be broken.
  const link = {
    ...whole,
    whenUp: whole.whenUp.bind(whole),
    watch: (...[bucket, filter, options]: Parameters<typeof whole.watch>) =>
      whole.watch(bucket, filter, { ...options, signal: AbortSignal.any([options.signal, cut.signal]) }),
  };
  const closing = new AbortController();
  const read = new Map<string, number>();
  let begun = 0;
  const following = follow(
    link,
    'people',
    {
      take: (records) => {
        for (const { key, revision } of records) read.set(key, revision);
        return Promise.resolve();
      },
      begin: () => {
        read.clear();
        begun += 1;
      },
    },
    closing.signal,
  );
  hub.put('people', 'all.a', VALUE);
  const before = hub.copy();
  hub.nowMs += 60_000;
  hub.put('people', 'all.b', VALUE);
  await expect.poll(() => [...read.keys()]).toEqual(['all.a', 'all.b']);
  // While the link is down the hub is put back, and doors write more than it had.
  hub.putBack(before);
  hub.nowMs += 60_000;
  for (const key of ['all.c', 'all.d', 'all.e']) hub.put('people', key, VALUE);
  cut.abort();
  cut = new AbortController();
  await expect.poll(() => [...read.keys()]).toEqual(['all.a', 'all.c', 'all.d', 'all.e']);
  expect(begun).toBe(2);
  closing.abort();
  await following;
});
