/** @file How much memory the page's scripts use, where the browser says so (Chromium does). */
export interface MemoryUse {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/** @returns Null where the browser does not say. */
export function readMemoryUse(): MemoryUse | null {
  const { memory } = performance as Performance & {
    readonly memory?: { readonly usedJSHeapSize: number; readonly jsHeapSizeLimit: number };
  };
  return memory === undefined
    ? null
    : { usedBytes: memory.usedJSHeapSize, limitBytes: memory.jsHeapSizeLimit };
}
