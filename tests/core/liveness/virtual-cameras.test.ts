import { describe, expect, it } from 'vitest';
import { isVirtualLabel } from '../../../src/core/liveness/virtual-cameras.ts';

describe('isVirtualLabel', () => {
  it.each([
    'OBS Virtual Camera',
    'OBS-Camera',
    'ManyCam Virtual Webcam',
    'XSplit VCam',
    'Snap Camera',
    'DroidCam Source 3',
    'Dummy video device (0x0000) (platform:v4l2loopback-000)',
    'mmhmm Camera',
    'Camera (NVIDIA Broadcast)',
    'Reincubate Camo',
    'e2eSoft iVCam',
    'CyberLink YouCam 10',
    'CamTwist',
    'Iriun Webcam',
    'EpocCam Camera',
    'NDI Video',
    'fake_device_0',
    '/tmp/somebody.mjpeg',
    '',
    '  ',
  ])('names “%s”', (label) => {
    expect(isVirtualLabel(label)).toBe(true);
  });

  it.each([
    'FaceTime HD Camera (Built-in)',
    'Logitech BRIO (046d:085e)',
    'HD Pro Webcam C920 (046d:082d)',
    'camera2 1, facing front',
    'Front Camera',
    'Integrated Webcam: Integrated W (0bda:5685)',
    'Surface Camera Front',
    'OBSBOT Tiny 2',
    'Jobs Camera',
    'iPhone Camera',
  ])('does not name “%s”', (label) => {
    expect(isVirtualLabel(label)).toBe(false);
  });
});
