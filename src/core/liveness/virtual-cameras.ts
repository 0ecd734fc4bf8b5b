/** @file Is this label that of a camera made by software? Knows names only, which an attacker may change. */

/**
 * Products that offer a camera of their own making, and drivers that let another program do so. Phones that serve as
 * webcams through such a driver are among them: what they send passes through software that could alter it. Matched
 * anywhere in the label, regardless of case.
 */
const PRODUCTS: readonly string[] = [
  'AkVCam',
  'AlterCam',
  'CamTwist',
  'ChromaCam',
  'DroidCam',
  'e2eSoft',
  'Ecamm Live',
  'EpocCam',
  'FaceRig',
  'FineCam',
  'Iriun',
  'iVCam',
  'Logi Capture',
  'ManyCam',
  'mmhmm',
  'NVIDIA Broadcast',
  'OBS-Camera',
  'Snap Camera',
  'SparkoCam',
  'SplitCam',
  'SpoutCam',
  'Unity Video Capture',
  'v4l2loopback',
  'vMix',
  'VTube Studio',
  'Webcamoid',
  'Wirecast',
  'XSplit',
  'YouCam',
  // What v4l2loopback calls its devices, and Chromium those of --use-fake-device-for-media-stream.
  'Dummy video device',
  'fake_device',
];

/** Whole words that would also stand inside other names. */
const WORDS = /\b(virtual|obs|camo|ndi|vcam)\b/i;

/** Chromium's --use-file-for-fake-video-capture gives the file's path for a label. */
const VIDEO_FILE = /\.(mjpeg|y4m)$/i;

/** @param label - `MediaStreamTrack.label`; empty for a track that no device stands behind. */
export function isVirtualLabel(label: string): boolean {
  const folded = label.trim().toLowerCase();
  return (
    folded === '' ||
    VIDEO_FILE.test(folded) ||
    WORDS.test(folded) ||
    PRODUCTS.some((product) => folded.includes(product.toLowerCase()))
  );
}
