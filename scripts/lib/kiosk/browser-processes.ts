/** @file The operating system's processes that one running Chromium is made of. */
import type { CDPSession } from '@playwright/test';

export interface BrowserProcess {
  /** `browser`, `renderer`, `GPU`, `utility` and so on. */
  readonly type: string;
  readonly pid: number;
}

/** @param devtools - Of the browser, not of a page. */
export async function browserProcesses(devtools: CDPSession): Promise<readonly BrowserProcess[]> {
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  return processInfo.map(({ type, id }) => ({ type, pid: id }));
}
