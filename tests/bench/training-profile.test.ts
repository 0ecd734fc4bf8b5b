import { expect, it } from 'vitest';
import { describeProfile, operatorTimes } from '../../bench/training-profile.ts';

const event = (name: string, operator: string, dur: number) => ({
  ...{ cat: 'Node', name: `${name}_kernel_time`, dur },
  args: { op_name: operator },
});

const EVENTS = [
  { cat: 'Session', name: 'model_run', dur: 99_000 },
  { cat: 'Node', name: 'conv1_fence_before', dur: 50_000, args: { op_name: 'Conv' } },
  ...[0, 1].flatMap(() => [
    event('conv1', 'Conv', 6_000),
    event('conv2', 'Conv', 3_500),
    event('add1', 'Add', 450),
    event('neg1', 'Neg', 50),
  ]),
];

it('adds up the kernels of each operator over the steps', () => {
  expect(operatorTimes(EVENTS, 2)).toEqual([
    { operator: 'Conv', nodes: 2, msPerStep: 9.5 },
    { operator: 'Add', nodes: 1, msPerStep: 0.45 },
    { operator: 'Neg', nodes: 1, msPerStep: 0.05 },
  ]);
});

it('prints them with their shares, the small ones together', () => {
  const lines = describeProfile({ network: 'a network', batch: 8, operators: operatorTimes(EVENTS, 2) });
  expect(lines[0]).toBe('a network, a step of 8 images:');
  expect(lines.slice(-4)).toEqual([
    expect.stringMatching(/^Conv +2 +9\.5 +95\.0 %$/),
    expect.stringMatching(/^Add +1 +0\.5 +4\.5 %$/),
    expect.stringMatching(/^others +1 +0\.1 +0\.5 %$/),
    expect.stringMatching(/^all +4 +10\.0 +100\.0 %$/),
  ]);
});
