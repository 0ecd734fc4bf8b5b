/**
 * @file The camera: opens it, tells why it cannot, and takes it up again by itself when it comes back.
 * It knows nothing of faces.
 */
import type { QuarterTurnDeg } from '../core/geometry/quarter-turn.ts';
import type { CameraFacts } from '../core/liveness/camera-facts.ts';
import { readCameraFacts } from './camera-signs.ts';
import type { CameraFailure, CameraState, VideoSource } from './video-source.ts';
import { createVideoElement } from './video-source.ts';

export type { CameraFailure, CameraState, VideoSource } from './video-source.ts';

export interface CameraDevice {
  readonly deviceId: string;
  /** Empty until the permission is given. */
  readonly label: string;
}

/** The pipeline was measured with this. A tablet's camera gives more, which the tracker cannot use. */
const WANTED: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30 },
};

/** A busy or missing camera often comes back without an event (another app closed it). */
const RETRY_MS = 2_000;

/** Maps what getUserMedia throws to a failure that a person can be told about. */
function cameraFailure(error: unknown): CameraFailure {
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unsupported';
  }
}

export class Camera extends EventTarget implements VideoSource {
  readonly kind = 'camera';
  readonly video = createVideoElement();

  private _state: CameraState = { kind: 'off' };
  private _turnDeg: QuarterTurnDeg = 0;
  private _facts: CameraFacts | null = null;
  private _stream: MediaStream | null = null;
  private _wantedId: string | null = null;
  private _retry: ReturnType<typeof setTimeout> | undefined;
  /** Grows with every start and close, so that a slow start knows it has been overtaken. */
  private _generation = 0;
  private _watching: AbortController | null = null;

  get state(): CameraState {
    return this._state;
  }

  get turnDeg(): QuarterTurnDeg {
    return this._turnDeg;
  }

  /** @param _facing - Which way the camera looks where a device has several and none was chosen. */
  constructor(private readonly _facing: 'user' | 'environment' = 'user') {
    super();
  }

  /** The camera is mounted so: its picture is turned from the next frame on. */
  turn(turnDeg: QuarterTurnDeg): void {
    if (turnDeg === this._turnDeg) return;
    this._turnDeg = turnDeg;
    this.dispatchEvent(new Event('statechange'));
  }

  /** What the live camera says of itself, another object after every start; null while there is none. */
  get facts(): CameraFacts | null {
    return this._facts;
  }

  /**
   * Opens the camera, and keeps reopening it after a failure until `close`.
   * @param deviceId - The wanted camera; null, or one that is gone, lets the browser choose.
   */
  async start(deviceId: string | null): Promise<void> {
    this._wantedId = deviceId;
    this._watch();
    await this._open();
  }

  /** The cameras that the browser knows of. */
  async devices(): Promise<readonly CameraDevice[]> {
    if (!('mediaDevices' in navigator)) return [];
    const all = await navigator.mediaDevices.enumerateDevices();
    return all
      .filter((device) => device.kind === 'videoinput')
      .map(({ deviceId, label }) => ({ deviceId, label }));
  }

  close(): void {
    this._generation += 1;
    this._watching?.abort();
    this._watching = null;
    clearTimeout(this._retry);
    this._release();
    this._setState({ kind: 'off' });
  }

  private async _open(): Promise<void> {
    clearTimeout(this._retry);
    this._generation += 1;
    const generation = this._generation;
    this._release();
    if (!('mediaDevices' in navigator)) {
      this._setState({ kind: 'failed', reason: isSecureContext ? 'unsupported' : 'insecure' });
      return;
    }
    this._setState({ kind: 'starting' });
    try {
      const stream = await this._request();
      if (generation !== this._generation) {
        stopTracks(stream);
        return;
      }
      await this._play(stream, generation);
    } catch (error) {
      if (generation === this._generation) this._fail(cameraFailure(error));
    }
  }

  private async _request(): Promise<MediaStream> {
    const { mediaDevices } = navigator;
    if (this._wantedId !== null) {
      try {
        return await mediaDevices.getUserMedia({
          video: { ...WANTED, deviceId: { exact: this._wantedId } },
          audio: false,
        });
      } catch (error) {
        // The chosen camera was unplugged or its id was renewed: any camera is better than none.
        if (cameraFailure(error) !== 'none') throw error;
      }
    }
    return mediaDevices.getUserMedia({ video: { ...WANTED, facingMode: this._facing }, audio: false });
  }

  private async _play(stream: MediaStream, generation: number): Promise<void> {
    const [track] = stream.getVideoTracks();
    this._stream = stream;
    track.addEventListener('ended', () => {
      if (generation === this._generation) this._fail('unplugged');
    });
    this.video.srcObject = stream;
    await this.video.play();
    const facts = await readCameraFacts(track);
    if (generation !== this._generation) return;
    this._facts = facts;
    this._setState({
      kind: 'live',
      deviceId: track.getSettings().deviceId ?? null,
      label: track.label,
      widthPx: this.video.videoWidth,
      heightPx: this.video.videoHeight,
    });
  }

  private _fail(reason: CameraFailure): void {
    this._release();
    this._setState({ kind: 'failed', reason });
    // After a refusal the permission's change event opens the camera again; asking the person again would nag.
    if (reason !== 'denied') this._retry = setTimeout(() => void this._open(), RETRY_MS);
  }

  private _release(): void {
    if (this._stream) stopTracks(this._stream);
    this._stream = null;
    this._facts = null;
    this.video.srcObject = null;
  }

  private _watch(): void {
    if (this._watching || !('mediaDevices' in navigator)) return;
    const { signal } = (this._watching = new AbortController());
    const reopen = (): void => {
      if (this._state.kind === 'failed') void this._open();
    };
    navigator.mediaDevices.addEventListener('devicechange', reopen, { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'visible') reopen();
      },
      { signal },
    );
    void watchPermission(reopen, signal);
  }

  private _setState(state: CameraState): void {
    this._state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

async function watchPermission(onChange: () => void, signal: AbortSignal): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: 'camera' });
    if (!signal.aborted) status.addEventListener('change', onChange, { signal });
  } catch {
    // Firefox before 131 has no camera permission to query: there the person reloads the page.
  }
}
