/** @file How much of the device's storage the kiosk uses, and whether the browser may clear it. */

export interface StorageUse {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** The browser clears it only when somebody tells it to. */
  readonly persistent: boolean;
}

/** Asks the browser to keep what is stored; it may refuse, and be asked again. */
export async function askToKeepStorage(): Promise<void> {
  await navigator.storage.persist().catch(() => false);
}

export async function readStorageUse(): Promise<StorageUse> {
  const [{ usage = 0, quota = 0 }, persistent] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usedBytes: usage, quotaBytes: quota, persistent };
}
