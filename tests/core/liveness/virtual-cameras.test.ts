import { describe, expect, it } from 'vitest';
import { isRelayLabel, isVirtualLabel } from '../../../src/core/liveness/virtual-cameras.ts';

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
    'Deep-Live-Cam',
    'DeepFaceLive Camera',
    'FaceFusion',
    'Swapface Camera',
    'Avatarify',
    'XPRESSION Camera',
    'Amigo Cam',
    'Unity Video Capture',
    'UnityCapture #2',
    'Windows Virtual Camera',
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
    'HP Expression Camera',
    'Migo Webcam',
    'iPhone Camera',
  ])('does not name “%s”', (label) => {
    expect(isVirtualLabel(label)).toBe(false);
  });
});

/** Labels of cameras that people have at a door, as Chromium and Safari tell them. */
const REAL_CAMERAS = [
  'FaceTime HD Camera (Built-in)',
  'Logitech BRIO (046d:085e)',
  'HD Pro Webcam C920 (046d:082d)',
  'Logitech StreamCam (046d:0893)',
  'camera2 1, facing front',
  'Front Camera',
  'Back Dual Wide Camera',
  'Integrated Webcam: Integrated W (0bda:5685)',
  'USB Video Device',
  'USB2.0 HD UVC WebCam (13d3:56a2)',
  'UVC Camera (046d:0825)',
  'USB Camera (0c45:6366)',
  'HD USB Camera (05a3:9331)',
  'Live Streamer CAM 313 (07ca:313a)',
  'AVerMedia PW315 (07ca:315a)',
  'Elgato Facecam (0fd9:0078)',
  'Razer Kiyo Pro (1532:0e05)',
  'Microsoft LifeCam HD-3000 (045e:0779)',
  'Surface Camera Front',
  'OBSBOT Tiny 2',
  'Insta360 Link (2e1a:4c01)',
  'Chicony USB 2.0 Camera',
  'Lenovo EasyCamera (5986:0366)',
  'Jabra PanaCast 20 (0b0e:3021)',
  'iPhone Camera',
];

describe('isRelayLabel', () => {
  it.each([
    'Cam Link 4K (0fd9:0066)',
    'Game Capture HD60 S+',
    'Elgato HD60 X (0fd9:0082)',
    'Live Gamer Portable 2 PLUS',
    'AVerMedia Live Gamer Mini (07ca:0311)',
    'USB Capture HDMI 4K+ (2935:0007)',
    'Magewell USB Capture SDI',
    'Blackmagic WDM Capture',
    'Blackmagic Design ATEM Mini',
    'USB3.0 capture',
    'USB3. 0 capture (534d:2109)',
    'HDMI to U3 capture',
    'USB Video',
    'UVC Camera (534d:2109): USB Vid',
    'USB Video (534d:0021)',
    'AV TO USB2.0',
    'ShadowCast',
    'scrcpy',
    'Continuity Camera',
    'Ada’s iPhone Desk View Camera',
    'Link to Windows – Galaxy S24',
    'Android Webcam',
  ])('names “%s”', (label) => {
    expect(isRelayLabel(label)).toBe(true);
  });

  it.each([...REAL_CAMERAS, 'OBS Virtual Camera', 'Unity Video Capture', ''])(
    'does not name “%s”',
    (label) => {
      expect(isRelayLabel(label)).toBe(false);
    },
  );
});

it.each(REAL_CAMERAS)('takes “%s” for no program', (label) => {
  expect(isVirtualLabel(label)).toBe(false);
});
