/** @file Keeps the screen on while the kiosk is in view. Where the browser cannot, the device's own settings must. */

/** From now on; the browser drops the lock when the page is hidden, so it is taken again on return. */
export function keepScreenOn(): void {
  // Not every browser has it, whatever its types say.
  if (!('wakeLock' in navigator)) return;
  const take = (): void => {
    if (document.visibilityState !== 'visible') return;
    // Refused while the battery is low: then the screen may go dark.
    navigator.wakeLock.request('screen').catch(() => undefined);
  };
  document.addEventListener('visibilitychange', take);
  take();
}
