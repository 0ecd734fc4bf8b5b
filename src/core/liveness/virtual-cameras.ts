/**
 * @file Is this label that of a camera made by software, or of something that sends another device's picture? Knows
 * names only, which an attacker may change.
 */

/**
 * Products that offer a camera of their own making, drivers that let another program do so, and programs that put one
 * face in another's place. Phones that serve as webcams through such a driver are among them: what they send passes
 * through software that could alter it. Matched anywhere in the label, regardless of case.
 */
const PRODUCTS: readonly string[] = [
  'Akool',
  'AkVCam',
  'AlterCam',
  'Animaze',
  'Avatarify',
  'CamTwist',
  'ChromaCam',
  'Deep Live Cam',
  'Deep-Live-Cam',
  'DeepFaceLab',
  'DeepFaceLive',
  'DroidCam',
  'e2eSoft',
  'Ecamm Live',
  'EpocCam',
  'FaceFusion',
  'FaceRig',
  'FaceSwap',
  'FineCam',
  'Iriun',
  'iVCam',
  'Krisp Camera',
  'Logi Capture',
  'MagicCam',
  'ManyCam',
  'mmhmm',
  'NVIDIA Broadcast',
  'OBS-Camera',
  'pyvirtualcam',
  'Snap Camera',
  'Softcam',
  'SparkoCam',
  'SplitCam',
  'SpoutCam',
  'Swapface',
  'Unity Video Capture',
  'UnityCapture',
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
const WORDS = /\b(virtual|obs|camo|ndi|vcam|xpression|amigo)\b/i;

/**
 * Grabbers, which pass on whatever is plugged into them, and programs and modes by which a phone's screen or camera
 * comes in as a camera. Matched as `PRODUCTS` are.
 */
const RELAYS: readonly string[] = [
  'AirDroid',
  'AirServer',
  'Android Webcam',
  'ApowerMirror',
  'ATEM Mini',
  'AV.io',
  'AVerCapture',
  'Blackmagic',
  'Cam Link',
  'Continuity Camera',
  'DeckLink',
  'Desk View',
  'DVI2USB',
  'EasierCap',
  'EasyCap',
  'Elgato HD60',
  'Epiphan',
  'GameCAP',
  'Hauppauge',
  'Inogeni',
  'Intensity Pro',
  'LetsView',
  'Link to Windows',
  'Live Gamer',
  'Magewell',
  'Mirroring360',
  'Phone Link',
  'Razer Ripsaw',
  'scrcpy',
  'ShadowCast',
  'UltraStudio',
  'Vysor',
  // The maker of the chip in cheap grabbers, by its USB number: their name is that of any camera.
  '(534d:',
];

/** Words of a grabber's own name, such as “USB3. 0 capture” and “HDMI to U3”. */
const RELAY_WORDS = /\b(hdmi|sdi|capture|grabber|hd60)\b/i;

/** What cheap grabbers call themselves where no USB number is told. Windows says “USB Video Device” of any camera. */
const BARE_GRABBER = /^(usb video|av to usb ?2\.0)$/i;

/** Chromium's --use-file-for-fake-video-capture gives the file's path for a label. */
const VIDEO_FILE = /\.(mjpeg|y4m)$/i;

/** @param label - `MediaStreamTrack.label`. Whether it is that of a grabber or of a phone's screen or camera. */
export function isRelayLabel(label: string): boolean {
  const folded = label.trim().toLowerCase();
  // Some of these words are also in the names of programs.
  if (isVirtualLabel(label)) return false;
  return BARE_GRABBER.test(folded) || RELAY_WORDS.test(folded) || has(RELAYS, folded);
}

/** @param label - `MediaStreamTrack.label`; empty for a track that no device stands behind. */
export function isVirtualLabel(label: string): boolean {
  const folded = label.trim().toLowerCase();
  return folded === '' || VIDEO_FILE.test(folded) || WORDS.test(folded) || has(PRODUCTS, folded);
}

function has(names: readonly string[], folded: string): boolean {
  return names.some((name) => folded.includes(name.toLowerCase()));
}
