// @vitest-environment happy-dom
/** @file What is remembered of a device: the choice, and what was measured under the same conditions. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { backendMemory, keepBackendChoice, readBackendChoice } from '../../src/kiosk/backend-memory.ts';

const TIMINGS = [
  { provider: 'wasm', threads: 1, msPerFace: 23.5 },
  { provider: 'webgpu', threads: 1, msPerFace: null },
] as const;

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('__PROGRAM_VERSION__', '1');
  vi.stubGlobal('__ONNX_VERSION__', '1.30.0');
});
afterEach(() => vi.unstubAllGlobals());

it('remembers one measurement, and none under other conditions', () => {
  expect(backendMemory.read('a device')).toBeNull();
  backendMemory.write('a device', TIMINGS);
  expect(backendMemory.read('a device')).toEqual(TIMINGS);
  expect(backendMemory.read('with other models')).toBeNull();
});

it.each(['__PROGRAM_VERSION__', '__ONNX_VERSION__'])('measures anew with another %s', (name) => {
  backendMemory.write('a device', TIMINGS);
  vi.stubGlobal(name, '2');
  expect(backendMemory.read('a device')).toBeNull();
});

it.each(['', '{', '{"conditions":"a device"}', '[]'])(
  'measures anew where what is stored is %j',
  (stored) => {
    localStorage.setItem('facegate.measured', stored);
    expect(backendMemory.read('a device')).toBeNull();
  },
);

it('remembers the choice, and takes what is none for the measured one', () => {
  expect(readBackendChoice()).toBe('auto');
  keepBackendChoice('webgpu');
  expect(readBackendChoice()).toBe('webgpu');
  localStorage.setItem('facegate.backend', 'abacus');
  expect(readBackendChoice()).toBe('auto');
});
