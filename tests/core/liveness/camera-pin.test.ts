import { describe, expect, it } from 'vitest';
import type { CameraFacts } from '../../../src/core/liveness/camera-facts.ts';
import { comparePin, pinOf, unacceptedFlags } from '../../../src/core/liveness/camera-pin.ts';
import { INJECTION_FLAGS } from '../../../src/core/liveness/types.ts';

const WEBCAM: CameraFacts = {
  label: 'HD Webcam (046d:0825)',
  capabilities: {
    deviceId: 'a',
    width: { min: 1, max: 1280 },
    height: { min: 1, max: 720 },
    frameRate: { min: 0, max: 30.000_03 },
    facingMode: ['user'],
  },
  settings: { deviceId: 'a', width: 640, height: 480 },
  unresponsive: null,
};
const PIN = pinOf(WEBCAM, false);

describe('a pinned camera', () => {
  it('is what the camera says of itself: name, label, sizes, direction', () => {
    expect(PIN).toEqual({
      deviceId: 'a',
      label: 'HD Webcam (046d:0825)',
      native: { widthPx: 1280, heightPx: 720, framesPerSecond: 30 },
      facing: ['user'],
      accepted: false,
    });
  });

  it('is known again after a restart, whatever size it is opened in and whichever controls are told', () => {
    const { capabilities, settings } = WEBCAM;
    const later = { ...WEBCAM, capabilities: { ...capabilities, zoom: { min: 1, max: 5 } } };
    expect(comparePin(PIN, { ...later, settings: { ...settings, width: 320 } })).toBe('same');
    // As it comes back from the sealed settings, in another order.
    const { native, ...rest } = PIN;
    expect(comparePin({ native, ...rest }, WEBCAM)).toBe('same');
  });

  it('may have got another name from the browser', () => {
    expect(comparePin(PIN, { ...WEBCAM, settings: { deviceId: 'b' } })).toBe('renewed');
  });

  it.each<[string, Partial<CameraFacts>]>([
    ['label', { label: 'Cam Link 4K' }],
    ['size', { capabilities: { ...WEBCAM.capabilities, width: { max: 1920 }, height: { max: 1080 } } }],
    ['frame rate', { capabilities: { ...WEBCAM.capabilities, frameRate: { max: 60 } } }],
    ['direction', { capabilities: { ...WEBCAM.capabilities, facingMode: ['environment'] } }],
    ['browser that tells nothing', { capabilities: null }],
  ])('is another with another %s', (_what, change) => {
    expect(comparePin(PIN, { ...WEBCAM, ...change })).toBe('other');
  });
});

it('sets aside what an accepted camera says of itself, never what its pictures do', () => {
  expect(unacceptedFlags(INJECTION_FLAGS, true)).toEqual(['repeatedFrames', 'resolutionChanged']);
  expect(unacceptedFlags(INJECTION_FLAGS, false)).toEqual(INJECTION_FLAGS);
});
