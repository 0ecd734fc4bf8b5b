/**
 * @file Watches that the door's own camera runs and that nothing about it is suspect. Another camera, or a sign that
 * nobody has looked at, shuts the door for faces until an administrator has looked; both are sealed and logged.
 *
 * A kiosk of before has no camera pinned. It takes the one that runs when somebody unlocks it: that person stands
 * before it, and an update must not shut every door for faces. A camera that comes later, with nobody there, is not
 * taken.
 */
import { comparePin, pinOf, type PinnedCamera, unacceptedFlags } from '../core/liveness/camera-pin.ts';
import type { CameraFacts } from '../core/liveness/injection.ts';
import type { InjectionFlag } from '../core/liveness/types.ts';
import type { InjectionMonitor, WatchedCamera } from './injection-monitor.ts';
import type { Site } from './site.ts';

/** Why nobody is let in by face before this camera. */
export type CameraClosure =
  /** No camera is pinned yet, or what was pinned cannot be read. */
  | 'cameraUnknown'
  | 'cameraOther'
  /** All is the same but the browser's name for the camera. */
  | 'cameraRenewed'
  | 'cameraSuspect';

/** Time for the camera to start after somebody unlocked the kiosk. */
const ADOPT_MS = 120_000;

export interface CameraWatchKiosk {
  readonly camera: WatchedCamera;
  readonly injection: Pick<InjectionMonitor, 'flags'>;
  readonly site: Pick<Site, 'settings' | 'fellBack' | 'note' | 'log'>;
}

export class CameraWatch {
  private _adoptUntilMs = -Infinity;
  /** What the log was told last, so that a camera that starts over and over is named once. */
  private _told = '';
  private _following: Promise<void> = Promise.resolve();

  constructor(
    private readonly _kiosk: CameraWatchKiosk,
    private readonly _failed: (error: unknown) => void,
  ) {}

  /** Null while no camera runs: that has its own words. */
  get closure(): CameraClosure | null {
    const { facts } = this._kiosk.camera;
    if (facts === null) return null;
    const pin = this._pin();
    if (pin === null) return 'cameraUnknown';
    switch (comparePin(pin, facts)) {
      case 'other':
        return 'cameraOther';
      case 'renewed':
        return 'cameraRenewed';
      case 'same':
        return this.flags.length > 0 ? 'cameraSuspect' : null;
    }
  }

  /** Signs that no administrator has accepted, of this camera and of one before it. */
  get flags(): readonly InjectionFlag[] {
    const { injection, site, camera } = this._kiosk;
    const accepted = isAccepted(this._pin(), camera.facts);
    const kept = site.settings.cameraFlags;
    return [...kept, ...unacceptedFlags(injection.flags, accepted).filter((flag) => !kept.includes(flag))];
  }

  /** There are signs that are not stored yet. */
  get hasNews(): boolean {
    return this.flags.length > this._kiosk.site.settings.cameraFlags.length;
  }

  /** Somebody has unlocked the kiosk or chosen another camera: they see which one runs. */
  expectCamera(nowMs: number): void {
    this._adoptUntilMs = nowMs + ADOPT_MS;
    this.follow(nowMs);
  }

  /** Call it whenever the camera or its signs may have changed. @param nowMs - On the page's monotonic clock. */
  follow(nowMs: number): void {
    this._following = this._following.then(() => this._follow(nowMs)).catch(this._failed);
  }

  /** Settles when what was noticed is stored. */
  get settled(): Promise<void> {
    return this._following;
  }

  private async _follow(nowMs: number): Promise<void> {
    const { camera, site } = this._kiosk;
    const { facts } = camera;
    if (facts === null || site.fellBack.length > 0) return;
    const { label } = facts;
    if (site.settings.camera === 'first' && nowMs < this._adoptUntilMs) {
      const accepted = label !== '' && label === site.settings.approvedCameraLabel;
      await site.note({ camera: pinOf(facts, accepted) }, { kind: 'cameraPinned', label });
    }
    const pin = this._pin();
    const match = pin && comparePin(pin, facts);
    const said = JSON.stringify(match === 'same' ? null : [match, pinOf(facts, false)]);
    if (said !== this._told && match !== 'same') {
      await site.log({ kind: 'cameraChanged', label, expected: pin?.label ?? null });
    }
    this._told = said;
    const { flags } = this;
    if (this.hasNews) {
      await site.note({ cameraFlags: flags }, { kind: 'cameraSuspect', label, flags });
    }
  }

  private _pin(): PinnedCamera | null {
    const { camera } = this._kiosk.site.settings;
    return camera === 'first' ? null : camera;
  }
}

function isAccepted(pin: PinnedCamera | null, facts: CameraFacts | null): boolean {
  return pin !== null && facts !== null && pin.accepted && comparePin(pin, facts) === 'same';
}
