/** @file Which signs of injected video the operator's word sets aside. */
import { describe, expect, it } from 'vitest';
import { unapprovedFlags } from '../../src/ui/decision-context.ts';

describe('unapprovedFlags', () => {
  const all = [
    'virtualCamera',
    'impossibleCapabilities',
    'regularTiming',
    'unresponsiveControls',
    'repeatedFrames',
    'resolutionChanged',
  ] as const;

  it('sets aside what the device says of itself, never what its pictures do', () => {
    expect(unapprovedFlags(all, true)).toEqual(['repeatedFrames', 'resolutionChanged']);
    expect(unapprovedFlags(all, false)).toEqual(all);
    expect(unapprovedFlags([], true)).toEqual([]);
  });
});
