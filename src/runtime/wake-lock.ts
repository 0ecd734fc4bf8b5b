/** @file Keeps the screen on while the door is open. Where the browser cannot, the device's own settings must. */

export class ScreenLock {
  private _wanted = false;
  private _sentinel: WakeLockSentinel | null = null;

  constructor() {
    // The browser drops the lock when the page is hidden, so it is taken again on return.
    document.addEventListener('visibilitychange', () => void this._take());
  }

  /** @param on - False lets the screen go dark as the device's settings say. */
  keepOn(on: boolean): void {
    if (on === this._wanted) return;
    this._wanted = on;
    if (on) void this._take();
    else this._release();
  }

  private async _take(): Promise<void> {
    // Not every browser has it, whatever its types say.
    if (!this._isDue() || !('wakeLock' in navigator)) return;
    // Refused while the battery is low: then the screen may go dark.
    const sentinel = await navigator.wakeLock.request('screen').catch(() => null);
    this._release();
    this._sentinel = sentinel;
    if (!this._isDue()) this._release();
  }

  private _isDue(): boolean {
    return this._wanted && document.visibilityState === 'visible';
  }

  private _release(): void {
    void this._sentinel?.release().catch(() => undefined);
    this._sentinel = null;
  }
}
