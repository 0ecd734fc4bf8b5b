/** @file Names are read when they are shown, and none outlives the store that it is from. */
import { expect, it, vi } from 'vitest';
import { Names } from '../../src/kiosk/names.ts';

const storeOf = (known: Readonly<Record<string, string>>) => ({
  names: vi.fn((ids: readonly string[]) => Promise.resolve(ids.map((id) => known[id] ?? null))),
});

it('reads what is asked for once, together, and tells when it is there', async () => {
  const store = storeOf({ a: 'Ada', b: 'Bob' });
  const changed = vi.fn();
  const names = new Names(() => store, changed, vi.fn());
  expect([names.of('a'), names.of('b'), names.of('nobody')]).toEqual([null, null, null]);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
  expect([names.of('a'), names.of('b'), names.of('nobody')]).toEqual(['Ada', 'Bob', null]);
  expect(store.names.mock.calls).toEqual([[['a', 'b', 'nobody']]]);
});

it('takes nobody for unknown because they were asked for while the kiosk was locked', async () => {
  let store: ReturnType<typeof storeOf> | null = null;
  const changed = vi.fn();
  const names = new Names(() => store, changed, vi.fn());
  expect(names.of('a')).toBeNull();
  await new Promise((resolve) => setTimeout(resolve));
  store = storeOf({ a: 'Ada' });
  expect(names.of('a')).toBeNull();
  await vi.waitFor(() => expect(names.of('a')).toBe('Ada'));
});

it('keeps no name of a store that was locked while it was read', async () => {
  let answer: (names: readonly string[]) => void = () => undefined;
  const slow = { names: () => new Promise<readonly string[]>((resolve) => (answer = resolve)) };
  let store: { names(ids: readonly string[]): Promise<readonly (string | null)[]> } | null = slow;
  const names = new Names(() => store, vi.fn(), vi.fn());
  names.of('a');
  await Promise.resolve();
  store = null;
  names.forgetAll();
  answer(['Ada']);
  await new Promise((resolve) => setTimeout(resolve));
  expect([...names.known]).toEqual([]);
});

it('reads on after it has failed', async () => {
  const store = { names: vi.fn().mockRejectedValueOnce(new Error('busy')).mockResolvedValue(['Ada']) };
  const failed = vi.fn();
  const names = new Names(() => store, vi.fn(), failed);
  names.of('a');
  await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
  names.of('a');
  await vi.waitFor(() => expect(names.of('a')).toBe('Ada'));
});

it('shows the name of before until a changed one is read, and none of somebody who is erased', async () => {
  const known = { a: 'Ada' };
  const store = storeOf(known);
  const names = new Names(() => store, vi.fn(), vi.fn());
  names.of('a');
  await vi.waitFor(() => expect(names.of('a')).toBe('Ada'));
  known.a = 'Ada B';
  names.changed('a');
  expect(names.of('a')).toBe('Ada');
  await vi.waitFor(() => expect(names.of('a')).toBe('Ada B'));
  names.forget('a');
  expect([...names.known]).toEqual([]);
});
