/** @file How much of the device's storage the kiosk uses, and whether the browser may clear it. */

export interface StorageUse {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** The browser clears it only when somebody tells it to. */
  readonly persistent: boolean;
}

/** Asks the browser to keep what is stored; it may refuse, and be asked again. */
export async function askToKeepStorage(): Promise<void> {
  if (!hasStorageManager()) return;
  await navigator.storage.persist().catch(() => false);
}

/** @returns Null where the browser does not say. */
export async function readStorageUse(): Promise<StorageUse | null> {
  if (!hasStorageManager()) return null;
  const [{ usage = 0, quota = 0 }, persistent] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usedBytes: usage, quotaBytes: quota, persistent };
}

/** Not there at an address that is not secure, whatever the types say. */
function hasStorageManager(): boolean {
  return 'storage' in navigator;
}
