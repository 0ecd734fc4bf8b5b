/**
 * @file Remembers, outside the database, that this device was set up. A kiosk whose database the browser has lost must
 * not look like a new one. Holds nothing personal.
 */
const STORAGE_KEY = 'facegate.setUp';

export function markSetUp(): void {
  try {
    localStorage.setItem(STORAGE_KEY, 'yes');
  } catch {
    // A lost database then looks like a new device.
  }
}

export function wasSetUp(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== null;
  } catch {
    return false;
  }
}
