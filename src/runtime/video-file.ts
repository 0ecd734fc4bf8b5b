/**
 * @file Demo mode's stand-in for the camera: a video file in a loop. Its observations are marked `file`, so no
 * verdict on them can open a door.
 */
import type { CameraState, VideoSource } from './video-source.ts';
import { createVideoElement } from './video-source.ts';

export class UnplayableVideoError extends Error {
  override readonly name = 'UnplayableVideoError';
}

export class VideoFile extends EventTarget implements VideoSource {
  readonly kind = 'file';
  readonly video = createVideoElement();
  readonly turnDeg = 0;

  private _state: CameraState = { kind: 'off' };
  private readonly _url: string;

  constructor(private readonly _file: File) {
    super();
    this._url = URL.createObjectURL(_file);
    this.video.loop = true;
  }

  get state(): CameraState {
    return this._state;
  }

  /** @throws UnplayableVideoError */
  async start(): Promise<void> {
    this.video.src = this._url;
    try {
      await this.video.play();
    } catch (cause) {
      this._setState({ kind: 'failed', reason: 'unsupported' });
      throw new UnplayableVideoError(
        `This browser cannot play ${this._file.name}. Use an MP4 or WebM video.`,
        { cause },
      );
    }
    const { videoWidth: widthPx, videoHeight: heightPx } = this.video;
    this._setState({ kind: 'live', deviceId: null, label: this._file.name, widthPx, heightPx });
  }

  close(): void {
    this.video.removeAttribute('src');
    this.video.load();
    URL.revokeObjectURL(this._url);
    this._setState({ kind: 'off' });
  }

  private _setState(state: CameraState): void {
    this._state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}
