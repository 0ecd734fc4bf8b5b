/** @file Puts a canvas's stream in the place of a page's webcam, under a webcam's name. */

export interface WebcamName {
  readonly label: string;
  readonly deviceId: string;
  readonly groupId: string;
}

/** A webcam's own words, so that the page has nothing to suspect but what the camera sees. */
export const WEBCAM: WebcamName = {
  label: 'Integrated Webcam (0c45:6a09)',
  deviceId: 'responder-webcam',
  groupId: 'responder-device',
};

/** From now on it is the one camera that the page has. @param open - Called for each stream. */
export function becomeTheCamera(name: WebcamName, open: () => Promise<MediaStream>): void {
  // A blank page has none in Firefox.
  if (!('MediaDevices' in globalThis)) return;
  // WebKit makes `navigator.mediaDevices` anew once nobody holds it, without what a script put on it.
  MediaDevices.prototype.getUserMedia = open;
  MediaDevices.prototype.enumerateDevices = () => {
    const device = { kind: 'videoinput', ...name } as const;
    return Promise.resolve([{ ...device, toJSON: () => device }]);
  };
}

/** A canvas's track tells a page that a script drew it. */
export function dressAsWebcam(
  track: MediaStreamTrack,
  { label, deviceId, groupId }: WebcamName,
  width: number,
  height: number,
): void {
  let frameRate = 30;
  const capabilities = {
    ...{ deviceId, groupId, facingMode: [], resizeMode: ['none'] },
    ...{ width: { min: 1, max: 1280 }, height: { min: 1, max: 720 } },
    ...{ aspectRatio: { min: 1 / 720, max: 1280 }, frameRate: { min: 1, max: 30 } },
  };
  Object.defineProperty(track, 'label', { value: label });
  track.getCapabilities = () => capabilities;
  track.getSettings = () => ({
    ...{ deviceId, groupId, resizeMode: 'none', frameRate },
    ...{ width, height, aspectRatio: width / height },
  });
  track.applyConstraints = (wanted) => {
    const rate = wanted?.frameRate;
    const asked = typeof rate === 'number' ? rate : (rate?.exact ?? rate?.ideal ?? rate?.max);
    if (asked !== undefined) frameRate = Math.min(30, asked);
    return Promise.resolve();
  };
}
