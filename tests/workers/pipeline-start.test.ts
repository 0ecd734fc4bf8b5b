// @vitest-environment happy-dom
/** @file What loads side by side when the pipeline starts. The workers only note that they are there. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pipeline } from '../../src/workers/bridge.ts';

let workers: { readonly name: string; terminated: boolean }[];

beforeEach(() => {
  workers = [];
  vi.stubGlobal(
    'Worker',
    class {
      terminated = false;
      readonly name: string;
      addEventListener = () => undefined;
      constructor(_: URL, { name }: { readonly name: string }) {
        this.name = name;
        workers.push(this);
      }
      terminate() {
        this.terminated = true;
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

it('loads both workers while the list of models is still on its way', () => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  void Pipeline.start({ baseUrl: 'http://localhost/' });
  expect(workers.map(({ name }) => name)).toEqual(['vision', 'recognition']);
});

it('ends them where there is no list', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  await expect(Pipeline.start({ baseUrl: 'http://localhost/' })).rejects.toThrow('list of models');
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
});
