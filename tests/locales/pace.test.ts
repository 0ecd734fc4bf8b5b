/** @file What the operator reads of the device's speed. */
import { describe, expect, it, vi } from 'vitest';
import { POLICIES } from '../../src/core/decision/policies.ts';
import type { Pace } from '../../src/core/pace/pace.ts';
import { paceText } from '../../src/locales/pace.ts';

vi.stubGlobal('document', { documentElement: { lang: 'en' } });

const PACE: Pace = { gapMs: 50, cameraGapMs: 33, stride: 1, settled: true };
const textOf = (change: Partial<Pace>) => paceText({ ...PACE, ...change }, POLICIES.standard);

describe('paceText', () => {
  it('says nothing before a face was followed', () => {
    expect(paceText(null, POLICIES.standard)).toBeNull();
    expect(textOf({ gapMs: null })).toBeNull();
  });

  it('tells a fast device, a slow one, and one that is too slow', () => {
    expect(textOf({})?.state).toBe('fast');
    expect(textOf({ gapMs: 125, stride: 2 })?.text).toContain('every second one');
    expect(textOf({ gapMs: 200, stride: 3 })?.text).toContain('every third one');
    expect(textOf({ gapMs: 400, stride: 3 })).toEqual({
      state: 'tooSlow',
      text: 'This device follows 2.5 frames a second, and the policy “Standard” needs 3.5: nobody is checked by face. Close other programs, let the device cool down, or use a faster one.',
    });
  });

  it('tells a slow camera from a slow device', () => {
    expect(textOf({ gapMs: 200, cameraGapMs: 200 })?.text).toContain(
      'The camera gives 5.0 pictures a second',
    );
    expect(textOf({ gapMs: 400, cameraGapMs: 390 })?.text).toContain('Improve the lighting');
  });
});
